-- Moving to another supervising authority with all that is held, what an institution's authority was before, and reports of wrong institutions.

-- The authority was set by hand, against the derivation; a later list does not undo it silently (flows.md §1.2).
alter table unit add column authority_by_hand boolean not null default false;

-- Paths of teachers and of the parties of cases follow the unit's by declaration: none can be left behind, and one written with a path read before a move is refused.
alter table unit add constraint unit_with_path unique (id, path);
alter table teacher add constraint teacher_at_unit foreign key (unit_id, unit_path) references unit (id, path) on update cascade;
alter table case_party add constraint case_party_at_unit foreign key (unit_id, unit_path) references unit (id, path) on update cascade;

-- The unit a step's rule speaks of, so that the desk can be found anew; null in rows from before, where it is the unit of the case.
alter table review_step add column of_unit_id bigint references unit;
create index review_step_of_unit on review_step (of_unit_id) where decided_at is null;
create index review_case_open_of_unit on review_case (unit_id) where closed_at is null;

-- Every change of authority, beside the versions of names and types.
create table unit_move (
  province_code text not null,
  id uuid not null,
  unit_id bigint not null references unit,
  from_id bigint not null references unit,
  to_id bigint not null references unit,
  by_hand boolean not null,
  reason text not null check (length(reason) between 1 and 500),
  moved_on date not null,
  moved_at timestamptz not null default now(),
  list_id uuid,
  by_person uuid not null,
  by_post uuid not null,
  units int not null default 0,
  teachers int not null default 0,
  cases int not null default 0,
  primary key (province_code, id)
);
create index unit_move_of_unit on unit_move (unit_id, moved_at);

-- 机构信息有误: said by a unit, carried up desk by desk, visible along the chain until it is answered or a list settles it.
create table unit_report (
  province_code text not null,
  id uuid not null,
  by_unit_id bigint not null references unit,
  by_person uuid not null,
  by_post uuid not null,
  at timestamptz not null default now(),
  kind text not null check (kind in ('missing', 'name', 'type', 'authority', 'closed', 'other')),
  about_unit_id bigint references unit,
  about_name text not null check (length(about_name) between 1 and 100),
  text text not null check (length(text) between 1 and 500),
  proposed jsonb not null default '{}',
  desk_unit_id bigint not null references unit,
  desk_since timestamptz not null default now(),
  closed_at timestamptz,
  outcome text check (outcome in ('answered', 'settled')),
  answer text check (length(answer) between 1 and 500),
  answered_by_person uuid,
  answered_by_post uuid,
  settled_by_list uuid,
  primary key (province_code, id),
  constraint unit_report_closed_whole check ((closed_at is null) = (outcome is null) and (outcome = 'answered') = (answer is not null and answered_by_post is not null)),
  constraint unit_report_about check ((kind = 'missing') = (about_unit_id is null))
);
create index unit_report_by_unit on unit_report (by_unit_id, at);
create index unit_report_desk on unit_report (desk_unit_id) where closed_at is null;
create index unit_report_about on unit_report (about_unit_id) where closed_at is null;

create table unit_report_step (
  province_code text not null,
  report_id uuid not null,
  ordinal int not null,
  desk_unit_id bigint not null references unit,
  words text check (length(words) <= 500),
  by_person uuid not null,
  by_post uuid not null,
  at timestamptz not null default now(),
  primary key (province_code, report_id, ordinal),
  foreign key (province_code, report_id) references unit_report
);

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  system constant text := $q$current_setting('app.role', true) = 'system'$q$;
  within constant text := '(%1$s >= ' || scope || ' and %1$s < ' || scope || $q$ || '~')$q$;
  via_unit constant text := '(select u.id from unit u where u.id = %s and ' || format(within, 'u.path') || ') is not null';
  own_unit constant text := '(select u.id from unit u where u.id = %s and u.path = ' || scope || ') is not null';
  centre constant text := '(select u.id from unit u where u.path = ' || scope || $q$ and u.level = 'ministry') is not null$q$;
  via_report constant text := '(select r.id from unit_report r where r.province_code = unit_report_step.province_code and r.id = unit_report_step.report_id) is not null';
  t text;
begin
  foreach t in array array['unit_move', 'unit_report', 'unit_report_step'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  -- who sees the unit in his subtree sees where it stood; only the door writes
  execute format('create policy unit_move_seen on unit_move for select using (%s)', format(via_unit, 'unit_move.unit_id'));
  execute format('create policy unit_report_seen on unit_report for select using (%s and %s)', system, format(via_unit, 'unit_report.by_unit_id'));
  execute format('create policy unit_report_made on unit_report for insert with check (%s and %s and closed_at is null)', system, format(own_unit, 'unit_report.by_unit_id'));
  execute format('create policy unit_report_kept on unit_report for update using (%s and closed_at is null and (%s or %s)) with check (%s)',
    system, format(own_unit, 'unit_report.desk_unit_id'), centre, system);
  execute format('create policy unit_report_step_seen on unit_report_step for select using (%s)', via_report);
  execute format('create policy unit_report_step_added on unit_report_step for insert with check (%s and %s)', system, via_report);
end $$;
grant select on unit_move to xingtan_app;
grant select, insert on unit_report, unit_report_step to xingtan_app;
grant update (desk_unit_id, desk_since, closed_at, outcome, answer, answered_by_person, answered_by_post, settled_by_list) on unit_report to xingtan_app;

-- The door of moving: a 系统管理员 sees neither teachers nor cases, and carries them all the same. It asks once more who acts and how far: unit and authority
-- must lie in the scope. Set-wise, whatever is held: paths of the subtree (teachers and parties follow by foreign key), undecided steps by their kept rule,
-- their parties, reports that waited at a desk above. One move at a time in the country, so that no two together close a circle.
-- `moves`: [{unit, target, byHand, reason}]. Returns what went along with each.
create function app.move_units(moves jsonb, post uuid, list uuid, today date) returns table (unit_id bigint, units int, teachers int, cases int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  scope constant text := nullif(current_setting('app.scope', true), '');
  roots constant bigint[] := array(select m.unit from jsonb_to_recordset(moves) m (unit bigint));
  held bigint[];
  open_cases uuid[];
begin
  if scope is null or current_setting('app.role', true) is distinct from 'system' then
    raise insufficient_privilege using message = 'app.move_units: only a 系统管理员 moves units';
  end if;
  perform pg_advisory_xact_lock(7246201119);
  if exists (
    select from jsonb_to_recordset(moves) m (unit bigint, target bigint)
      left join unit_now u on u.id = m.unit and u.path > scope and u.path < scope || '~'
      left join unit_now a on a.id = m.target and a.path >= scope and a.path < scope || '~'
     where u.id is null or a.id is null or u.host_id is not null or u.level not in ('city', 'county', 'school')
        or a.level not in ('ministry', 'province', 'city', 'county') or a.province_code <> u.province_code
        or array_position('{ministry,province,city,county,school}'::text[], a.level) >= array_position('{ministry,province,city,county,school}'::text[], u.level)
  ) or cardinality(roots) <> (select count(distinct r) from unnest(roots) r) then
    raise insufficient_privilege using message = 'app.move_units: a unit or an authority that may not be moved so';
  end if;

  insert into unit_move as v (province_code, id, unit_id, from_id, to_id, by_hand, reason, moved_on, list_id, by_person, by_post)
    select u.province_code, app.new_id(), u.id, u.parent_id, m.target, m."byHand", m.reason, today, list, current_setting('app.person')::uuid, post
      from jsonb_to_recordset(moves) m (unit bigint, target bigint, "byHand" boolean, reason text) join unit u on u.id = m.unit;
  update unit u set parent_id = m.target, authority_by_hand = m."byHand"
    from jsonb_to_recordset(moves) m (unit bigint, target bigint, "byHand" boolean) where u.id = m.unit;
  -- a level is above a level, so no circle can be; this holds it whatever levels come
  if exists (
    with recursive up as (
      select u.id as start, u.parent_id as above from unit u where u.id = any (roots)
      union select up.start, u.parent_id from up join unit u on u.id = up.above)
    select from up where above = start) then
    raise integrity_constraint_violation using message = 'app.move_units: circular supervision';
  end if;
  with recursive up as (
      select u.id as start, u.parent_id as above, app.path_step(u.id) as path from unit u where u.id = any (roots)
      union all select up.start, u.parent_id, app.path_step(u.id) || up.path from up join unit u on u.id = up.above),
    down as (
      select start as id, path from up where above is null
      union select c.id, d.path || app.path_step(c.id) from down d join unit c on c.parent_id = d.id)
  update unit u set path = d.path from down d where u.id = d.id and u.path <> d.path;

  held := array(select u.id from unit r join unit u on u.path >= r.path and u.path < r.path || '~' where r.id = any (roots));
  open_cases := array(
    select c.id from review_case c where c.unit_id = any (held) and c.closed_at is null
    union select c.id from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id and c.closed_at is null
     where s.of_unit_id = any (held) and s.decided_at is null);
  -- who decides at this moment is waited for; what he decided stays decided
  perform from review_case c where c.id = any (open_cases) order by c.id for update;
  -- The new desk takes every undecided step, and sees a returned case, whose next round will come to it. The old desk keeps seeing what it has decided on, nothing else.
  with todo as materialized (
    select s.province_code, s.case_id, s.round, s.ordinal, s.role, s.unit_id as old, s.unit_name as old_name, c.unit_id as home, d.parent_id, d.parent_name, d.parent_path
      from review_case c
      join review_step s on s.province_code = c.province_code and s.case_id = c.id
      join app.unit_desk(held) d on d.unit_id = coalesce(s.of_unit_id, c.unit_id)
     where c.id = any (open_cases) and c.closed_at is null and s.rule like 'authority:%' and (s.decided_at is null or s.round = c.round)
       and d.parent_id is not null and d.parent_id <> s.unit_id),
  turned as (
    update review_step s set unit_id = t.parent_id, unit_name = t.parent_name, note = concat_ws('；', s.note, '主管部门已调整，原为' || t.old_name)
      from todo t where s.province_code = t.province_code and s.case_id = t.case_id and s.round = t.round and s.ordinal = t.ordinal and s.decided_at is null),
  joined as (
    insert into case_party (province_code, case_id, unit_id, unit_path, role)
      select distinct t.province_code, t.case_id, t.parent_id, t.parent_path, t.role from todo t on conflict do nothing)
  delete from case_party p using todo t
   where p.province_code = t.province_code and p.case_id = t.case_id and p.unit_id = t.old and p.role = t.role and t.old <> t.home
     and not exists (
       select from review_step o where o.province_code = t.province_code and o.case_id = t.case_id and o.unit_id = t.old
         and (o.decided_at is not null or not exists (
           select from todo x where x.case_id = o.case_id and x.round = o.round and x.ordinal = o.ordinal)));

  -- a report goes on at the desk that is now above the one who made it
  update unit_report r set desk_unit_id = a.parent_id, desk_since = now()
    from unit b, unit root, unit d, unit a
   where r.closed_at is null and r.by_unit_id = any (held) and b.id = r.by_unit_id and root.id = any (roots) and a.id = root.id and b.path ^@ root.path
     and d.id = r.desk_unit_id and not b.path ^@ d.path;

  return query
    update unit_move v set units = n.units, teachers = n.teachers, cases = n.cases
      from (select r.id,
                   (select count(*)::int from unit u where u.path >= r.path and u.path < r.path || '~') as units,
                   (select count(*)::int from teacher t where t.unit_path >= r.path and t.unit_path < r.path || '~' and t.left_on is null and t.cancelled_at is null) as teachers,
                   (select count(*)::int from review_case c join unit u on u.id = c.unit_id
                     where c.id = any (open_cases) and c.closed_at is null and u.path >= r.path and u.path < r.path || '~') as cases
              from unit r where r.id = any (roots)) n
     where v.unit_id = n.id and v.moved_at = now() and v.to_id = (select u.parent_id from unit u where u.id = n.id)
    returning v.unit_id, v.units, v.teachers, v.cases;
end $$;
revoke execute on function app.move_units(jsonb, uuid, uuid, date) from public;
grant execute on function app.move_units(jsonb, uuid, uuid, date) to xingtan_app;

-- What a unit and all below it hold, in numbers only: of people, open cases and held posts a 系统管理员 sees none, and must know how many a move or a closure concerns.
create function app.unit_load(wanted bigint[]) returns table (unit_id bigint, schools int, people int, cases int, posts int, extra_seats int)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id,
         (select count(*)::int from unit s where s.path >= u.path and s.path < u.path || '~' and s.level = 'school'),
         (select coalesce(sum(p.total), 0)::int from unit s join progress p on p.unit_id = s.id where s.path >= u.path and s.path < u.path || '~'),
         (select count(*)::int from unit s join review_case c on c.unit_id = s.id and c.closed_at is null where s.path >= u.path and s.path < u.path || '~'),
         (select count(*)::int from post_holding h where h.unit_id = u.id and h.role not in ('head', 'teacher')
             and (h.to_on is null or h.to_on >= (now() at time zone 'Asia/Shanghai')::date)),
         coalesce((select q.extra from post_quota q where q.unit_id = u.id), 0)
    from unit u
   where u.id = any (wanted) and current_setting('app.role', true) in ('system', 'information', 'query', 'head')
     and u.path >= nullif(current_setting('app.scope', true), '') and u.path < nullif(current_setting('app.scope', true), '') || '~' $$;
revoke execute on function app.unit_load(bigint[]) from public;
grant execute on function app.unit_load(bigint[]) to xingtan_app;
