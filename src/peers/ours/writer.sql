-- S1's writer for our server: the harness calls crm.move_opportunity in the database, so that it knows when the commit was.
-- In place of the peers' rows this writes those of Rapport's own moveOpportunity: the record with its totals (by their
-- triggers), its stage history, the tenant's place in the log and the event, and it rings the doorbell that instances tell
-- each other with. The number of the harness's event stands in the first group of the event's id, where its receiver reads it.
create or replace function peers.instant(at timestamptz) returns text immutable strict language sql
return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
create or replace function peers.money(minor bigint) returns jsonb immutable strict language sql
return jsonb_build_object('minor', minor, 'currency', 'CNY');

create or replace function crm.move_opportunity(p_tenant int, p_opportunity bigint, p_stage int, p_user int)
returns crm.opportunities language plpgsql volatile set search_path = public as $$
declare
  tenant uuid := peers.id(0, p_tenant);
  mover uuid := peers.id(1, p_user);
  ts timestamptz := date_trunc('milliseconds', clock_timestamp());
  was opportunity;
  o opportunity;
  s stage;
  place bigint;
  answer crm.opportunities;
begin
  select * into strict was from opportunity where tenant_id = tenant and id = peers.id(5, p_opportunity) for update;
  select * into strict s from stage where tenant_id = tenant and id = peers.id(3, p_stage) and pipeline_id = was.pipeline_id;
  update opportunity set version = version + 1, stage_id = s.id, category = s.category, probability = s.probability,
    weighted_amount = round(amount * s.probability / 100.0), stage_entered_at = ts, updated_at = ts, updated_by = mover
  where tenant_id = tenant and id = was.id returning * into strict o;
  insert into opportunity_stage_history (tenant_id, opportunity_id, version, stage_id, entered_at, moved_by)
  values (tenant, o.id, o.version, o.stage_id, ts, mover);
  update event_head set position = position + 1 where tenant_id = tenant returning position into strict place;
  insert into event_log (tenant_id, position, event_id, aggregate_type, aggregate_id, aggregate_version, type,
    changed_fields, before, after, derived, occurred_at, actor_kind, actor_id, client, correlation_id)
  values (tenant, place, (lpad(nextval('crm.outbox_events_id_seq')::text, 8, '0') || '-0000-7000-8000-000000000000')::uuid,
    'Opportunity', o.id, o.version, 'OpportunityMoved',
    '{probability,stageEnteredAt,stageId,updatedAt,weightedAmount}',
    jsonb_build_object('stageId', was.stage_id, 'updatedAt', peers.instant(was.updated_at), 'probability', was.probability,
      'stageEnteredAt', peers.instant(was.stage_entered_at), 'weightedAmount', peers.money(was.weighted_amount)),
    jsonb_build_object('id', o.id, 'name', o.name, 'tags', o.tags, 'lines', o.lines, 'amount', peers.money(o.amount),
      'number', o.number, 'ownerId', o.owner_id, 'stageId', o.stage_id, 'category', o.category, 'closedAt', null,
      'nextStep', o.next_step, 'createdAt', peers.instant(o.created_at), 'updatedAt', peers.instant(ts), 'archivedAt', null,
      'competitor', o.competitor, 'contactIds', '[]'::jsonb, 'customerId', o.customer_id, 'lostReason', null)
    || jsonb_build_object('pipelineId', o.pipeline_id, 'probability', o.probability, 'reopenCount', o.reopen_count,
      'contactRoles', o.contact_roles, 'lastActivityAt', peers.instant(o.last_activity_at),
      'stageEnteredAt', peers.instant(ts), 'weightedAmount', peers.money(o.weighted_amount),
      'forecastCategory', o.forecast_category, 'expectedCloseDate', o.expected_close_date),
    false, ts, 'USER', mover, 'token', gen_random_uuid()::text);
  perform pg_notify('rapport_events', 'peers:' || tenant);
  answer.id := p_opportunity;
  return answer;
end
$$;
