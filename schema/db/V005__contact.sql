-- Contacts: the people we talk to, and the customers that they speak or spoke for.

create table contact (
  tenant_id uuid not null references tenant,
  id uuid not null,
  number text not null,
  version int not null,
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  title text,
  -- json, not jsonb: it is read whole and never looked into, and so handed on as it stands
  contact_points json not null,
  -- the values of the contact points, for the search
  contact_text text not null,
  tags text[] not null,
  owner_id uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  primary key (tenant_id, id),
  constraint contact_number unique (tenant_id, number),
  constraint contact_owner foreign key (tenant_id, owner_id) references member);
create index contact_created on contact (tenant_id, created_at, id);
create index contact_updated on contact (tenant_id, updated_at, id);
create index contact_name on contact (tenant_id, name_normal, id);
create index contact_owner_id on contact (tenant_id, owner_id, created_at, id);
create index contact_grams on contact using gin (
  tenant_grams(tenant_id, name || ' ' || number || ' ' || contact_text));
call protect('contact');

-- The links of one contact in the order of their first days. Ended ones stay as history.
create table contact_link (
  tenant_id uuid not null,
  contact_id uuid not null,
  place int not null,
  customer_id uuid not null,
  role text not null check (length(role) between 1 and 200),
  is_primary boolean not null,
  -- both days included; null is open
  valid_from date,
  valid_to date,
  primary key (tenant_id, contact_id, place),
  constraint contact_link_contact foreign key (tenant_id, contact_id) references contact,
  constraint contact_link_customer foreign key (tenant_id, customer_id) references customer,
  constraint contact_link_period check (valid_to >= valid_from));
create unique index contact_link_primary on contact_link (tenant_id, contact_id) where is_primary;
create index contact_link_customer_id on contact_link (tenant_id, customer_id, contact_id);
call protect('contact_link');

create policy lookup on contact for select to rapport_definer using (true);
grant select on contact to rapport_definer;
-- Ids by a part of name, number, e-mail address or telephone number.
create function search_contact(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select c.id from contact c
  where (c.tenant_id = app_tenant()) is true
    and tenant_grams(c.tenant_id, c.name || ' ' || c.number || ' ' || c.contact_text)
      @> tenant_grams(app_tenant(), part)
    and c.name_normal || ' ' || lower(c.number || ' ' || c.contact_text) like (select search_pattern(part))
$$;
alter function search_contact owner to rapport_definer;
revoke all on function search_contact from public;
grant execute on function search_contact to ${appRole};
