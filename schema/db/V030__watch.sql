-- What an operator watches, in numbers over all tenants that tell nothing of any single one.

create policy lookup on consumer_group for select to rapport_definer using (true);
grant select (tenant_id, position) on consumer_group to rapport_definer;

create function service_figures(followed uuid[]) returns table (
  -- events ever written; those of the tenants that the caller follows
  events bigint, followed_events bigint,
  -- how many events the slowest consumer group and the slowest active webhook have before them
  group_lag bigint, webhook_lag bigint,
  -- deliveries that wait for an attempt, and for how many seconds the most overdue has been due
  webhook_waiting bigint, webhook_overdue bigint)
stable security definer set search_path = public, pg_temp language sql as $$
  select
    (select coalesce(sum(h.position), 0)::bigint from event_head h),
    (select coalesce(sum(h.position), 0)::bigint from event_head h where h.tenant_id = any(followed)),
    (select coalesce(max(h.position - g.position), 0)
     from consumer_group g join event_head h on h.tenant_id = g.tenant_id),
    (select coalesce(max(h.position - p.position), 0)
     from webhook_subscription w
       join webhook_progress p on p.tenant_id = w.tenant_id and p.webhook_id = w.id
       join event_head h on h.tenant_id = w.tenant_id
     where w.status = 'ACTIVE'),
    (select count(*) from webhook_delivery d where d.status = 'WAITING'),
    (select greatest(0, coalesce(extract(epoch from now() - min(d.next_attempt_at)), 0))::bigint
     from webhook_delivery d where d.status = 'WAITING')
$$;
alter function service_figures owner to rapport_definer;
revoke all on function service_figures from public;
grant execute on function service_figures to ${appRole};
