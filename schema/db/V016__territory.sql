-- Territories: where customers are that some members look after; who has the rule TERRITORY reaches them.

create function postal_normal(code text) returns text immutable strict parallel safe language sql
return nullif(upper(regexp_replace(code, '[^0-9A-Za-z]', '', 'g')), '');

-- One key for each area: a country, one of its regions, or what postal codes in it begin with.
create function area_keys(areas jsonb) returns text[] immutable strict parallel safe language sql
return (
  select coalesce(array_agg(distinct (a ->> 'country') || coalesce('/' || search_normal(a ->> 'region'), '')
    || coalesce(' ' || postal_normal(a ->> 'postalPrefix'), '')), '{}')
  from jsonb_array_elements(areas) a);

-- The keys of all areas that the first of these addresses can lie in. One without a country lies nowhere.
create function address_keys(addresses jsonb) returns text[] immutable strict parallel safe language sql
return (
  select case when a.country is null then '{}'::text[] else array[a.country]
    || case when a.region is null then '{}'::text[] else array[a.country || '/' || a.region] end
    || array(select a.country || ' ' || left(a.postal, digits)
       from generate_series(1, least(length(a.postal), 10)) digits) end
  from (select addresses -> 0 ->> 'country' as country,
      nullif(search_normal(addresses -> 0 ->> 'region'), '') as region,
      postal_normal(addresses -> 0 ->> 'postalCode') as postal) a);

create table territory (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  key text not null check (key ~ '^[A-Z][A-Z0-9_]{0,39}$'),
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  -- [{"country": "DE", "region": null, "postalPrefix": "80"}]
  areas jsonb not null,
  area_keys text[] not null generated always as (area_keys(areas)) stored,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  primary key (tenant_id, id),
  constraint territory_key unique (tenant_id, key));
create index territory_name on territory (tenant_id, name_normal, id);
call protect('territory');

-- Who looks after which.
create table territory_member (
  tenant_id uuid not null references tenant,
  territory_id uuid not null,
  member_id uuid not null,
  primary key (tenant_id, territory_id, member_id),
  foreign key (tenant_id, territory_id) references territory,
  constraint territory_member_member foreign key (tenant_id, member_id) references member);
create index territory_member_of on territory_member (tenant_id, member_id, territory_id);
call protect('territory_member');

-- Beside the row itself: whether it lies in a territory is asked of rows that are read anyway.
alter table customer add column area_keys text[] not null generated always as (address_keys(addresses)) stored;
