-- Trusted documents: what a client has registered and may then name by its hash.

create table trusted_document (
  tenant_id uuid not null references tenant,
  client text not null check (length(client) between 1 and 200),
  -- SHA-256 of the content in UTF-8
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  content text not null check (length(content) between 1 and 32768),
  -- each registration is good for a year
  registered_at timestamptz not null default now(),
  primary key (tenant_id, client, hash));
create index trusted_document_registered_at on trusted_document (registered_at);
call protect('trusted_document');

create policy expiry on trusted_document to rapport_definer using (registered_at < now() - interval '1 year');
grant select, delete on trusted_document to rapport_definer;
-- Forgets some of the documents that were last registered more than a year ago, of all tenants, and tells how many.
create function forget_documents(most int) returns bigint volatile security definer
set search_path = public, pg_temp language sql as $$
  with gone as (
    delete from trusted_document where (tenant_id, client, hash) in (
      select tenant_id, client, hash from trusted_document
      where registered_at < now() - interval '1 year' order by registered_at limit most)
    returning true)
  select count(*) from gone
$$;
alter function forget_documents owner to rapport_definer;
revoke all on function forget_documents from public;
grant execute on function forget_documents to ${appRole};
