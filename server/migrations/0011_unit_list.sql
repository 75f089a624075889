-- The yearly list of institutions (年度机构名单): read, compared, decided difference by difference, in effect on its day; what became of units that are no more.

-- How a unit ended, on its last version; where a school stands.
alter table unit_version add column closed_as text check (closed_as in ('closed', 'merged', 'split')),
  add column address text check (length(address) <= 200),
  add constraint unit_version_closed_ended check (closed_as is null or valid_to is not null);
grant update (closed_as, address) on unit_version to xingtan_app;

-- Into which units one was merged or split: predecessors and successors.
create table unit_succession (
  province_code text not null,
  from_unit bigint not null references unit,
  to_unit bigint not null references unit,
  kind text not null check (kind in ('merged', 'split')),
  on_day date not null,
  by_change text not null,
  primary key (province_code, from_unit, to_unit),
  constraint unit_succession_other check (from_unit <> to_unit)
);
create index unit_succession_to on unit_succession (to_unit);

create table unit_list (
  province_code text not null,
  id uuid not null,
  no text not null,
  unit_id bigint not null references unit,
  file_name text not null check (length(file_name) <= 200),
  file_size bigint not null,
  format text check (format in ('universities', 'institutions')),
  effective_on date not null,
  -- the kinds of unit that the list names all of, in one province or everywhere
  complete text[] not null default '{}',
  complete_in text check (complete_in ~ '^\d\d$'),
  refusal jsonb,
  progress jsonb not null default '{}',
  rows int not null default 0,
  error_rows int not null default 0,
  warnings int not null default 0,
  unchanged int not null default 0,
  -- grows with every act, so that what was seen is what is decided
  revision int not null default 0,
  started_by_person uuid not null,
  started_by_post uuid not null,
  uploaded_at timestamptz not null default now(),
  read_at timestamptz,
  cancelled_at timestamptz,
  undone_at timestamptz,
  undone_by_post uuid,
  undo_note text check (length(undo_note) <= 500),
  primary key (province_code, id)
);
create sequence unit_list_no;

-- A row of the file as it was understood; when the list is read, only the rows that change something are left, and the units that a complete list does not name.
-- A new unit needs no second writing: what the reader stages is the difference.
create table unit_list_row (
  province_code text not null,
  list_id uuid not null,
  -- the row of the file; above 10,000,000 a unit that the list does not name
  item int not null,
  code text not null,
  name text not null,
  level text not null,
  unit_province text,
  -- the authority, of an attached class the host: by code, for it may stand in the same list; null: stays as it is
  parent_code text,
  host boolean not null default false,
  parent_why text,
  division_code text,
  school_type text,
  category text,
  type_derived boolean not null default false,
  organizer text,
  region_code text,
  managing_region_code text,
  urban_rural text,
  private boolean not null default false,
  address text,
  remark text,
  state text not null default 'open' check (state in ('open', 'reopened', 'closed', 'merged', 'split')),
  into_codes text[],
  from_codes text[],
  -- parents before children, closings from below: the order of taking effect
  phase smallint not null,
  -- the difference; a row starts as a new unit
  kinds text[] not null default '{new}',
  risk text not null default 'low' check (risk in ('low', 'high')),
  why text[] not null default '{}',
  blocked text,
  -- the unit that stands (no foreign key: a new unit's number is drawn here first), and which version was compared
  unit_id bigint,
  base_from date,
  base_change text,
  base_parent bigint,
  before jsonb,
  people int not null default 0,
  subunits int not null default 0,
  posts int not null default 0,
  destination bigint references unit,
  decision text check (decision in ('accepted', 'refused')),
  decided_by_person uuid,
  decided_by_post uuid,
  decided_at timestamptz,
  note text check (length(note) <= 500),
  -- why an accepted one waits or could not take effect
  failure text,
  applied_at timestamptz,
  primary key (province_code, list_id, item),
  foreign key (province_code, list_id) references unit_list,
  constraint unit_list_row_decided_whole check (num_nonnulls(decision, decided_by_person, decided_by_post, decided_at) in (0, 4)),
  constraint unit_list_row_applied check (applied_at is null or decision = 'accepted')
-- room on the page for the decision and for its taking effect: neither touches an index then
) with (fillfactor = 60);
create index unit_list_row_shown on unit_list_row (list_id, risk, code, item);

create table unit_list_finding (
  province_code text not null,
  list_id uuid not null,
  row_no int not null,
  n int not null,
  "column" text,
  severity text not null check (severity in ('error', 'warning')),
  code text not null,
  message text not null,
  expected text,
  seen text,
  remedy text,
  primary key (province_code, list_id, row_no, n),
  foreign key (province_code, list_id) references unit_list
);

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  system constant text := $q$current_setting('app.role', true) = 'system'$q$;
  within constant text := '(u.path >= ' || scope || ' and u.path < ' || scope || $q$ || '~')$q$;
  -- Not correlated: asked once a statement, not once a row of half a million. And one truth value: compared with constants outside, the planner took each comparison for
  -- one row in 200, 50,000 rows for one, and chose nested loops (20 s instead of 0.2).
  centre constant text := '(select u.level = ''ministry'' and ' || system || ' from unit u where u.path = ' || scope || ')';
  t text;
begin
  foreach t in array array['unit_succession', 'unit_list', 'unit_list_row', 'unit_list_finding'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  foreach t in array array['unit_list', 'unit_list_row', 'unit_list_finding'] loop
    execute format('create policy %1$s_seen on %1$s for select using (%2$s)', t, centre);
    execute format('create policy %1$s_added on %1$s for insert with check (%2$s)', t, centre);
  end loop;
  execute format('create policy unit_list_kept on unit_list for update using (%s)', centre);
  execute format('create policy unit_list_row_kept on unit_list_row for update using (%s)', centre);
  -- a staged row that changes nothing goes; what was decided stays
  execute format('create policy unit_list_row_dropped on unit_list_row for delete using (%s and decision is null)', centre);
  execute format('create policy unit_list_finding_dropped on unit_list_finding for delete using (%s)', centre);
  execute 'create policy unit_succession_seen on unit_succession for select using (
      (select u.id from unit u where u.id = unit_succession.from_unit) is not null or (select u.id from unit u where u.id = unit_succession.to_unit) is not null)';
  execute format('create policy unit_succession_added on unit_succession for insert with check (%s and (select u.id from unit u where u.id = unit_succession.from_unit and %s) is not null)',
    system, within);
end $$;

grant select, insert on unit_succession, unit_list, unit_list_row, unit_list_finding to xingtan_app;
grant update (format, effective_on, refusal, progress, rows, error_rows, warnings, unchanged, revision, read_at, cancelled_at, undone_at, undone_by_post, undo_note)
  on unit_list to xingtan_app;
grant update (category, type_derived, unit_province, kinds, risk, why, blocked, unit_id, base_from, base_change, base_parent, before, people, subunits, posts, destination,
  into_codes, phase, parent_code, organizer, region_code, managing_region_code, urban_rural, private, address, remark, school_type, name, division_code,
  decision, decided_by_person, decided_by_post, decided_at, note, failure, applied_at) on unit_list_row to xingtan_app;
grant delete on unit_list_row, unit_list_finding to xingtan_app;
grant usage on sequence unit_list_no to xingtan_app;

-- Lists whose day has come, and by whose decision they take effect: it was taken in the post then held, and stands when the post is another's.
create function app.unit_lists_due(today date) returns table (
  list_id uuid, account_id uuid, person_id uuid, person_province text, person_name text, post_id uuid, role text, unit_id bigint, unit_name text, unit_path text, level text,
  province_code text, category text)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.id, a.id, p.id, p.province_code, p.name, h.id, h.role, u.id, u.name, u.path, u.level, u.province_code, u.category
    from unit_list l
    cross join lateral (
      select r.decided_by_post from unit_list_row r
       where r.province_code = l.province_code and r.list_id = l.id and r.decision = 'accepted' and r.applied_at is null
       order by r.decided_at desc limit 1) last
    join post_holding h on h.id = last.decided_by_post
    join person p on p.province_code = h.person_province and p.id = h.person_id
    join account a on a.province_code = p.province_code and a.person_id = p.id
    join unit_now u on u.id = l.unit_id
   where l.read_at is not null and l.cancelled_at is null and l.undone_at is null and l.effective_on <= today
   order by l.effective_on, l.uploaded_at $$;

-- What a version's `by_change` is called, for readers of a unit's history who may not see the lists.
create function app.unit_list_names(wanted text[]) returns table (id text, no text, effective_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.id::text, l.no, l.effective_on from unit_list l where l.id::text = any (wanted) $$;

-- With a unit its posts end. A 系统管理员 above sees none but the system's own, and must not leave the others open.
create function app.end_posts(units bigint[], day date) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  scope constant text := nullif(current_setting('app.scope', true), '');
  ended int;
begin
  if scope is null or current_setting('app.role', true) is distinct from 'system' then
    raise insufficient_privilege using message = 'app.end_posts: only a 系统管理员 closes units';
  end if;
  update post_holding h set to_on = greatest(h.from_on, day - 1)
    from unit u
   where u.id = any (units) and u.path > scope and u.path < scope || '~' and h.unit_id = u.id and h.to_on is null
     and not exists (select from unit_version v where v.unit_id = u.id and v.valid_to is null);
  get diagnostics ended = row_count;
  return ended;
end $$;

-- Of another category, another form: whose forms these are a 系统管理员 must not see, and changes all the same. What was filled in stays.
create function app.recategorise(units bigint[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  scope constant text := nullif(current_setting('app.scope', true), '');
  changed int;
begin
  if scope is null or current_setting('app.role', true) is distinct from 'system' then
    raise insufficient_privilege using message = 'app.recategorise: only a 系统管理员 changes the category of units';
  end if;
  update teacher t set category = v.category
    from unit u join unit_version v on v.unit_id = u.id and v.valid_to is null
   where u.id = any (units) and u.path > scope and u.path < scope || '~' and v.category is not null and t.unit_id = u.id and t.category <> v.category;
  get diagnostics changed = row_count;
  return changed;
end $$;

-- After half a million new rows the planner must know of them at once; only the owner may say so.
create function app.measure_units() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if current_setting('app.role', true) is distinct from 'system' then
    raise insufficient_privilege using message = 'app.measure_units: only for the import of a list';
  end if;
  analyze unit_list_row; analyze unit_code; analyze unit; analyze unit_version;
end $$;

revoke execute on function app.unit_lists_due(date), app.unit_list_names(text[]), app.end_posts(bigint[], date), app.recategorise(bigint[]), app.measure_units() from public;
grant execute on function app.unit_lists_due(date), app.unit_list_names(text[]), app.end_posts(bigint[], date), app.recategorise(bigint[]), app.measure_units() to xingtan_app;
