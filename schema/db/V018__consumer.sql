-- Consumer groups: readers of the event log whose place is kept here.

create table consumer_group (
  tenant_id uuid not null references tenant,
  id uuid not null,
  version int not null,
  name text not null check (length(name) between 1 and 200),
  owner_id uuid not null,
  -- none stand for all that its reader may read
  types text[] not null,
  -- only derived changes, or only others; null for both
  derived boolean,
  -- everything up to here was acknowledged, in this incarnation of the log
  epoch uuid not null,
  position bigint not null check (position >= 0),
  acknowledged_at timestamptz not null,
  -- who consumes it; another one has taken over where this is not what one wrote
  consumer uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  updated_by uuid not null,
  primary key (tenant_id, id),
  constraint consumer_group_name unique (tenant_id, name),
  constraint consumer_group_owner foreign key (tenant_id, owner_id) references member);
create index consumer_group_owner_id on consumer_group (tenant_id, owner_id);
-- acknowledging touches no index, so that rows can be replaced in their page
alter table consumer_group set (fillfactor = 50);
call protect('consumer_group');
