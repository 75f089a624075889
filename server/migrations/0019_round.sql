-- Rounds with scope, stages and earlier deadlines (采集轮次); messages (消息), 求助, the calendar of working days, and what the page of progress counts besides.

-- ───────────────────────────── Rounds ─────────────────────────────
-- `deadline`: 学校报送截止; `fill_until` 教师填报 and `review_until` 主管审核 around it. Empty `categories` and `roots`: all schools of the province ('00': universities of central departments).
-- `filling`: who fills in; null: as the province's modes say, 'mixed': each school chooses. `frame`: the centre's frame for the country; provinces' rounds lie within it.
alter table round
  add column fill_until date,
  add column review_until date,
  add column categories text[] not null default '{}',
  add column roots bigint[] not null default '{}',
  add column filling text check (filling in ('teachers', 'school', 'mixed')),
  add column urge_hours int not null default 24 check (urge_hours between 1 and 720),
  add column frame boolean not null default false,
  add column note text not null default '' check (length(note) <= 500),
  add column v int not null default 1,
  add column opened_by_person uuid,
  add column opened_by_post uuid,
  add column opened_at timestamptz not null default now(),
  add constraint round_name_length check (length(name) between 1 and 60),
  add constraint round_in_order check (starts_on <= deadline and (fill_until is null or fill_until between starts_on and deadline) and (review_until is null or review_until >= deadline)),
  add constraint round_frame_of_centre check (not frame or province_code = '00');
-- Two open rounds may stand side by side as long as no school is in both: asked under a lock when one is opened (server/round/rules.ts).
drop index round_one_open;
create index round_open on round (province_code) where closed_on is null;

-- An earlier deadline of a city or county within the round. `deadline` null: taken back.
create table round_deadline (
  province_code text not null,
  round_id uuid not null,
  unit_id bigint not null references unit,
  deadline date,
  set_by_person uuid not null,
  set_by_post uuid not null,
  set_at timestamptz not null default now(),
  primary key (province_code, round_id, unit_id),
  foreign key (province_code, round_id) references round
);

-- The open round that concerns each school, with the deadline that holds there: the earliest along its chain.
create view school_round with (security_invoker = true) as
  select s.id as unit_id, r.province_code, r.id as round_id, r.name, r.starts_on, r.fill_until, r.review_until, r.filling, r.urge_hours, r.deadline as round_deadline,
         least(r.deadline, (select min(d.deadline) from round_deadline d join unit a on a.id = d.unit_id
                             where d.province_code = r.province_code and d.round_id = r.id and s.path ^@ a.path)) as deadline
    from unit_now s
    join round r on r.province_code = s.province_code and r.closed_on is null and not r.frame
     and (r.categories = '{}' or s.category = any (r.categories))
     and (r.roots = '{}' or exists (select from unit a where a.id = any (r.roots) and s.path ^@ a.path))
   where s.level = 'school';

-- Days that are not what their weekday says. `source`: 'published' by the State Council; 'law': only the legal holidays, the plan with its shifted days is not out; 'set' here.
create table calendar_day (
  day date primary key,
  working boolean not null,
  name text not null check (length(name) between 1 and 40),
  source text not null check (source in ('published', 'law', 'set')),
  set_by_person uuid,
  set_by_post uuid,
  set_at timestamptz not null default now()
);
insert into calendar_day (day, working, name, source)
  select day::date, false, name, source
    from (values
      ('2025-01-01', '2025-01-01', '元旦', 'published'), ('2025-01-28', '2025-02-04', '春节', 'published'), ('2025-04-04', '2025-04-06', '清明节', 'published'),
      ('2025-05-01', '2025-05-05', '劳动节', 'published'), ('2025-05-31', '2025-06-02', '端午节', 'published'), ('2025-10-01', '2025-10-08', '国庆节、中秋节', 'published'),
      ('2026-01-01', '2026-01-03', '元旦', 'published'), ('2026-02-15', '2026-02-23', '春节', 'published'), ('2026-04-04', '2026-04-06', '清明节', 'published'),
      ('2026-05-01', '2026-05-05', '劳动节', 'published'), ('2026-06-19', '2026-06-21', '端午节', 'published'), ('2026-09-25', '2026-09-27', '中秋节', 'published'),
      ('2026-10-01', '2026-10-07', '国庆节', 'published'),
      ('2027-01-01', '2027-01-01', '元旦', 'law'), ('2027-02-05', '2027-02-08', '春节', 'law'), ('2027-04-05', '2027-04-05', '清明节', 'law'),
      ('2027-05-01', '2027-05-02', '劳动节', 'law'), ('2027-06-09', '2027-06-09', '端午节', 'law'), ('2027-09-15', '2027-09-15', '中秋节', 'law'),
      ('2027-10-01', '2027-10-03', '国庆节', 'law')) h (first, last, name, source),
    generate_series(first::timestamp, last::timestamp, interval '1 day') day;
insert into calendar_day (day, working, name, source)
  select day::date, true, '调休上班', 'published'
    from unnest('{2025-01-26,2025-02-08,2025-04-27,2025-09-28,2025-10-11,2026-01-04,2026-02-14,2026-02-28,2026-05-09,2026-09-20,2026-10-10}'::text[]) day;

-- ───────────────────────────── Messages ─────────────────────────────
-- To a person, or to a desk (a role at a unit), where whoever reads first has read for all. No personal data but a name. Kept for a year.
create table message (
  province_code text not null,
  id uuid not null,
  to_person uuid,
  to_unit bigint references unit,
  to_role text,
  kind text not null check (kind ~ '^[a-z-]{1,30}$'),
  title text not null check (length(title) between 1 and 100),
  text text not null default '' check (length(text) <= 1000),
  -- a path of the web application
  link text check (link ~ '^/[^/]' and length(link) <= 300 or link = '/'),
  object_type text check (length(object_type) <= 30),
  object_id text check (length(object_id) <= 60),
  -- null: the system itself
  from_person uuid,
  from_post uuid,
  from_role text,
  from_unit bigint,
  from_name text,
  at timestamptz not null default now(),
  read_at timestamptz,
  read_by uuid,
  primary key (province_code, id),
  constraint message_to_one check ((to_person is null) = (to_unit is not null and to_role is not null) and num_nonnulls(to_unit, to_role) in (0, 2)),
  constraint message_read_whole check (num_nonnulls(read_at, read_by) in (0, 2))
);
create index message_by_id on message (id);
create index message_of_person on message (to_person, id desc) where to_person is not null;
create index message_of_desk on message (to_unit, to_role, id desc) where to_unit is not null;
create index message_person_unread on message (to_person) where to_person is not null and read_at is null;
create index message_desk_unread on message (to_unit, to_role) where to_unit is not null and read_at is null;
create index message_urging on message (from_unit, to_unit, at desc) where kind = 'urging' and to_unit is not null;
create index message_urging_person on message (from_unit, to_person, at desc) where kind = 'urging' and to_person is not null;

-- ───────────────────────────── 求助 ─────────────────────────────
-- A question from a page, to the level above: no personal data. `desk_*`: who answers.
create table help_request (
  province_code text not null,
  id uuid not null,
  page text not null check (length(page) between 1 and 200),
  subject text not null check (subject in ('information', 'system')),
  question text not null check (length(question) between 5 and 500),
  from_unit bigint not null references unit,
  from_name text not null,
  from_role text not null,
  from_person uuid not null,
  from_post uuid not null,
  at timestamptz not null default now(),
  desk_unit bigint not null references unit,
  desk_role text not null,
  answer text check (length(answer) between 1 and 1000),
  answered_at timestamptz,
  answered_by_person uuid,
  answered_by_post uuid,
  closed_at timestamptz,
  closed_by_person uuid,
  primary key (province_code, id),
  constraint help_request_answered_whole check (num_nonnulls(answer, answered_at, answered_by_person, answered_by_post) in (0, 4)),
  constraint help_request_closed_whole check (num_nonnulls(closed_at, closed_by_person) in (0, 2))
);
create index help_request_by_id on help_request (id);
create index help_request_of_person on help_request (from_person, id desc);
create index help_request_of_desk on help_request (desk_unit, desk_role, id desc);

-- ───────────────────────────── The walls ─────────────────────────────
do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  place constant text := $q$nullif(current_setting('app.place', true), '')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  role constant text := $q$nullif(current_setting('app.role', true), '')$q$;
  information constant text := $q$current_setting('app.role', true) = 'information'$q$;
  -- looked up once for a whole statement
  own_unit constant text := '(select u.id from unit u where u.path = ' || scope || ')';
  mine constant text := $q$province_code = (select u.province_code from unit u where u.path = $q$ || scope || $q$ and u.level in ('ministry', 'province'))$q$;
  within constant text := '(select u.id from unit u where u.id = %s and u.path >= ' || scope || ' and u.path < ' || scope || $q$ || '~') is not null$q$;
  desk constant text := '(to_person = ' || person || ' or (to_role = ' || role || ' and to_unit = ' || own_unit || '))';
  help_desk constant text := '(desk_role = ' || role || ' and desk_unit = ' || own_unit || ')';
  t text;
begin
  foreach t in array array['round_deadline', 'calendar_day', 'message', 'help_request'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  -- everybody knows the deadlines he works by
  execute format('create policy round_opened on round for insert with check (%s and %s)', information, mine);
  execute format('create policy round_kept on round for update using (%s and %s)', information, mine);
  execute format('create policy round_deadline_seen on round_deadline for select using (%s is not null)', role);
  execute format('create policy round_deadline_set on round_deadline for insert with check (%s and %s)', information, format(within, 'round_deadline.unit_id'));
  execute format('create policy round_deadline_kept on round_deadline for update using (%s and %s)', information, format(within, 'round_deadline.unit_id'));
  execute format('create policy calendar_day_seen on calendar_day for select using (%s is not null)', role);
  execute format('create policy calendar_day_set on calendar_day for insert with check (%s and %s is not null)', information, '(select u.id from unit u where u.path = ' || scope || $q$ and u.level = 'ministry')$q$);
  execute format('create policy calendar_day_kept on calendar_day for update using (%s and %s is not null)', information, '(select u.id from unit u where u.path = ' || scope || $q$ and u.level = 'ministry')$q$);

  -- one's own and one's desk's; and what the own unit urged, for its receipts
  execute format($q$create policy message_seen on message for select using (%s or (kind = 'urging' and %s and from_unit = %s))$q$, desk, information, own_unit);
  execute format('create policy message_read on message for update using (%s)', desk);

  execute format('create policy help_request_seen on help_request for select using (from_person = %s or %s)', person, help_desk);
  -- the desk lies on the way up from one's own place: the rules say which
  execute format('create policy help_request_asked on help_request for insert with check (from_person = %s and current_setting(''app.role'', true) = any (''{system,information,head,teacher}'')
      and closed_at is null and answer is null
      and (select u.id from unit u where u.id = desk_unit and %s ^@ u.path) is not null)', person, place);
  execute format('create policy help_request_kept on help_request for update using ((from_person = %s or %s) and closed_at is null)
      with check (answered_by_person is distinct from from_person)', person, help_desk);
end $$;
revoke update on round from xingtan_app;
grant update (name, starts_on, deadline, fill_until, review_until, categories, roots, filling, urge_hours, note, closed_on, v) on round to xingtan_app;
grant select on school_round to xingtan_app;
grant select, insert on round_deadline, calendar_day, help_request to xingtan_app;
grant update (deadline, set_by_person, set_by_post, set_at) on round_deadline to xingtan_app;
grant update (working, name, source, set_by_person, set_by_post, set_at) on calendar_day to xingtan_app;
grant select on message to xingtan_app;
grant update (read_at, read_by) on message to xingtan_app;
grant update (answer, answered_at, answered_by_person, answered_by_post, closed_at, closed_by_person) on help_request to xingtan_app;

-- ───────────────────────────── The doors ─────────────────────────────
-- Messages written in the transaction of the deed, also to desks and people whom the writer does not see. Who writes is what the transaction says, never what the caller says;
-- an attached class has no desk, its host's reads. [{toPerson | toUnit, toRole, kind, title, text, link, objectType, objectId}]
create function app.tell(messages jsonb, post uuid) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  told int;
begin
  -- who only looks tells nobody but himself
  if current_setting('app.role', true) in ('query', 'audit')
     and exists (select from jsonb_to_recordset(messages) m ("toPerson" uuid) where m."toPerson" is distinct from nullif(current_setting('app.person', true), '')::uuid) then
    raise insufficient_privilege using message = 'app.tell: a role that only looks tells nobody else';
  end if;
  insert into message (province_code, id, to_person, to_unit, to_role, kind, title, text, link, object_type, object_id, from_person, from_post, from_role, from_unit, from_name)
    select coalesce(p.province_code, u.province_code), app.new_id(), p.id, coalesce(u.host_id, u.id), m."toRole", m.kind, m.title, coalesce(m.text, ''), m.link, m."objectType", m."objectId",
           nullif(current_setting('app.person', true), '')::uuid, post, nullif(current_setting('app.role', true), ''), w.id, w.name
      from jsonb_to_recordset(messages) m ("toPerson" uuid, "toUnit" bigint, "toRole" text, kind text, title text, text text, link text, "objectType" text, "objectId" text)
      left join person p on p.id = m."toPerson"
      left join unit u on u.id = m."toUnit"
      left join unit_now w on w.path = nullif(current_setting('app.place', true), '')
     where p.id is not null or u.id is not null;
  get diagnostics told = row_count;
  return told;
end $$;

-- Messages are kept for a year.
create function app.message_sweep() returns void
language sql security definer set search_path = public, pg_temp as $$ delete from message where at < now() - interval '1 year' $$;

-- An open question goes on at the desk that is now above whoever asked.
create function app.help_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update help_request set desk_unit = new.parent_id
   where from_unit = new.id and desk_unit = old.parent_id and answer is null and closed_at is null and new.parent_id is not null;
  return null;
end $$;
create trigger help_follows after update of parent_id on unit for each row when (new.parent_id is distinct from old.parent_id) execute function app.help_follows();
create index help_request_from on help_request (from_unit) where answer is null and closed_at is null;
revoke execute on function app.help_follows() from public;

revoke execute on function app.tell(jsonb, uuid), app.message_sweep() from public;
grant execute on function app.tell(jsonb, uuid), app.message_sweep() to xingtan_app;

-- ───────────────────────────── Progress: 及时率 and 平均审核时长 ─────────────────────────────
-- `sent`: of the school's people, whose first collection was handed in; `late`: after the deadline. `reviewed`, `review_minutes`: decisions of the supervising authority and how long they took.
alter table progress
  add column sent int not null default 0, add column late int not null default 0,
  add column reviewed int not null default 0, add column review_minutes bigint not null default 0;
-- The path stands in the row, as it does with teachers, and follows its unit: what a post may see is a range of this table alone. Through `unit` 15,000 schools took 0.7 s.
alter table progress add column unit_path text collate "C";
update progress p set unit_path = u.path from unit u where u.id = p.unit_id;
alter table progress alter column unit_path set not null, add constraint progress_at_unit foreign key (unit_id, unit_path) references unit (id, path) on update cascade;
create index progress_path on progress (unit_path);
drop policy progress_seen on progress;
create policy progress_seen on progress for select using (current_setting('app.role', true) = any ('{information,query,head}')
  and unit_path >= nullif(current_setting('app.scope', true), '') and unit_path < nullif(current_setting('app.scope', true), '') || '~');

create or replace function app.count_progress(units bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into progress (province_code, unit_id, unit_path)
    select u.province_code, u.id, u.path from unit u
     where u.id = any (units) and u.level = 'school' and not exists (select from progress p where p.unit_id = u.id)
     on conflict do nothing;
  perform from progress where unit_id = any (units) order by unit_id for update;
  update progress p set
      empty = n.empty, draft = n.draft, "check" = n."check", sign = n.sign, send = n.send, review = n.review, returned = n.returned,
      effective = n.effective, changing = n.changing, total = n.total, moved_at = now(),
      sent = h.sent, late = h.late, reviewed = r.reviewed, review_minutes = r.minutes
    from (select w.id,
                 count(*) filter (where s.stage = 'empty') as empty, count(*) filter (where s.stage = 'draft') as draft,
                 count(*) filter (where s.stage = 'check') as "check", count(*) filter (where s.stage = 'sign') as sign,
                 count(*) filter (where s.stage = 'send') as send, count(*) filter (where s.stage = 'review') as review,
                 count(*) filter (where s.stage = 'returned') as returned, count(*) filter (where s.stage = 'effective') as effective,
                 count(*) filter (where s.changing) as changing, count(s.teacher_id) as total
            from unnest(units) w (id) left join teacher_stage s on s.unit_id = w.id group by w.id) n,
         (select w.id, count(h.id) as sent, count(h.id) filter (where h.late) as late
            from unnest(units) w (id)
            left join (teacher t join change h on h.province_code = t.province_code and h.teacher_id = t.id and h.kind = 'report' and h.submitted_at is not null)
              on t.unit_id = w.id and t.left_on is null and t.cancelled_at is null
           group by w.id) h,
         (select w.id, count(s.case_id) as reviewed, coalesce(sum(extract(epoch from s.decided_at - s.opened_at) / 60)::bigint, 0) as minutes
            from unnest(units) w (id)
            left join (teacher t join review_case c on c.province_code = t.province_code and c.teacher_id = t.id
                                 join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.name = 'review' and s.decided_at is not null)
              on t.unit_id = w.id and t.left_on is null and t.cancelled_at is null
           group by w.id) r
   where p.unit_id = n.id and h.id = n.id and r.id = n.id;
end $$;
