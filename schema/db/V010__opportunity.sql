-- Opportunities: deals on their way to an order, and the stages that they stood in.

create table opportunity (
  tenant_id uuid not null references tenant,
  id uuid not null,
  number text not null,
  version int not null,
  name text not null check (length(name) between 1 and 200),
  name_normal text not null generated always as (search_normal(name)) stored,
  customer_id uuid,
  -- minor units
  amount bigint,
  amount_currency text,
  weighted_amount bigint,
  expected_close_date date,
  owner_id uuid,
  forecast_category text not null
    check (forecast_category in ('PIPELINE', 'BEST_CASE', 'COMMIT', 'CLOSED', 'OMITTED')),
  next_step text,
  competitor text,
  lines jsonb not null,
  contact_roles jsonb not null,
  tags text[] not null,
  pipeline_id uuid not null,
  stage_id uuid not null,
  category text not null check (category in ('OPEN', 'WON', 'LOST')),
  probability int not null check (probability between 0 and 100),
  stage_entered_at timestamptz not null,
  closed_at timestamptz,
  lost_reason text,
  reopen_count int not null,
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
  constraint opportunity_number unique (tenant_id, number),
  constraint opportunity_customer foreign key (tenant_id, customer_id) references customer,
  constraint opportunity_owner foreign key (tenant_id, owner_id) references member,
  constraint opportunity_stage foreign key (tenant_id, pipeline_id, stage_id) references stage (tenant_id, pipeline_id, id),
  check ((amount is null) = (amount_currency is null)),
  check ((category = 'LOST') = (lost_reason is not null)),
  check ((category = 'OPEN') = (closed_at is null)));
create index opportunity_created on opportunity (tenant_id, created_at, id);
create index opportunity_updated on opportunity (tenant_id, updated_at, id);
create index opportunity_name on opportunity (tenant_id, name_normal, id);
create index opportunity_amount on opportunity (tenant_id, amount, id);
create index opportunity_expected on opportunity (tenant_id, expected_close_date, id);
create index opportunity_closed on opportunity (tenant_id, closed_at, id);
create index opportunity_entered on opportunity (tenant_id, stage_entered_at, id);
create index opportunity_category on opportunity (tenant_id, category, created_at, id);
create index opportunity_forecast on opportunity (tenant_id, forecast_category, created_at, id);
create index opportunity_probability on opportunity (tenant_id, probability, created_at, id);
create index opportunity_column on opportunity (tenant_id, stage_id, stage_entered_at, id);
create index opportunity_column_amount on opportunity (tenant_id, stage_id, amount, id);
create index opportunity_pipeline on opportunity (tenant_id, pipeline_id, created_at, id);
create index opportunity_customer_id on opportunity (tenant_id, customer_id, created_at, id);
create index opportunity_owner_id on opportunity (tenant_id, owner_id, created_at, id);
create index opportunity_grams on opportunity using gin (tenant_grams(tenant_id, name || ' ' || number));
call protect('opportunity');
alter table opportunity set (fillfactor = 90);

-- Which products the lines name: the lines themselves travel with their opportunity.
create table opportunity_product (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  product_id uuid not null,
  primary key (tenant_id, opportunity_id, product_id),
  foreign key (tenant_id, opportunity_id) references opportunity,
  constraint opportunity_line_product foreign key (tenant_id, product_id) references product);
create index opportunity_product_id on opportunity_product (tenant_id, product_id, opportunity_id);
call protect('opportunity_product');

-- Which contacts have a role: the roles themselves travel with their opportunity.
create table opportunity_contact (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  contact_id uuid not null,
  primary key (tenant_id, opportunity_id, contact_id),
  foreign key (tenant_id, opportunity_id) references opportunity,
  constraint opportunity_contact_role foreign key (tenant_id, contact_id) references contact);
create index opportunity_contact_id on opportunity_contact (tenant_id, contact_id, opportunity_id);
call protect('opportunity_contact');

create table opportunity_stage_history (
  tenant_id uuid not null,
  opportunity_id uuid not null,
  -- of the opportunity when it entered the stage
  version int not null,
  stage_id uuid not null,
  entered_at timestamptz not null,
  moved_by uuid not null,
  reason text,
  primary key (tenant_id, opportunity_id, version),
  foreign key (tenant_id, opportunity_id) references opportunity,
  foreign key (tenant_id, stage_id) references stage);
create index opportunity_stage_history_stage on opportunity_stage_history (tenant_id, stage_id);
call protect('opportunity_stage_history');

create policy lookup on opportunity for select to rapport_definer using (true);
grant select on opportunity to rapport_definer;
create function search_opportunity(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select o.id from opportunity o
  where (o.tenant_id = app_tenant()) is true
    and tenant_grams(o.tenant_id, o.name || ' ' || o.number) @> tenant_grams(app_tenant(), part)
    and o.name_normal || ' ' || lower(o.number) like (select search_pattern(part))
$$;
alter function search_opportunity owner to rapport_definer;
revoke all on function search_opportunity from public;
grant execute on function search_opportunity to ${appRole};
