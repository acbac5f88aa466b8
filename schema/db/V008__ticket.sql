-- Tickets: what customers ask of us, what was said about it, and each step to the answer.

create table ticket (
  tenant_id uuid not null references tenant,
  id uuid not null,
  number text not null,
  version int not null,
  subject text not null check (length(subject) between 1 and 200),
  subject_normal text not null generated always as (search_normal(subject)) stored,
  description text,
  priority text not null check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  -- sorts by urgency, not by the alphabet
  priority_rank smallint not null generated always as (
    case priority when 'LOW' then 1 when 'NORMAL' then 2 when 'HIGH' then 3 else 4 end) stored,
  type text not null check (type in ('QUESTION', 'INCIDENT', 'PROBLEM', 'TASK', 'COMPLAINT', 'FEEDBACK')),
  channel text not null check (channel in ('WEBSITE', 'APP', 'SOCIAL', 'EMAIL', 'PHONE', 'STORE', 'ONLINE_SHOP', 'EVENT',
    'CHAT', 'WECHAT', 'API', 'IMPORT')),
  customer_id uuid,
  contact_id uuid,
  tags text[] not null,
  assignee_id uuid,
  status text not null check (status in ('NEW', 'OPEN', 'PENDING', 'ON_HOLD', 'SOLVED', 'DUPLICATE', 'CLOSED', 'SPAM')),
  status_since timestamptz not null,
  resolution text,
  first_response_at timestamptz,
  solved_at timestamptz,
  closed_at timestamptz,
  reopen_count int not null check (reopen_count >= 0),
  duplicate_of_id uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint ticket_number unique (tenant_id, number),
  constraint ticket_customer foreign key (tenant_id, customer_id) references customer,
  constraint ticket_contact foreign key (tenant_id, contact_id) references contact,
  constraint ticket_assignee foreign key (tenant_id, assignee_id) references member,
  constraint ticket_duplicate_of foreign key (tenant_id, duplicate_of_id) references ticket,
  constraint ticket_not_itself check (duplicate_of_id <> id));
create index ticket_created on ticket (tenant_id, created_at, id);
create index ticket_updated on ticket (tenant_id, updated_at, id);
create index ticket_urgency on ticket (tenant_id, priority_rank, id);
create index ticket_subject on ticket (tenant_id, subject_normal, id);
create index ticket_status on ticket (tenant_id, status, created_at, id);
create index ticket_priority on ticket (tenant_id, priority, created_at, id);
create index ticket_type on ticket (tenant_id, type, created_at, id);
create index ticket_channel on ticket (tenant_id, channel, created_at, id);
create index ticket_customer_id on ticket (tenant_id, customer_id, created_at, id);
create index ticket_contact_id on ticket (tenant_id, contact_id, created_at, id);
create index ticket_assignee_id on ticket (tenant_id, assignee_id, created_at, id);
-- The priority at the end: no order needs it, but who asks for one passes the others over without reading them.
create index ticket_inbox on ticket (tenant_id, assignee_id, status, created_at, id, priority);
create index ticket_duplicate_of_id on ticket (tenant_id, duplicate_of_id) where duplicate_of_id is not null;
create index ticket_grams on ticket using gin (tenant_grams(tenant_id, subject || ' ' || number));
call protect('ticket');

-- Comments are only ever added.
create table ticket_comment (
  tenant_id uuid not null,
  id uuid not null,
  ticket_id uuid not null,
  body text not null,
  visibility text not null check (visibility in ('PUBLIC', 'INTERNAL')),
  created_at timestamptz not null,
  created_by uuid not null,
  primary key (tenant_id, id),
  constraint ticket_comment_ticket foreign key (tenant_id, ticket_id) references ticket);
create index ticket_comment_created on ticket_comment (tenant_id, ticket_id, created_at, id);
create index ticket_comment_visibility on ticket_comment (tenant_id, ticket_id, visibility, created_at, id);
call protect('ticket_comment');

-- Each step between statuses, under the version of the ticket that it led to.
create table ticket_status_history (
  tenant_id uuid not null,
  ticket_id uuid not null,
  version int not null,
  from_status text,
  to_status text not null,
  at timestamptz not null,
  by_id uuid not null,
  reason text,
  -- how long the ticket had the status before
  seconds bigint check (seconds >= 0),
  primary key (tenant_id, ticket_id, version),
  constraint ticket_status_history_ticket foreign key (tenant_id, ticket_id) references ticket);
create index ticket_status_history_at on ticket_status_history (tenant_id, at, to_status);
call protect('ticket_status_history');

create policy lookup on ticket for select to rapport_definer using (true);
grant select on ticket to rapport_definer;
-- Ids by a part of subject or number.
create function search_ticket(part text) returns setof uuid stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language sql as $$
  select t.id from ticket t
  where (t.tenant_id = app_tenant()) is true
    and tenant_grams(t.tenant_id, t.subject || ' ' || t.number) @> tenant_grams(app_tenant(), part)
    and t.subject_normal || ' ' || lower(t.number) like (select search_pattern(part))
$$;
alter function search_ticket owner to rapport_definer;
revoke all on function search_ticket from public;
grant execute on function search_ticket to ${appRole};
