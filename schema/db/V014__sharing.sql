-- Shares: records that somebody was let into beyond what the roles give.

create table share_grant (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  -- the plural that scopes name it by, and the id without prefix
  kind text not null check (kind in ('customers', 'contacts', 'opportunities', 'tickets')),
  record_id uuid not null,
  -- a member or a team
  grantee_id uuid not null,
  level text not null check (level in ('READ', 'WRITE')),
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint share_grant_once unique (tenant_id, record_id, grantee_id));
create index share_grant_grantee on share_grant (tenant_id, grantee_id, record_id);
call protect('share_grant');
