-- The province's choice of indicators: drafts that one edits and another confirms, versions that come into force on a day.

alter table profile add column in_force_on date not null default '2000-01-01', add column reason text not null default '' check (length(reason) <= 500),
  add column submitted_by_post uuid;

create table profile_draft (
  province_code text not null,
  category text not null,
  base_version int not null,
  selection jsonb not null,
  v int not null default 1,
  changed_by_post uuid not null,
  changed_at timestamptz not null default now(),
  submitted_at timestamptz,
  submitted_by_person uuid,
  submitted_by_post uuid,
  reason text check (length(reason) between 1 and 500),
  in_force_on date,
  returned_at timestamptz,
  returned_by_post uuid,
  returned_why text check (length(returned_why) between 1 and 500),
  primary key (province_code, category),
  constraint profile_draft_submitted_whole check (num_nonnulls(submitted_at, submitted_by_person, submitted_by_post, reason, in_force_on) in (0, 5))
);

alter table profile_draft enable row level security;
alter table profile_draft force row level security;
create policy owner_acts on profile_draft to current_user using (true) with check (true);
do $$
declare
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  -- the unit that chooses: a province for its own, the centre for the universities of central departments
  mine constant text := $q$province_code = (select u.province_code from unit u where u.path = nullif(current_setting('app.scope', true), '') and u.level in ('ministry', 'province'))$q$;
begin
  execute format('create policy profile_draft_seen on profile_draft for select using (%s and %s)', format(role_is, 'system,information'), mine);
  execute format('create policy profile_draft_begun on profile_draft for insert with check (%s and %s and submitted_at is null)', format(role_is, 'system'), mine);
  execute format('create policy profile_draft_kept on profile_draft for update using (%s and %s)', format(role_is, 'system,information'), mine);
  execute format('create policy profile_draft_ended on profile_draft for delete using ((%s and submitted_at is null or %s and submitted_at is not null) and %s)',
    format(role_is, 'system'), format(role_is, 'information'), mine);
  -- a version is published by the 信息管理员's confirmation, and never touched again
  execute format('create policy profile_published on profile for insert with check (%s and %s)', format(role_is, 'information'), mine);
end $$;
revoke update on profile from xingtan_app;
grant select, insert, delete on profile_draft to xingtan_app;
grant update (base_version, selection, v, changed_by_post, changed_at, submitted_at, submitted_by_person, submitted_by_post, reason, in_force_on, returned_at, returned_by_post, returned_why)
  on profile_draft to xingtan_app;
