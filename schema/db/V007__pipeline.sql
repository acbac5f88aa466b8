-- Pipelines and their stages.

create table pipeline (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  archived_at timestamptz,
  primary key (tenant_id, id));
create index pipeline_created on pipeline (tenant_id, created_at, id);
create index pipeline_name on pipeline (tenant_id, name_normal, id);
create index pipeline_grams on pipeline using gin (tenant_grams(tenant_id, name));
call protect('pipeline');

create table stage (
  tenant_id uuid not null references tenant,
  id uuid not null,
  pipeline_id uuid not null,
  place int not null,
  key text not null,
  name text not null check (length(name) between 1 and 200),
  category text not null check (category in ('OPEN', 'WON', 'LOST')),
  probability int not null check (probability between 0 and 100),
  gates text[] not null,
  max_days int,
  primary key (tenant_id, id),
  unique (tenant_id, pipeline_id, id),
  constraint stage_pipeline foreign key (tenant_id, pipeline_id) references pipeline);
call protect('stage');

create policy lookup on pipeline for select to rapport_definer using (true);
grant select on pipeline to rapport_definer;
create function search_pipeline(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select p.id from pipeline p
  where (p.tenant_id = app_tenant()) is true
    and tenant_grams(p.tenant_id, p.name) @> tenant_grams(app_tenant(), part)
    and p.name_normal like (select search_pattern(part))
$$;
alter function search_pipeline owner to rapport_definer;
revoke all on function search_pipeline from public;
grant execute on function search_pipeline to ${appRole};
