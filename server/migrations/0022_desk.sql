-- 学校工作: what the last 完整性检测 found of each teacher, who fills at a school, and the change that an authority makes (主管部门填报).

-- 问题数据 are counted for whole schools and looked at again and again, while judging a record reads and opens all of it (docs/decisions/0013). So what was found is kept: where, and
-- which rule, never a value. `seen` is what the record was made of when it was judged: where it differs from what the record is made of now, the judgement is out of date.
create table teacher_check (
  province_code text not null,
  teacher_id uuid not null,
  unit_id bigint not null references unit,
  checked_at timestamptz not null default now(),
  profile_version int not null,
  seen text not null,
  errors int not null,
  warnings int not null,
  -- [{subset, row, field, severity, code}]
  findings jsonb not null,
  -- {subset: how many rows}
  rows jsonb not null,
  primary key (province_code, teacher_id),
  foreign key (province_code, teacher_id) references teacher
);
create index teacher_check_unit on teacher_check (unit_id);

-- Who fills at this school (教师填报 | 学校统一填报), where the round leaves it to the school. The newest counts.
create table school_filling (
  province_code text not null,
  id uuid not null,
  unit_id bigint not null references unit,
  teachers_fill boolean not null,
  set_at timestamptz not null default now(),
  set_by_person uuid not null,
  set_by_post uuid not null,
  primary key (province_code, id)
);
create index school_filling_unit on school_filling (unit_id, id desc);

-- 主管部门填报: a change beside what the school and the teacher fill.
alter table change drop constraint change_kind_check;
alter table change add constraint change_kind_check check (kind in ('report', 'addition', 'change', 'contact', 'entry'));

do $$
declare
  own constant text := $q$(u.path >= nullif(current_setting('app.scope', true), '') and u.path < nullif(current_setting('app.own', true), ''))$q$;
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  via_teacher constant text := '(select t.id from teacher t where t.province_code = teacher_check.province_code and t.id = teacher_check.teacher_id) is not null';
  t text;
begin
  foreach t in array array['teacher_check', 'school_filling'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy teacher_check_seen on teacher_check for select using (%s and %s)', format(role_is, 'information,head'), via_teacher);
  execute format('create policy teacher_check_added on teacher_check for insert with check (%s and %s)', format(role_is, 'information'), via_teacher);
  execute format('create policy teacher_check_kept on teacher_check for update using (%s and %s)', format(role_is, 'information'), via_teacher);
  -- the teacher too must know who fills: a unit he sees is his own
  execute 'create policy school_filling_seen on school_filling for select using ((select u.id from unit u where u.id = school_filling.unit_id) is not null)';
  execute format('create policy school_filling_chosen on school_filling for insert with check (%s and (select u.id from unit u where u.id = school_filling.unit_id and %s) is not null)',
    format(role_is, 'information'), own);
end $$;
grant select, insert on teacher_check, school_filling to xingtan_app;
grant update (unit_id, checked_at, profile_version, seen, errors, warnings, findings, rows) on teacher_check to xingtan_app;
