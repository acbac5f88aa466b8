-- Idempotency keys: which keyed operations are being carried out or were, and what was answered.

create table idempotency_key (
  tenant_id uuid not null references tenant,
  client text not null,
  member_id uuid not null,
  key text not null check (key ~ '^[!-~]{1,255}$'),
  -- of operation name, document and variables
  fingerprint text not null,
  -- CLAIMED: nothing is committed yet. EFFECT: something is committed. ANSWERED: finished.
  state text not null check (state in ('CLAIMED', 'EFFECT', 'ANSWERED')),
  -- who carries it out; a later request may take over from one that died
  attempt uuid not null,
  claimed_at timestamptz not null default now(),
  -- text, because jsonb does not keep the order of fields; null where the answer is not known
  answer text,
  -- by what rights it was given, so that it is not repeated to who may see less now; only the service reads it
  standing text,
  primary key (tenant_id, client, member_id, key));
create index idempotency_key_claimed_at on idempotency_key (claimed_at);
call protect('idempotency_key');

create policy expiry on idempotency_key to rapport_definer using (claimed_at < now() - interval '24 hours');
grant select, delete on idempotency_key to rapport_definer;
-- Forgets some of the keys past 24 hours, of all tenants, and tells how many.
create function forget_idempotency_keys(most int) returns bigint volatile security definer
set search_path = public, pg_temp language sql as $$
  with gone as (
    delete from idempotency_key where (tenant_id, client, member_id, key) in (
      select tenant_id, client, member_id, key from idempotency_key
      where claimed_at < now() - interval '24 hours' order by claimed_at limit most)
    returning true)
  select count(*) from gone
$$;
alter function forget_idempotency_keys owner to rapport_definer;
revoke all on function forget_idempotency_keys from public;
grant execute on function forget_idempotency_keys to ${appRole};
