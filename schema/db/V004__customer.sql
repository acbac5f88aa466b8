-- Customers: organisations and persons, as a hierarchy.

create table customer (
  tenant_id uuid not null references tenant,
  id uuid not null,
  number text not null,
  version int not null,
  kind text not null check (kind in ('ORGANIZATION', 'PERSON')),
  status text not null check (status in ('PROSPECT', 'CURRENT', 'FORMER')),
  status_reason text,
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  legal_name text,
  tax_id text,
  industry text,
  industry_normal text generated always as (search_normal(industry)) stored,
  employees int,
  -- per year, minor units
  annual_revenue bigint,
  annual_revenue_currency text,
  founded_year int,
  parent_id uuid,
  owner_id uuid,
  -- json, not jsonb: it is read whole and never looked into, and so handed on as it stands
  contact_points json not null,
  -- the values of the contact points, for the search
  contact_text text not null,
  addresses jsonb not null,
  external_ids json not null,
  tags text[] not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  -- computed from activities; no index, so that noting it replaces a row within its page
  last_activity_at timestamptz,
  -- the versions in a row that only this made: the one before them, and the last one
  derived_from int not null default 0,
  derived_until int not null default 0,
  primary key (tenant_id, id),
  constraint customer_number unique (tenant_id, number),
  constraint customer_parent foreign key (tenant_id, parent_id) references customer,
  constraint customer_owner foreign key (tenant_id, owner_id) references member);
create index customer_created on customer (tenant_id, created_at, id);
create index customer_updated on customer (tenant_id, updated_at, id);
create index customer_name on customer (tenant_id, name_normal, id);
create index customer_status on customer (tenant_id, status, created_at, id);
create index customer_kind on customer (tenant_id, kind, created_at, id);
create index customer_industry on customer (tenant_id, industry_normal, created_at, id);
create index customer_employees on customer (tenant_id, employees, id);
create index customer_owner_id on customer (tenant_id, owner_id, created_at, id);
create index customer_parent_id on customer (tenant_id, parent_id, created_at, id);
create index customer_grams on customer using gin (
  tenant_grams(tenant_id, name || ' ' || number || ' ' || contact_text));
call protect('customer');
alter table customer set (fillfactor = 90);

-- One row per tenant, locked by whoever changes which customer belongs to which.
create table customer_hierarchy (
  tenant_id uuid primary key references tenant);
call protect('customer_hierarchy');

-- One external id belongs to one customer.
create table customer_external_id (
  tenant_id uuid not null,
  system text not null,
  value text not null,
  customer_id uuid not null,
  constraint customer_external_id_key primary key (tenant_id, system, value),
  foreign key (tenant_id, customer_id) references customer);
create index customer_external_id_customer on customer_external_id (tenant_id, customer_id);
call protect('customer_external_id');

create policy lookup on customer for select to rapport_definer using (true);
grant select on customer to rapport_definer;
-- Ids by a part of name, number, e-mail address or telephone number.
create function search_customer(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select c.id from customer c
  where (c.tenant_id = app_tenant()) is true
    and tenant_grams(c.tenant_id, c.name || ' ' || c.number || ' ' || c.contact_text)
      @> tenant_grams(app_tenant(), part)
    and c.name_normal || ' ' || lower(c.number || ' ' || c.contact_text) like (select search_pattern(part))
$$;
alter function search_customer owner to rapport_definer;
revoke all on function search_customer from public;
grant execute on function search_customer to ${appRole};
