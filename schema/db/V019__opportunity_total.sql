-- What opportunities add up to, kept by the statement that changes them: a board or a forecast reads as many rows as
-- it has columns, owners and currencies, however many opportunities there are.

-- Live opportunities by stage and owner; without an amount they have no currency.
create table opportunity_total (
  tenant_id uuid not null references tenant,
  pipeline_id uuid not null,
  stage_id uuid not null,
  owner_id uuid,
  currency text,
  count bigint not null,
  -- minor units
  amount bigint not null,
  weighted_amount bigint not null,
  unique nulls not distinct (tenant_id, pipeline_id, stage_id, owner_id, currency));
call protect('opportunity_total');

-- Live and open opportunities by the month in which they are expected to close.
create table opportunity_forecast_total (
  tenant_id uuid not null references tenant,
  -- its first day
  month date not null,
  pipeline_id uuid not null,
  owner_id uuid,
  forecast_category text not null,
  currency text,
  count bigint not null,
  -- minor units
  amount bigint not null,
  weighted_amount bigint not null,
  unique nulls not distinct (tenant_id, month, pipeline_id, owner_id, forecast_category, currency));
call protect('opportunity_forecast_total');

-- What a change is to the totals: what was counts with -1, what is with 1.
create type opportunity_part as (
  sign int, tenant_id uuid, pipeline_id uuid, stage_id uuid, owner_id uuid, currency text, amount bigint,
  weighted_amount bigint, category text, forecast_category text, month date);

-- Rows are written in the order of their keys, so that two changes wait for each other and never in a circle.
create function add_opportunities(parts opportunity_part[]) returns void language plpgsql as $$
begin
  insert into opportunity_total as t
  select p.tenant_id, p.pipeline_id, p.stage_id, p.owner_id, p.currency, sum(p.sign),
    sum(p.sign * coalesce(p.amount, 0)), sum(p.sign * coalesce(p.weighted_amount, 0))
  from unnest(parts) p
  group by p.tenant_id, p.pipeline_id, p.stage_id, p.owner_id, p.currency
  having sum(p.sign) <> 0 or sum(p.sign * p.amount) <> 0 or sum(p.sign * p.weighted_amount) <> 0
  order by p.tenant_id, p.pipeline_id, p.stage_id, p.owner_id, p.currency
  on conflict (tenant_id, pipeline_id, stage_id, owner_id, currency) do update
  set count = t.count + excluded.count, amount = t.amount + excluded.amount,
    weighted_amount = t.weighted_amount + excluded.weighted_amount;
  insert into opportunity_forecast_total as t
  select p.tenant_id, p.month, p.pipeline_id, p.owner_id, p.forecast_category, p.currency, sum(p.sign),
    sum(p.sign * coalesce(p.amount, 0)), sum(p.sign * coalesce(p.weighted_amount, 0))
  from unnest(parts) p
  where p.category = 'OPEN' and p.month is not null
  group by p.tenant_id, p.month, p.pipeline_id, p.owner_id, p.forecast_category, p.currency
  having sum(p.sign) <> 0 or sum(p.sign * p.amount) <> 0 or sum(p.sign * p.weighted_amount) <> 0
  order by p.tenant_id, p.month, p.pipeline_id, p.owner_id, p.forecast_category, p.currency
  on conflict (tenant_id, month, pipeline_id, owner_id, forecast_category, currency) do update
  set count = t.count + excluded.count, amount = t.amount + excluded.amount,
    weighted_amount = t.weighted_amount + excluded.weighted_amount;
end
$$;

create function opportunity_part(sign int, o opportunity) returns opportunity_part immutable language sql
return row (sign, o.tenant_id, o.pipeline_id, o.stage_id, o.owner_id, o.amount_currency, o.amount, o.weighted_amount,
  o.category, o.forecast_category, date_trunc('month', o.expected_close_date::timestamp)::date)::opportunity_part;

create function note_added_opportunities() returns trigger language plpgsql as $$
begin
  perform add_opportunities(array(select opportunity_part(1, o) from added o where o.archived_at is null));
  return null;
end
$$;

create function note_changed_opportunities() returns trigger language plpgsql as $$
begin
  -- most changes are to nothing that is added up
  if exists (select o.id, o.archived_at is null, opportunity_part(0, o) from removed o
    except select o.id, o.archived_at is null, opportunity_part(0, o) from added o) then
    perform add_opportunities(array(
      select opportunity_part(-1, o) from removed o where o.archived_at is null
      union all
      select opportunity_part(1, o) from added o where o.archived_at is null));
  end if;
  return null;
end
$$;

create function note_removed_opportunities() returns trigger language plpgsql as $$
begin
  perform add_opportunities(array(select opportunity_part(-1, o) from removed o where o.archived_at is null));
  return null;
end
$$;

create trigger totals_added after insert on opportunity referencing new table as added
  for each statement execute function note_added_opportunities();
create trigger totals_changed after update on opportunity referencing old table as removed new table as added
  for each statement execute function note_changed_opportunities();
create trigger totals_removed after delete on opportunity referencing old table as removed
  for each statement execute function note_removed_opportunities();

-- What the totals should be, by counting.
create function opportunity_total_recount() returns setof opportunity_total stable language sql
begin atomic
select o.tenant_id, o.pipeline_id, o.stage_id, o.owner_id, o.amount_currency as currency, count(*) as count,
  coalesce(sum(o.amount), 0)::bigint as amount, coalesce(sum(o.weighted_amount), 0)::bigint as weighted_amount
from opportunity o
where o.archived_at is null
group by o.tenant_id, o.pipeline_id, o.stage_id, o.owner_id, o.amount_currency;
end;

create function opportunity_forecast_recount() returns setof opportunity_forecast_total stable language sql
begin atomic
select o.tenant_id, date_trunc('month', o.expected_close_date::timestamp)::date as month, o.pipeline_id, o.owner_id,
  o.forecast_category, o.amount_currency as currency, count(*) as count, coalesce(sum(o.amount), 0)::bigint as amount,
  coalesce(sum(o.weighted_amount), 0)::bigint as weighted_amount
from opportunity o
where o.archived_at is null and o.category = 'OPEN' and o.expected_close_date is not null
group by 1, 2, 3, 4, 5, 6;
end;

-- When the totals of a tenant were compared with a recount.
create table opportunity_recount (
  tenant_id uuid primary key references tenant,
  counted_at timestamptz not null);
call protect('opportunity_recount');

create policy repair on opportunity_total to rapport_definer using (true) with check (true);
create policy repair on opportunity_forecast_total to rapport_definer using (true) with check (true);
create policy repair on opportunity_recount to rapport_definer using (true) with check (true);
grant select, insert, update, delete on opportunity_total, opportunity_forecast_total, opportunity_recount to rapport_definer;

-- Compares the totals of a tenant that was not compared for a day with a recount, replaces those that differ, and tells
-- how many rows it took out and put in; null if there is no such tenant. The totals are locked first: whoever changes
-- opportunities then has either changed its totals, too, and is counted, or waits with both.
create function repair_opportunity_totals() returns bigint volatile security definer
set search_path = public, pg_temp language plpgsql as $$
declare
  tenant uuid;
  changed bigint;
  repaired bigint := 0;
begin
  select t.tenant_id into tenant from tenant t left join opportunity_recount c on c.tenant_id = t.tenant_id
  where c.counted_at is null or c.counted_at < now() - interval '1 day'
  order by c.counted_at nulls first, t.tenant_id limit 1;
  if tenant is null then
    return null;
  end if;
  perform from opportunity_total t where t.tenant_id = tenant
  order by t.pipeline_id, t.stage_id, t.owner_id, t.currency for update;
  perform from opportunity_forecast_total t where t.tenant_id = tenant
  order by t.month, t.pipeline_id, t.owner_id, t.forecast_category, t.currency for update;
  delete from opportunity_total t where t.tenant_id = tenant and t.count = 0 and t.amount = 0 and t.weighted_amount = 0;
  delete from opportunity_forecast_total t
  where t.tenant_id = tenant and t.count = 0 and t.amount = 0 and t.weighted_amount = 0;
  with wrong as (select * from opportunity_total t where t.tenant_id = tenant
    except select * from opportunity_total_recount() c where c.tenant_id = tenant)
  delete from opportunity_total t using wrong w where t = w::opportunity_total;
  get diagnostics changed = row_count;
  repaired := repaired + changed;
  insert into opportunity_total select * from opportunity_total_recount() c where c.tenant_id = tenant
  on conflict do nothing;
  get diagnostics changed = row_count;
  repaired := repaired + changed;
  with wrong as (select * from opportunity_forecast_total t where t.tenant_id = tenant
    except select * from opportunity_forecast_recount() c where c.tenant_id = tenant)
  delete from opportunity_forecast_total t using wrong w where t = w::opportunity_forecast_total;
  get diagnostics changed = row_count;
  repaired := repaired + changed;
  insert into opportunity_forecast_total select * from opportunity_forecast_recount() c where c.tenant_id = tenant
  on conflict do nothing;
  get diagnostics changed = row_count;
  repaired := repaired + changed;
  insert into opportunity_recount values (tenant, now())
  on conflict (tenant_id) do update set counted_at = excluded.counted_at;
  return repaired;
end
$$;
alter function repair_opportunity_totals owner to rapport_definer;
revoke all on function repair_opportunity_totals from public;
grant execute on function repair_opportunity_totals to ${appRole};
