-- The catalog: what the tenant sells.

create table product (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  sku text not null check (length(sku) between 1 and 200),
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  family text,
  family_normal text generated always as (search_normal(family)) stored,
  description text,
  unit text,
  -- for one unit, minor units
  list_price bigint check (list_price >= 0),
  list_price_currency text,
  active boolean not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint product_sku unique (tenant_id, sku),
  constraint product_list_price_currency check ((list_price is null) = (list_price_currency is null)));
create index product_name on product (tenant_id, name_normal, id);
create index product_family on product (tenant_id, family_normal, name_normal, id);
create index product_active on product (tenant_id, active, name_normal, id);
create index product_created on product (tenant_id, created_at, id);
create index product_list_price on product (tenant_id, list_price, id);
create index product_list_price_of on product (tenant_id, list_price_currency, list_price, id);
create index product_grams on product using gin (tenant_grams(tenant_id, name));
create index product_family_grams on product using gin (tenant_grams(tenant_id, family));
call protect('product');

-- Ids by a part of the name, and of the family.
create policy lookup on product for select to rapport_definer using (true);
grant select on product to rapport_definer;
create function search_product(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select p.id from product p
  where (p.tenant_id = app_tenant()) is true
    and tenant_grams(p.tenant_id, p.name) @> tenant_grams(app_tenant(), part)
    and p.name_normal like (select search_pattern(part))
$$;
alter function search_product owner to rapport_definer;
revoke all on function search_product from public;
grant execute on function search_product to ${appRole};

create function search_product_family(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select p.id from product p
  where (p.tenant_id = app_tenant()) is true
    and tenant_grams(p.tenant_id, p.family) @> tenant_grams(app_tenant(), part)
    and p.family_normal like (select search_pattern(part))
$$;
alter function search_product_family owner to rapport_definer;
revoke all on function search_product_family from public;
grant execute on function search_product_family to ${appRole};
