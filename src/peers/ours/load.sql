-- The reference data of schema crm as records of Rapport, in the same database: psql -v issuer=… -v made=… -f load.sql
-- Loaded as Rapport would have written them one by one, links, histories and totals included, but without events.
\set QUIET on
\set ON_ERROR_STOP on
set client_min_messages = warning;
set synchronous_commit = off;
-- every reference is right already, and the totals are counted below
set session_replication_role = replica;

-- Ids: the number stays readable in the last 48 bits, the first group tells the kind. See ids.mjs.
create schema if not exists peers;
create or replace function peers.id(kind int, number bigint) returns uuid immutable strict parallel safe language sql
return (lpad(kind::text, 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;
create or replace function peers.number(id uuid) returns bigint immutable strict parallel safe language sql
return ('x' || right(id::text, 12))::bit(48)::bigint;
-- The public text of an id whose number has at most 25 bits: its head is the same for all of a kind.
create or replace function peers.text(head text, number bigint) returns text immutable strict parallel safe language sql
return head || substr('0123456789abcdefghjkmnpqrstvwxyz', (number >> 20)::int + 1, 1)
  || substr('0123456789abcdefghjkmnpqrstvwxyz', (number >> 15 & 31)::int + 1, 1)
  || substr('0123456789abcdefghjkmnpqrstvwxyz', (number >> 10 & 31)::int + 1, 1)
  || substr('0123456789abcdefghjkmnpqrstvwxyz', (number >> 5 & 31)::int + 1, 1)
  || substr('0123456789abcdefghjkmnpqrstvwxyz', (number & 31)::int + 1, 1);

-- Indexes that no constraint needs are made after the load.
create temp table later as
select i.indexdef, format('%I.%I', i.schemaname, i.indexname) as name from pg_indexes i
where i.schemaname = 'public' and i.tablename = any ('{customer,contact,contact_link,opportunity,opportunity_stage_history,
  activity,activity_link,activity_attendee,ticket,ticket_comment,ticket_status_history}')
  and not exists (select from pg_constraint c where c.conindid = format('%I.%I', i.schemaname, i.indexname)::regclass);
select format('drop index %s', name) from later \gexec

select found_tenant(peers.id(0, id), 't' || id, name, :'issuer') from crm.tenants order by id \g /dev/null

insert into member (tenant_id, id, version, name, email, locale, subject, roles, active, created_at, created_by,
  updated_at, updated_by)
select peers.id(0, tenant_id), peers.id(1, id), 1, name, email, locale, 'user' || id, '{ADMIN}', true,
  created_at, peers.id(1, id), created_at, peers.id(1, id)
from crm.users;

insert into pipeline (tenant_id, id, version, name, created_at, created_by, updated_at, updated_by)
select peers.id(0, tenant_id), peers.id(2, id), 1, name, created_at, peers.id(1, tenant_id), created_at, peers.id(1, tenant_id)
from crm.pipelines;

insert into stage (tenant_id, id, pipeline_id, place, key, name, category, probability, gates)
select peers.id(0, tenant_id), peers.id(3, id), peers.id(2, pipeline_id), position, 'STAGE_' || position, name, kind, probability, '{}'
from crm.stages;

insert into customer (tenant_id, id, number, version, kind, status, name, industry, employees, annual_revenue,
  annual_revenue_currency, owner_id, contact_points, contact_text, addresses, external_ids, tags, created_at, created_by,
  updated_at, updated_by, last_activity_at)
select peers.id(0, c.tenant_id), peers.id(4, c.id), 'C-' || lpad(c.id::text, 6, '0'), 1, 'ORGANIZATION',
  case c.status when 'LEAD' then 'PROSPECT' when 'ACTIVE' then 'CURRENT' else 'FORMER' end, c.name, c.industry, c.employees,
  (c.annual_revenue * 100)::bigint, 'CNY', peers.id(1, c.owner_id),
  jsonb_build_array(
    jsonb_build_object('kind', 'EMAIL', 'value', c.email, 'label', null, 'primary', true),
    jsonb_build_object('kind', 'PHONE', 'value', replace(c.phone, '-', ''), 'label', null, 'primary', true),
    jsonb_build_object('kind', 'WEBSITE', 'value', 'https://' || c.website, 'label', null, 'primary', true)),
  c.email || ' ' || replace(c.phone, '-', '') || ' https://' || c.website,
  jsonb_build_array(jsonb_build_object('label', null, 'line1', null, 'line2', null, 'city', c.city, 'region', null,
    'postalCode', null, 'country', c.country)),
  '[]', '{}', c.created_at, peers.id(1, c.owner_id), c.updated_at, peers.id(1, c.owner_id), a.latest
from crm.customers c
  left join (select customer_id, max(occurred_at) as latest from crm.activities group by 1) a on a.customer_id = c.id;

insert into contact (tenant_id, id, number, version, name, title, contact_points, contact_text, tags, created_at,
  created_by, updated_at, updated_by)
select peers.id(0, tenant_id), peers.id(8, id), 'P-' || lpad(id::text, 6, '0'), 1, first_name || ' ' || last_name, title,
  jsonb_build_array(
    jsonb_build_object('kind', 'EMAIL', 'value', email, 'label', null, 'primary', true),
    jsonb_build_object('kind', 'PHONE', 'value', replace(phone, '-', ''), 'label', null, 'primary', true)),
  email || ' ' || replace(phone, '-', ''), '{}', created_at, peers.id(1, tenant_id), updated_at, peers.id(1, tenant_id)
from crm.contacts;

insert into contact_link (tenant_id, contact_id, place, customer_id, role, is_primary)
select peers.id(0, tenant_id), peers.id(8, id), 1, peers.id(4, customer_id), title, true from crm.contacts;

-- The sums of the reference run over amounts of any currency; Rapport never adds up different ones, so here all have one.
insert into opportunity (tenant_id, id, number, version, name, customer_id, amount, amount_currency, weighted_amount,
  expected_close_date, owner_id, forecast_category, lines, contact_roles, tags, pipeline_id, stage_id, category, probability,
  stage_entered_at, closed_at, lost_reason, reopen_count, created_at, created_by, updated_at, updated_by, last_activity_at)
select peers.id(0, o.tenant_id), peers.id(5, o.id), 'O-' || lpad(o.id::text, 6, '0'), 1, o.name, peers.id(4, o.customer_id),
  (o.amount * 100)::bigint, 'CNY', round(o.amount * o.probability)::bigint, o.expected_close_date, peers.id(1, o.owner_id),
  case o.status when 'OPEN' then 'PIPELINE' when 'WON' then 'CLOSED' else 'OMITTED' end, '[]', '[]', '{}',
  peers.id(2, o.pipeline_id), peers.id(3, o.stage_id), o.status, o.probability, o.created_at,
  case when o.status <> 'OPEN' then o.created_at end, case when o.status = 'LOST' then 'price' end, 0,
  o.created_at, peers.id(1, o.owner_id), o.updated_at, peers.id(1, o.owner_id), a.latest
from crm.opportunities o
  left join (select opportunity_id, max(occurred_at) as latest from crm.activities group by 1) a on a.opportunity_id = o.id;

insert into opportunity_stage_history (tenant_id, opportunity_id, version, stage_id, entered_at, moved_by)
select tenant_id, id, 1, stage_id, stage_entered_at, created_by from opportunity;

-- What was done about a deal is linked with it, and through it with its customer; the rest with the customer itself.
insert into activity (tenant_id, id, version, type, status, occurred_at, subject, body, owner_id, tags, related_to, customers,
  priority, direction, participants, created_at, created_by, updated_at, updated_by)
select peers.id(0, tenant_id), peers.id(6, id), 1, kind, 'COMPLETED', occurred_at, subject, body, peers.id(1, owner_id), '{}',
  array[coalesce(peers.text('opp_000000a000e0080000000', opportunity_id), peers.text('cus_0000008000e0080000000', customer_id))],
  array[peers.text('cus_0000008000e0080000000', customer_id)],
  case when kind = 'TASK' then 'NORMAL' end, case when kind in ('CALL', 'EMAIL') then 'OUTBOUND' end, '{}',
  created_at, peers.id(1, owner_id), created_at, peers.id(1, owner_id)
from crm.activities;

insert into activity_link (tenant_id, activity_id, target_id, target_type, derived, happens_at)
select peers.id(0, tenant_id), peers.id(6, id), peers.id(4, customer_id), 'cus', opportunity_id is not null, occurred_at
from crm.activities
union all
select peers.id(0, tenant_id), peers.id(6, id), peers.id(5, opportunity_id), 'opp', false, occurred_at
from crm.activities where opportunity_id is not null;

insert into activity_attendee (tenant_id, activity_id, member_id)
select peers.id(0, tenant_id), peers.id(6, id), peers.id(1, owner_id) from crm.activities;

insert into ticket (tenant_id, id, number, version, subject, priority, type, channel, customer_id, tags, assignee_id, status,
  status_since, solved_at, closed_at, reopen_count, created_at, created_by, updated_at, updated_by)
select peers.id(0, tenant_id), peers.id(7, id), 'T-' || lpad(id::text, 6, '0'), 1, subject, priority, 'QUESTION', 'EMAIL',
  peers.id(4, customer_id), '{}', peers.id(1, assignee_id), status, created_at,
  case when status in ('SOLVED', 'CLOSED') then created_at end, case when status = 'CLOSED' then created_at end, 0,
  created_at, peers.id(1, assignee_id), updated_at, peers.id(1, assignee_id)
from crm.tickets;

insert into ticket_status_history (tenant_id, ticket_id, version, to_status, at, by_id)
select tenant_id, id, 1, status, created_at, created_by from ticket;

insert into ticket_comment (tenant_id, id, ticket_id, body, visibility, created_at, created_by)
select peers.id(0, tenant_id), peers.id(9, id), peers.id(7, ticket_id), body, 'PUBLIC', created_at, peers.id(1, author_id)
from crm.ticket_comments;

insert into number_series (tenant_id, series, last)
select t.tenant_id, s.series, s.last from tenant t, crm.ref_sizes z,
  lateral (values ('C', z.nc), ('P', z.nk), ('O', z.no), ('T', z.nt)) as s (series, last);

insert into opportunity_total select * from opportunity_total_recount();
insert into opportunity_forecast_total select * from opportunity_forecast_recount();

set maintenance_work_mem = '1GB';
select indexdef from later \gexec
reset session_replication_role;
create table peers.loaded as select :'made' as made;
vacuum (analyze, freeze);
checkpoint;
