-- Tenants, and what every other table builds on: tenant binding, search in two scripts, roles.

-- The role of functions that may look across tenants or past row-level security for one narrow purpose each.
-- Nobody signs in as it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'rapport_definer') then
    create role rapport_definer nologin;
  end if;
  -- whoever may grant it does so once; an owner who may not must have been given it beforehand
  if not pg_has_role('rapport_definer', 'set') then
    grant rapport_definer to current_user;
  end if;
end
$$;
grant usage, create on schema public to rapport_definer;
grant usage on schema public to ${appRole};

-- The tenant that the running transaction is bound to; null, which matches nothing, where there is none.
create function app_tenant() returns uuid stable parallel safe language sql
return nullif(current_setting('app.tenant', true), '')::uuid;

-- Fails unless a statement has changed the number of rows that it must; with the class of a failed assertion.
create function exactly(changed bigint, wanted bigint) returns bigint immutable strict parallel safe language plpgsql as $$
begin
  if changed <> wanted then
    raise assert_failure using message = format('%s rows instead of %s', changed, wanted);
  end if;
  return changed;
end
$$;

-- Puts a table behind the second wall: row-level security for everybody, the owner included. The tenant is asked for in
-- a select of its own, so that it is read once for a statement and not for each row.
create procedure protect(entity regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', entity);
  execute format('create policy tenant on %s using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()))', entity);
  execute format('grant select, insert, update, delete on %s to ${appRole}', entity);
end
$$;

-- Texts as they are compared: full width becomes half width, upper case lower case.
create function search_normal(content text) returns text immutable strict parallel safe language sql
return btrim(lower(normalize(content, NFKC)));

-- The overlapping pairs of characters of a text, and its single characters beyond Latin: the same index
-- serves English and Chinese, from two letters or one ideograph on.
create function search_grams(content text) returns text[] immutable strict parallel safe language sql
return (
  with normal as materialized (select search_normal(content) as text)
  select coalesce(array_agg(distinct gram), '{}')
  from (select substr(normal.text, place, 2) as gram from normal, generate_series(1, length(normal.text) - 1) as place
        union all
        select letter from normal, unnest(string_to_array(normal.text, null)) as letter
        where letter >= U&'\2E80') as grams);

-- The grams of a tenant's text and the tenant itself: an index on these never leads to a row of another tenant,
-- however many there are, and a part without a gram still leads to the rows of one tenant only.
create function tenant_grams(tenant uuid, content text) returns text[] immutable strict parallel safe language sql
return search_grams(content) || tenant::text;

-- The pattern of texts that contain a part, for like.
create function search_pattern(part text) returns text immutable strict parallel safe language sql
return '%' || replace(replace(replace(search_normal(part), '\', '\\'), '%', '\%'), '_', '\_') || '%';

create table tenant (
  tenant_id uuid primary key,
  key text not null unique check (key ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name text not null,
  -- the one issuer whose tokens this tenant trusts
  issuer text not null,
  cursor_key bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
  active boolean not null default true,
  created_at timestamptz not null default now());
call protect('tenant');
revoke insert, update, delete on tenant from ${appRole};
create policy lookup on tenant for select to rapport_definer using (true);
grant select on tenant to rapport_definer;

-- Numbers for people, one series per kind of record: C-000042.
create table number_series (
  tenant_id uuid not null references tenant,
  series text not null,
  last bigint not null,
  primary key (tenant_id, series));
call protect('number_series');
