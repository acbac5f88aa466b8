-- Members: the people (and programs) of a tenant, and their teams as a tree.

create table team (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  parent_id uuid,
  lead_id uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  primary key (tenant_id, id),
  constraint team_parent foreign key (tenant_id, parent_id) references team);
create index team_name on team (tenant_id, name_normal, id);
create index team_parent_id on team (tenant_id, parent_id, name_normal, id);
create index team_lead_id on team (tenant_id, lead_id);
create index team_created on team (tenant_id, created_at, id);
create index team_grams on team using gin (tenant_grams(tenant_id, name));
call protect('team');

create table member (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  email text,
  email_normal text generated always as (search_normal(email)) stored,
  title text,
  locale text not null,
  team_id uuid,
  -- who this is at the tenant's issuer
  subject text,
  -- the keys of its roles
  roles text[] not null default '{}',
  active boolean not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint member_team foreign key (tenant_id, team_id) references team,
  constraint member_subject unique (tenant_id, subject),
  constraint member_email unique (tenant_id, email_normal));
create index member_name on member (tenant_id, name_normal, id);
create index member_team_id on member (tenant_id, team_id, name_normal, id);
create index member_active on member (tenant_id, active, name_normal, id);
create index member_created on member (tenant_id, created_at, id);
create index member_grams on member using gin (tenant_grams(tenant_id, name));
create index member_email_grams on member using gin (tenant_grams(tenant_id, email));
call protect('member');
-- The roles that a tenant defines for itself, beside the built-in ones.
create table role (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  key text not null check (key ~ '^[A-Z][A-Z0-9_]{0,39}$'),
  name text not null check (length(name) between 1 and 200),
  -- what it may do by kind of record, {"customers": {"read": "TEAM", "write": "OWN"}}
  grants jsonb not null,
  -- the rules of single fields, {"Customer.taxId": "HIDDEN"}
  fields jsonb not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  primary key (tenant_id, id),
  constraint role_key unique (tenant_id, key));
create index role_name on role (tenant_id, name, id);
call protect('role');
alter table team add constraint team_lead foreign key (tenant_id, lead_id) references member;

-- Who a verified token stands for. The one look across tenants that signing in needs.
create policy lookup on member for select to rapport_definer using (true);
grant select on member to rapport_definer;
create function find_member(issuer text, tenant_key text, subject text)
returns table (tenant_id uuid, member_id uuid) stable security definer set search_path = public, pg_temp language sql as $$
  select t.tenant_id, m.id
  from tenant t join member m on m.tenant_id = t.tenant_id
  where t.key = find_member.tenant_key and t.issuer = find_member.issuer and t.active
    and m.subject = find_member.subject and m.active
$$;
alter function find_member owner to rapport_definer;
revoke all on function find_member from public;
grant execute on function find_member to ${appRole};

-- Ids by a part of a text: filters can't use the index under row-level security, these functions can.
--
-- Only the index on the grams may serve such a function, even where every row of the tenant matches: to compute the
-- grams of a row anew takes twenty times as long as all the rest. Hence no sequential scan, and a tenant condition that
-- no other index can serve. The pattern is made once, not per row.
create function search_member(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select m.id from member m
  where (m.tenant_id = app_tenant()) is true
    and tenant_grams(m.tenant_id, m.name) @> tenant_grams(app_tenant(), part)
    and m.name_normal like (select search_pattern(part))
$$;
alter function search_member owner to rapport_definer;
revoke all on function search_member from public;
grant execute on function search_member to ${appRole};

create function search_member_email(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select m.id from member m
  where (m.tenant_id = app_tenant()) is true
    and tenant_grams(m.tenant_id, m.email) @> tenant_grams(app_tenant(), part)
    and m.email_normal like (select search_pattern(part))
$$;
alter function search_member_email owner to rapport_definer;
revoke all on function search_member_email from public;
grant execute on function search_member_email to ${appRole};

create policy lookup on team for select to rapport_definer using (true);
grant select on team to rapport_definer;
create function search_team(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select t.id from team t
  where (t.tenant_id = app_tenant()) is true
    and tenant_grams(t.tenant_id, t.name) @> tenant_grams(app_tenant(), part)
    and t.name_normal like (select search_pattern(part))
$$;
alter function search_team owner to rapport_definer;
revoke all on function search_team from public;
grant execute on function search_team to ${appRole};

-- Who may be bound to a token's subject: the active member without a subject who has the verified e-mail
-- address of the token, where nobody signs in with that subject yet.
create function find_newcomer(issuer text, tenant_key text, subject text, email text)
returns table (tenant_id uuid, member_id uuid) stable security definer set search_path = public, pg_temp language sql as $$
  select t.tenant_id, m.id
  from tenant t join member m on m.tenant_id = t.tenant_id
  where t.key = find_newcomer.tenant_key and t.issuer = find_newcomer.issuer and t.active
    and m.subject is null and m.active and m.email_normal = search_normal(find_newcomer.email)
    and not exists (select from member s where s.tenant_id = t.tenant_id and s.subject = find_newcomer.subject)
$$;
alter function find_newcomer owner to rapport_definer;
revoke all on function find_newcomer from public;
grant execute on function find_newcomer to ${appRole};
