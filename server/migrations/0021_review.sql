-- The desk of those who decide: what was looked at, what is marked, the recorded list of a school (必看 and a random sample), parts of a case, reasons of return, and taking back.

-- 撤回 ends a turn without the desk's decision; who took back stands in the step like who decided.
alter table review_step drop constraint review_step_decision_check,
  add constraint review_step_decision_check check (decision in ('pass', 'return', 'refuse', 'withdraw'));

-- Who of the desk opened a case in its present turn, first when.
create table review_look (
  province_code text not null,
  case_id uuid not null,
  round int not null,
  ordinal int not null,
  person_id uuid not null,
  post_id uuid not null,
  at timestamptz not null default now(),
  primary key (province_code, case_id, round, ordinal, person_id),
  foreign key (province_code, case_id, round, ordinal) references review_step
);

-- What somebody means to decide; taken back until it is sent. The round is the one that was shown.
create table review_mark (
  province_code text not null,
  case_id uuid not null,
  post_id uuid not null,
  person_id uuid not null,
  round int not null,
  verdict text not null check (verdict in ('pass', 'return', 'skip')),
  reasons jsonb not null default '[]',
  pass_subsets text[] not null default '{}',
  at timestamptz not null default now(),
  primary key (province_code, case_id, post_id),
  foreign key (province_code, case_id) references review_case,
  constraint review_mark_reasoned check ((verdict = 'return') = (jsonb_array_length(reasons) > 0))
);
create index review_mark_post on review_mark (post_id);

-- 名单: what waited from one school at one desk when it was opened, with the seed of the sample. `answered`: how many failures of the sample have been answered by enlarging it.
create table review_list (
  province_code text not null,
  id uuid not null,
  unit_id bigint not null references unit,
  role text not null,
  school_id bigint not null references unit,
  seed text not null check (seed ~ '^[0-9a-f]{32}$'),
  rate int not null check (rate between 1 and 100),
  at_least int not null,
  at_most int not null,
  answered int not null default 0,
  drawn_at timestamptz not null default now(),
  drawn_by_person uuid not null,
  drawn_by_post uuid not null,
  ended_at timestamptz,
  primary key (province_code, id)
);
create unique index review_list_one_open on review_list (province_code, unit_id, role, school_id) where ended_at is null;

-- must: why a person has to be looked at; drawn: 0 not, 1 by the first sample, 2 and on by an enlargement.
create table review_listed (
  province_code text not null,
  list_id uuid not null,
  case_id uuid not null,
  round int not null,
  ordinal int not null,
  must jsonb not null default '[]',
  drawn int not null default 0,
  primary key (province_code, list_id, case_id),
  foreign key (province_code, list_id) references review_list
);

-- 部分通过: of a turn that was returned, the subsets that took effect all the same.
create table review_part (
  province_code text not null,
  case_id uuid not null,
  round int not null,
  ordinal int not null,
  subset text not null,
  primary key (province_code, case_id, round, ordinal, subset),
  foreign key (province_code, case_id, round, ordinal) references review_step
);

-- 抽样规则与审核时限 of a desk; without a row the built-in ones (contract/review.ts).
create table review_setting (
  province_code text not null,
  unit_id bigint not null references unit,
  rate int not null check (rate between 1 and 100),
  at_least int not null check (at_least between 1 and 1000),
  at_most int not null check (at_most between at_least and 1000),
  target_days int not null check (target_days between 1 and 60),
  set_by_post uuid not null,
  set_at timestamptz not null default now(),
  primary key (province_code, unit_id)
);

-- 退回理由 that a unit added to the national ones.
create table return_reason (
  province_code text not null,
  id uuid not null,
  unit_id bigint not null references unit,
  text text not null check (length(text) between 2 and 100),
  subset text,
  field text,
  added_by_post uuid not null,
  added_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by_post uuid,
  primary key (province_code, id),
  constraint return_reason_field check (field is null or subset is not null),
  constraint return_reason_ended_whole check ((ended_at is null) = (ended_by_post is null))
);
create unique index return_reason_once on return_reason (province_code, unit_id, text, coalesce(subset, ''), coalesce(field, '')) where ended_at is null;

do $$
declare
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  own_unit constant text := $q$(select u.id from unit u where u.id = %s.unit_id and u.path = nullif(current_setting('app.scope', true), '')) is not null$q$;
  via_case constant text := '(select c.id from review_case c where c.province_code = %1$s.province_code and c.id = %1$s.case_id) is not null';
  via_list constant text := '(select l.id from review_list l where l.province_code = review_listed.province_code and l.id = review_listed.list_id) is not null';
  deciders constant text := format(role_is, 'information,head');
  t text;
begin
  foreach t in array array['review_look', 'review_mark', 'review_list', 'review_listed', 'review_part', 'review_setting', 'return_reason'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy review_look_seen on review_look for select using (%s)', format(via_case, 'review_look'));
  execute format('create policy review_look_added on review_look for insert with check (%s and person_id = %s and %s)', deciders, person, format(via_case, 'review_look'));
  execute format('create policy review_mark_own on review_mark for select using (person_id = %s)', person);
  execute format('create policy review_mark_made on review_mark for insert with check (%s and person_id = %s and %s)', deciders, person, format(via_case, 'review_mark'));
  execute format('create policy review_mark_kept on review_mark for update using (person_id = %1$s) with check (person_id = %1$s)', person);
  execute format('create policy review_mark_taken_back on review_mark for delete using (person_id = %s)', person);
  execute format('create policy review_list_desk on review_list using (%1$s and role = current_setting(''app.role'', true) and %2$s) with check (%1$s and role = current_setting(''app.role'', true) and %2$s)',
    deciders, format(own_unit, 'review_list'));
  execute format('create policy review_listed_desk on review_listed using (%1$s) with check (%1$s)', via_list);
  execute format('create policy review_part_seen on review_part for select using (%s)', format(via_case, 'review_part'));
  execute format('create policy review_part_added on review_part for insert with check (%s and %s)', deciders, format(via_case, 'review_part'));
  execute format('create policy review_setting_own on review_setting using (%1$s and %2$s) with check (%1$s and %2$s)', format(role_is, 'information'), format(own_unit, 'review_setting'));
  execute format('create policy return_reason_seen on return_reason for select using (%s and %s)', deciders, format(own_unit, 'return_reason'));
  execute format('create policy return_reason_added on return_reason for insert with check (%s and %s and ended_at is null)', format(role_is, 'information'), format(own_unit, 'return_reason'));
  execute format('create policy return_reason_ended on return_reason for update using (%1$s and %2$s) with check (%1$s and %2$s)', format(role_is, 'information'), format(own_unit, 'return_reason'));
end $$;
grant select, insert on review_look, review_part, review_list, review_listed, review_mark, review_setting, return_reason to xingtan_app;
grant update (round, verdict, reasons, pass_subsets, at, person_id) on review_mark to xingtan_app;
grant delete on review_mark to xingtan_app;
grant update (answered, ended_at) on review_list to xingtan_app;
grant update (drawn) on review_listed to xingtan_app;
grant update (rate, at_least, at_most, target_days, set_by_post, set_at) on review_setting to xingtan_app;
grant update (ended_at, ended_by_post) on return_reason to xingtan_app;
