-- Puts Rapport's rows back as load.sql left them, after M1, M2 and S1; runs behind the harness's own reset, which has
-- put schema crm back.
\set QUIET on
set search_path = public;
set client_min_messages = warning;
select exists (select from pg_tables where schemaname = 'peers' and tablename = 'loaded') as loaded \gset
\if :loaded
select exists (select from event_log) as used \gset
\if :used
truncate event_log;
-- the service's own ids begin with the time, those of load.sql with zeros
delete from activity_link where activity_id > '00000fff-0000-0000-0000-000000000000';
delete from activity_attendee where activity_id > '00000fff-0000-0000-0000-000000000000';
delete from activity where id > '00000fff-0000-0000-0000-000000000000';
delete from opportunity_stage_history where version > 1;
update opportunity o set version = 1, stage_id = peers.id(3, c.stage_id), category = c.status, probability = c.probability,
  weighted_amount = round(c.amount * c.probability)::bigint, stage_entered_at = c.created_at,
  closed_at = case when c.status <> 'OPEN' then c.created_at end, lost_reason = case when c.status = 'LOST' then 'price' end,
  forecast_category = case c.status when 'OPEN' then 'PIPELINE' when 'WON' then 'CLOSED' else 'OMITTED' end,
  reopen_count = 0, updated_at = c.updated_at, updated_by = o.created_by, derived_from = 0, derived_until = 0,
  last_activity_at = (select max(a.occurred_at) from crm.activities a where a.opportunity_id = c.id)
from crm.opportunities c where o.version > 1 and c.id = peers.number(o.id);
update customer u set version = 1, derived_from = 0, derived_until = 0,
  last_activity_at = (select max(a.occurred_at) from crm.activities a where a.customer_id = peers.number(u.id))
where version > 1;
delete from opportunity_total where count = 0;
delete from opportunity_forecast_total where count = 0;
reindex index opportunity_column;
vacuum (analyze) opportunity, customer, opportunity_total, opportunity_forecast_total, opportunity_stage_history;
vacuum (analyze) activity, activity_link, activity_attendee, event_head, event_log;
checkpoint;
\endif
-- the daily recount is no part of what is measured
insert into opportunity_recount select tenant_id, now() from tenant
on conflict (tenant_id) do update set counted_at = excluded.counted_at;
\endif
