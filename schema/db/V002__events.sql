-- The event log: one dense sequence of positions per tenant.

-- The incarnation of this log. A restore or a failover that may have lost events must replace it. The service does so
-- where it can tell; after a copy of the files that PostgreSQL takes for the old server, whoever restores does:
--   update event_incarnation set epoch = gen_random_uuid();
create table event_incarnation (
  only_one boolean primary key default true check (only_one),
  epoch uuid not null,
  -- the server and the timeline that the log grows on; null until the service has looked
  place text);
insert into event_incarnation (epoch) values (gen_random_uuid());
grant select on event_incarnation to ${appRole};

-- The epoch of the log. A log that grows on another server or timeline than before was restored or has failed over:
-- unless that loses nothing, positions may come again, so the epoch is a new one. Where PostgreSQL does not tell, the
-- epoch stays.
create function event_epoch(lossless boolean) returns uuid
volatile security definer set search_path = public, pg_temp language plpgsql as $$
declare
  here text;
begin
  if not pg_is_in_recovery() then
    here := (select system_identifier from pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
    update event_incarnation
    set place = here, epoch = case when place is null or lossless then epoch else gen_random_uuid() end
    where place is distinct from here;
  end if;
  return (select epoch from event_incarnation);
exception when insufficient_privilege or undefined_function or feature_not_supported then
  return (select epoch from event_incarnation);
end
$$;
revoke all on function event_epoch from public;
grant execute on function event_epoch to ${appRole};

-- The counter row: taken by the last statement of a transaction and held until it commits.
create table event_head (
  tenant_id uuid primary key references tenant,
  position bigint not null default 0);
call protect('event_head');
revoke insert, delete on event_head from ${appRole};

-- Partitioned by the day of writing, so that retention drops whole partitions. PostgreSQL wants that day in
-- every unique key; the counter row is what makes positions unique.
create table event_log (
  -- that it exists is known from its counter row; to lock it for each event would make all writers of a tenant meet there
  tenant_id uuid not null,
  position bigint not null,
  recorded_on date not null default current_date,
  event_id uuid not null,
  aggregate_type text not null,
  aggregate_id uuid not null,
  aggregate_version int not null,
  type text not null,
  changed_fields text[] not null,
  before jsonb not null,
  after jsonb not null,
  derived boolean not null,
  occurred_at timestamptz not null,
  actor_kind text not null,
  actor_id uuid not null,
  client text not null,
  correlation_id text not null,
  -- the span that wrote it, as a W3C traceparent, for links of traces; null while tracing is off
  trace text,
  primary key (tenant_id, position, recorded_on),
  unique (tenant_id, aggregate_id, aggregate_version, recorded_on)) partition by range (recorded_on);
call protect('event_log');
revoke update, delete on event_log from ${appRole};
create table event_log_default partition of event_log default;
call protect('event_log_default');
revoke all on event_log_default from ${appRole};
-- upkeep works as the owner and must see what is in here
create policy upkeep on event_log_default to current_user using (true);

-- Makes the partitions of the coming days and drops what is past retention. Run hourly by the service.
create procedure maintain_event_log(keep_days int, ahead_days int) language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  day date;
  part text;
begin
  for day in select generate_series(current_date, current_date + ahead_days, interval '1 day')::date loop
    part := 'event_log_' || to_char(day, 'YYYYMMDD');
    if to_regclass(part) is null and not exists (select from event_log_default where recorded_on = day) then
      execute format('create table %I partition of event_log for values from (%L) to (%L)', part, day, day + 1);
      execute format('alter table %I enable row level security, force row level security', part);
    end if;
  end loop;
  for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'event_log'::regclass and c.relname ~ '^event_log_\d{8}$'
        and to_date(right(c.relname, 8), 'YYYYMMDD') < current_date - keep_days loop
    execute format('drop table %I', part);
  end loop;
  delete from event_log_default where recorded_on < current_date - keep_days;
end
$$;
revoke all on procedure maintain_event_log from public;
grant execute on procedure maintain_event_log to ${appRole};
call maintain_event_log(7, 7);

-- Founds a tenant. Only the owner of the database may; the service itself can't.
create function found_tenant(id uuid, key text, name text, issuer text) returns void language plpgsql as $$
begin
  perform set_config('app.tenant', id::text, true);
  insert into tenant (tenant_id, key, name, issuer) values (id, key, name, issuer);
  insert into event_head (tenant_id) values (id);
end
$$;
revoke all on function found_tenant from public;

-- A tenant that was founded but not yet opened, by its key; null if there is none.
create function closed_tenant(key text) returns uuid stable security definer set search_path = public, pg_temp language sql
return (select t.tenant_id from tenant t where t.key = closed_tenant.key and not t.active);
alter function closed_tenant owner to rapport_definer;
revoke all on function closed_tenant from public;
grant execute on function closed_tenant to ${appRole};

-- Opens the tenant that the transaction is bound to, once it is loaded.
create policy open on tenant for update to rapport_definer using (true) with check (true);
grant update (active) on tenant to rapport_definer;
create function open_tenant() returns boolean volatile security definer set search_path = public, pg_temp language sql as $$
  update tenant set active = true where tenant_id = app_tenant() returning active
$$;
alter function open_tenant owner to rapport_definer;
revoke all on function open_tenant from public;
grant execute on function open_tenant to ${appRole};
