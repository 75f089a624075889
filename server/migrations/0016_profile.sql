-- The province's choice of indicators: drafts that one edits and another confirms, versions that come into force on a day; the modules and modes it works with.

alter table profile add column in_force_on date not null default '2000-01-01', add column reason text not null default '' check (length(reason) <= 500),
  add column submitted_by_post uuid;

-- The draft of a category; submitted_* together: waits for the 信息管理员, and nobody changes it meanwhile.
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
  constraint profile_draft_submitted_whole check (num_nonnulls(submitted_at, submitted_by_person, submitted_by_post, reason, in_force_on) in (0, 5)),
  constraint profile_draft_returned_whole check (num_nonnulls(returned_at, returned_by_post, returned_why) in (0, 3))
);

-- 业务模块与工作模式: each proposal is a version; in force is the newest that was confirmed.
create table province_mode (
  province_code text not null,
  version int not null,
  modes jsonb not null,
  reason text not null check (length(reason) between 1 and 500),
  proposed_at timestamptz not null default now(),
  proposed_by_person uuid not null,
  proposed_by_post uuid not null,
  decided_at timestamptz,
  decided_by_person uuid,
  decided_by_post uuid,
  confirmed boolean,
  why text check (length(why) between 1 and 500),
  primary key (province_code, version),
  constraint province_mode_decided_whole check (num_nonnulls(decided_at, decided_by_person, decided_by_post, confirmed) in (0, 4)),
  constraint province_mode_two_people check (confirmed is not true or decided_by_person <> proposed_by_person)
);
create unique index province_mode_one_open on province_mode (province_code) where decided_at is null;

do $$
declare
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  -- the unit that chooses: a province for its own, the centre for the universities of central departments
  mine constant text := $q$province_code = (select u.province_code from unit u where u.path = nullif(current_setting('app.scope', true), '') and u.level in ('ministry', 'province'))$q$;
  t text;
begin
  foreach t in array array['profile_draft', 'province_mode'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy profile_draft_seen on profile_draft for select using (%s and %s)', format(role_is, 'system,information'), mine);
  execute format('create policy profile_draft_begun on profile_draft for insert with check (%s and %s and submitted_at is null)', format(role_is, 'system'), mine);
  -- the 系统管理员 writes and submits; the 信息管理员 only sends back what was submitted
  execute format('create policy profile_draft_kept on profile_draft for update using ((%s or %s and submitted_at is not null) and %s) with check ((%1$s or submitted_at is null) and %3$s)',
    format(role_is, 'system'), format(role_is, 'information'), mine);
  execute format('create policy profile_draft_ended on profile_draft for delete using ((%s and submitted_at is null or %s and submitted_at is not null and submitted_by_person <> %s) and %s)',
    format(role_is, 'system'), format(role_is, 'information'), person, mine);
  -- a version is what somebody else submitted and the 信息管理员 confirms, and is never touched again
  execute format($q$create policy profile_published on profile for insert with check (%s and %s and exists (
      select from profile_draft d where d.province_code = profile.province_code and d.category = profile.category and d.submitted_by_person <> %s
         and d.submitted_by_post = profile.submitted_by_post))$q$, format(role_is, 'information'), mine, person);
  -- everybody works by the modes in force, and the pages ask before there is a post
  execute format('create policy province_mode_seen on province_mode for select using (%s is not null and (confirmed or %s))', person, mine);
  execute format('create policy province_mode_proposed on province_mode for insert with check (%s and %s and decided_at is null)', format(role_is, 'system'), mine);
  execute format('create policy province_mode_decided on province_mode for update using (%s and %s and decided_at is null) with check (%2$s and decided_by_person = %3$s and (confirmed is not true or %4$s))',
    format(role_is, 'system,information'), mine, person, format(role_is, 'information'));
end $$;
revoke update on profile from xingtan_app;
grant select, insert, delete on profile_draft to xingtan_app;
grant update (base_version, selection, v, changed_by_post, changed_at, submitted_at, submitted_by_person, submitted_by_post, reason, in_force_on, returned_at, returned_by_post, returned_why)
  on profile_draft to xingtan_app;
grant select, insert on province_mode to xingtan_app;
grant update (decided_at, decided_by_person, decided_by_post, confirmed, why) on province_mode to xingtan_app;

-- The effect of a draft on the records of the own province, which its 系统管理员 may not read: numbers only. `wanted`: [{key, subset, path, rowless}] with a
-- jsonpath that is true of a row; `rowless`: no row at all counts too. A line with an empty key is the number of teachers with any of them, and `all` the teachers of the category.
create function app.profile_effect(of_category text, wanted jsonb) returns table (key text, teachers int, changes int)
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as materialized (
    select u.province_code from unit u
     where u.path = nullif(current_setting('app.scope', true), '') and u.level in ('ministry', 'province') and current_setting('app.role', true) = any ('{system,information}')),
  t as materialized (
    select t.province_code, t.id, t.in_effect_since is not null as effective from teacher t
     where t.province_code = (select province_code from mine) and t.category = of_category and t.left_on is null and t.cancelled_at is null),
  w as materialized (
    select w.key, w.subset, w.path::jsonpath as path, coalesce(w.rowless, false) as rowless
      from jsonb_to_recordset(wanted) as w (key text, subset text, path text, rowless boolean)),
  found as materialized (
    select w.key, r.teacher_id from w join record r on r.province_code = (select province_code from mine) and r.subset = w.subset and r.effective_to is null and r.body @? w.path
      join t on t.id = r.teacher_id and t.effective
    union
    select w.key, t.id from w join t on t.effective
     where w.rowless and not exists (select from record r where r.province_code = t.province_code and r.teacher_id = t.id and r.subset = w.subset and r.effective_to is null)),
  under_way as materialized (
    select distinct w.key, i.change_id from w join change_item i on i.province_code = (select province_code from mine) and i.subset = w.subset
       and i.superseded_at is null and i.settled_at is null and i.body @? w.path
      join t on t.id = i.teacher_id)
  select 'all', (select count(*)::int from t where t.effective), (select count(distinct change_id)::int from under_way)
  union all select '', (select count(distinct teacher_id)::int from found), (select count(distinct change_id)::int from under_way)
  union all
  select w.key, coalesce(f.n, 0), coalesce(u.n, 0) from w
    left join (select found.key, count(*)::int as n from found group by found.key) f on f.key = w.key
    left join (select under_way.key, count(*)::int as n from under_way group by under_way.key) u on u.key = w.key $$;

-- Imports of the own province and category that are read in and not committed.
create function app.profile_imports(of_category text) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int from import_batch b
   where b.province_code = (select u.province_code from unit u
           where u.path = nullif(current_setting('app.scope', true), '') and u.level in ('ministry', 'province') and current_setting('app.role', true) = any ('{system,information}'))
     and b.category = of_category and b.committed_at is null and b.cancelled_at is null and b.undone_at is null $$;

revoke execute on function app.profile_effect(text, jsonb), app.profile_imports(text) from public;
grant execute on function app.profile_effect(text, jsonb), app.profile_imports(text) to xingtan_app;
