-- Activities: tasks, calls, e-mails, meetings, visits and notes.

create table activity (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  type text not null check (type in ('VISIT', 'CALL', 'EMAIL', 'MEETING', 'NOTE', 'TASK')),
  status text not null check (status in ('OPEN', 'COMPLETED', 'CANCELLED')),
  planned_at timestamptz,
  occurred_at timestamptz,
  outcome text,
  subject text not null check (length(subject) between 1 and 200),
  subject_normal text not null generated always as (search_normal(subject)) stored,
  body text,
  owner_id uuid,
  tags text[] not null,
  -- the ids of the records that it is about, with their prefixes
  related_to text[] not null,
  -- the ids of the customers that those records concern
  customers text[] not null,
  due_at timestamptz,
  priority text check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  reminder_at timestamptz,
  direction text check (direction in ('INBOUND', 'OUTBOUND')),
  -- a telephone number or an e-mail address
  address text,
  location text,
  duration_seconds int check (duration_seconds >= 0),
  -- the ids of the members who take part besides the owner
  participants text[] not null,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  -- its place on timelines
  happens_at timestamptz not null generated always as (coalesce(occurred_at, planned_at, due_at, created_at)) stored,
  primary key (tenant_id, id),
  constraint activity_owner foreign key (tenant_id, owner_id) references member,
  constraint activity_happened check ((status = 'COMPLETED') = (occurred_at is not null)),
  constraint activity_final check (status = 'COMPLETED' or type not in ('EMAIL', 'NOTE')),
  constraint activity_task check (case when type = 'TASK' then priority is not null and planned_at is null
    else priority is null and due_at is null and reminder_at is null end),
  constraint activity_direction check ((type in ('CALL', 'EMAIL')) = (direction is not null)));
create index activity_created on activity (tenant_id, created_at, id);
create index activity_happens on activity (tenant_id, happens_at, id);
create index activity_type on activity (tenant_id, type, happens_at, id);
create index activity_status on activity (tenant_id, status, happens_at, id);
create index activity_owner_id on activity (tenant_id, owner_id, happens_at, id);
create index activity_subject on activity (tenant_id, subject_normal, id);
create index activity_due on activity (tenant_id, due_at, id);
create index activity_planned on activity (tenant_id, planned_at, id);
create index activity_occurred on activity (tenant_id, occurred_at, id);
create index activity_grams on activity using gin (tenant_grams(tenant_id, subject));
call protect('activity');

-- What timelines are read from: one row for each record that an activity is about, and one for each customer
-- that it concerns only through such a record (derived).
create table activity_link (
  tenant_id uuid not null,
  activity_id uuid not null,
  target_id uuid not null,
  target_type text not null check (target_type in ('cus', 'con', 'opp', 'tic')),
  derived boolean not null check (not derived or target_type = 'cus'),
  -- a copy, so that a timeline is one range of an index
  happens_at timestamptz not null,
  primary key (tenant_id, activity_id, target_id),
  foreign key (tenant_id, activity_id) references activity);
create index activity_link_target on activity_link (tenant_id, target_id, happens_at, activity_id);
call protect('activity_link');

-- What agendas are read from: who takes part, the owner included, and when it is to be done; null if nothing
-- is left to be done or nobody said when.
create table activity_attendee (
  tenant_id uuid not null,
  activity_id uuid not null,
  member_id uuid not null,
  agenda_at timestamptz,
  primary key (tenant_id, activity_id, member_id),
  foreign key (tenant_id, activity_id) references activity,
  constraint activity_attendee_member foreign key (tenant_id, member_id) references member);
create index activity_attendee_agenda on activity_attendee (tenant_id, member_id, agenda_at, activity_id)
  where agenda_at is not null;
call protect('activity_attendee');

create policy lookup on activity for select to rapport_definer using (true);
grant select on activity to rapport_definer;
-- Ids by a part of the subject.
create function search_activity(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select a.id from activity a
  where (a.tenant_id = app_tenant()) is true
    and tenant_grams(a.tenant_id, a.subject) @> tenant_grams(app_tenant(), part)
    and a.subject_normal like (select search_pattern(part))
$$;
alter function search_activity owner to rapport_definer;
revoke all on function search_activity from public;
grant execute on function search_activity to ${appRole};
