-- Clients: programs that act as members of their own, and the keys that let them in.

-- A person signs in with a token, a program with a key. Nothing that a token names leads to a program.
alter table member add column kind text not null default 'PERSON'
  constraint member_kind check (kind in ('PERSON', 'PROGRAM'));
alter table member add constraint member_program check (kind = 'PERSON' or (subject is null and email is null));

create table api_key (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  client_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  -- the part of the key that names it
  handle text not null check (handle ~ '^[0-9A-Za-z]{12}$'),
  -- SHA-256 of the whole key, which is kept nowhere
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  scopes text[] not null check (cardinality(scopes) > 0),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  replaced_by uuid,
  last_used_at timestamptz,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint api_key_client foreign key (tenant_id, client_id) references member,
  constraint api_key_replaced_by foreign key (tenant_id, replaced_by) references api_key);
create index api_key_client_id on api_key (tenant_id, client_id, created_at, id);
-- across tenants, for a handle is all that is known of a key at first
create index api_key_handle on api_key (handle);
call protect('api_key');

-- Whom a key lets in. The one look across tenants that keys need.
create policy lookup on api_key for select to rapport_definer using (true);
grant select on api_key to rapport_definer;
create function find_api_key(handle text)
returns table (hash text, tenant_id uuid, client_id uuid, key_id uuid, expires_at timestamptz, scopes text[])
stable security definer set search_path = public, pg_temp language sql as $$
  select k.hash, k.tenant_id, k.client_id, k.id, k.expires_at, k.scopes
  from api_key k
    join member m on m.tenant_id = k.tenant_id and m.id = k.client_id
    join tenant t on t.tenant_id = k.tenant_id
  where k.handle = find_api_key.handle and k.revoked_at is null and k.expires_at > now()
    and m.active and m.kind = 'PROGRAM' and t.active
$$;
alter function find_api_key owner to rapport_definer;
revoke all on function find_api_key from public;
grant execute on function find_api_key to ${appRole};
