-- Webhooks: who is told of events over HTTP, how far each has come, and what was sent.

create table webhook_subscription (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  url text not null check (length(url) between 1 and 2000),
  -- kinds of records (Customer) or of events (CustomerUpdated)
  types text[] not null check (cardinality(types) between 1 and 100),
  -- only these records; all if empty
  record_ids text[] not null,
  -- only events that change one of these; all if empty
  changed_fields text[] not null,
  -- what of the records is sent
  fields text[] not null,
  -- only derived changes, or only others; null for both
  derived boolean,
  -- which records, by the name of their type: the filter that subscriptions have
  filter jsonb not null default '{}',
  status text not null constraint webhook_subscription_status check (status in ('ACTIVE', 'PAUSED', 'DISABLED')),
  reason text,
  -- whose rights decide what is sent, and the scopes of the credential that it came with; null if those had no limit
  owner_id uuid not null,
  scope_limit text[],
  -- encrypted, each with the id of its key
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint webhook_subscription_owner foreign key (tenant_id, owner_id) references member);
create index webhook_subscription_created_at on webhook_subscription (tenant_id, created_at, id);
create index webhook_subscription_active on webhook_subscription (tenant_id, id) where status = 'ACTIVE';
call protect('webhook_subscription');

-- How far a subscription has read the log, and which process works on it. Every claim raises the fence; whoever has an
-- older one writes nothing any more.
create table webhook_progress (
  tenant_id uuid not null references tenant,
  webhook_id uuid not null,
  epoch uuid not null,
  position bigint not null,
  -- since when nothing but failures came back; null while things go well
  failing_since timestamptz,
  fence bigint not null default 0,
  -- nobody else works on it before this time of the database's clock
  held_until timestamptz not null default '-infinity',
  released_at timestamptz not null default now(),
  primary key (tenant_id, webhook_id),
  constraint webhook_progress_subscription foreign key (tenant_id, webhook_id) references webhook_subscription
    on delete cascade) with (fillfactor = 50);
call protect('webhook_progress');

create table webhook_delivery (
  tenant_id uuid not null references tenant,
  id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  -- of the event in the log; 0 for a test
  position bigint not null,
  type text not null,
  record_type text not null,
  record_id uuid not null,
  status text not null constraint webhook_delivery_status
    check (status in ('WAITING', 'DELIVERED', 'DEAD', 'WITHHELD')),
  -- since the first try, or since somebody asked for it again
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  -- the attempts, the oldest first
  history jsonb not null default '[]',
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  constraint webhook_delivery_once unique (tenant_id, webhook_id, event_id),
  constraint webhook_delivery_subscription foreign key (tenant_id, webhook_id) references webhook_subscription
    on delete cascade);
create index webhook_delivery_waiting on webhook_delivery (tenant_id, webhook_id, position) where status = 'WAITING';
create index webhook_delivery_created_at on webhook_delivery (tenant_id, webhook_id, created_at, id);
create index webhook_delivery_status_at on webhook_delivery (tenant_id, webhook_id, status, created_at, id);
create index webhook_delivery_ended_at on webhook_delivery (ended_at) where ended_at is not null;
call protect('webhook_delivery');

-- Which subscriptions of which tenants have something to do that nobody does, those first that waited longest. The one
-- look across tenants that sending needs; it sees neither addresses nor secrets nor what was sent.
create policy lookup on webhook_subscription for select to rapport_definer using (true);
grant select (tenant_id, id, status) on webhook_subscription to rapport_definer;
create policy lookup on webhook_progress for select to rapport_definer using (true);
grant select on webhook_progress to rapport_definer;
create policy lookup on webhook_delivery for select to rapport_definer using (true);
grant select (tenant_id, id, webhook_id, status, position, next_attempt_at, ended_at) on webhook_delivery to rapport_definer;
create policy lookup on event_head for select to rapport_definer using (true);
grant select on event_head to rapport_definer;
create function due_webhooks(at timestamptz, most int) returns text[]
stable security definer set search_path = public, pg_temp language sql as $$
  select coalesce(array_agg(due.tenant_id || '/' || due.id), '{}')
  from (
    select w.tenant_id, w.id
    from webhook_subscription w
      join webhook_progress p on p.tenant_id = w.tenant_id and p.webhook_id = w.id
      join event_head h on h.tenant_id = w.tenant_id
    where w.status = 'ACTIVE' and p.held_until < now()
      and (h.position > p.position or exists (
        select from webhook_delivery d
        where d.tenant_id = w.tenant_id and d.webhook_id = w.id and d.status = 'WAITING' and d.next_attempt_at <= at))
    order by p.released_at
    limit most) due
$$;
alter function due_webhooks owner to rapport_definer;
revoke all on function due_webhooks from public;
grant execute on function due_webhooks to ${appRole};

-- Forgets what was sent long ago; what could not be sent is kept longer.
create policy forget on webhook_delivery for delete to rapport_definer using (true);
grant delete on webhook_delivery to rapport_definer;
create procedure forget_webhook_deliveries(sent_days int, dead_days int) security definer
set search_path = public, pg_temp language sql as $$
  delete from webhook_delivery
  where ended_at < now() - make_interval(days => case status when 'DEAD' then dead_days else sent_days end)
$$;
alter procedure forget_webhook_deliveries owner to rapport_definer;
revoke all on procedure forget_webhook_deliveries from public;
grant execute on procedure forget_webhook_deliveries to ${appRole};
