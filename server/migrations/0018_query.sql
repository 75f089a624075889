-- Lists, exports and statistics of any indicator: the roster's indexes, what one keeps of a list or table, files taken out of the system, and the two doors
-- through which a whole county is searched without asking the wall once a row.

-- The roster of a county or school is a range of this index and never of the table (10,000 teachers: 4 ms for 40). What row-level security looks at stands in it.
create index teacher_roster on teacher (unit_path, name, id) include (person_id, province_code, category, in_effect_since) where left_on is null and cancelled_at is null;
-- The roster of a province by name, and the search by the beginning of a name or of its initials: order and equality are leakproof, `^@` is not and would lose the index.
create index teacher_by_name on teacher (province_code, name, id) where left_on is null and cancelled_at is null;
create index teacher_by_initials on teacher (province_code, initials) where left_on is null and cancelled_at is null;

-- 我的视图: filters, columns and order of a list, or rows and columns of a table, under a name. Of one's own post.
create table query_view (
  province_code text not null,
  id uuid not null,
  person_id uuid not null,
  post_id uuid not null,
  kind text not null check (kind in ('list', 'table')),
  name text not null check (length(name) between 1 and 30),
  body jsonb not null,
  kept_at timestamptz not null default now(),
  primary key (province_code, id),
  constraint query_view_name unique (province_code, post_id, kind, name)
);

-- 下载中心: files with people that are taken out of the system: asked for, where demanded confirmed by the unit's 系统管理员, made by the job `task`, kept sealed for a
-- day, fetched once (P04). `said`: what the confirming reads beside the purpose: columns and scope in words, never a name that was searched for. `count`: people.
create table download (
  province_code text not null,
  id uuid not null,
  no text not null,
  kind text not null check (kind in ('roster', 'registration')),
  title text not null check (length(title) between 1 and 60),
  unit_id bigint not null references unit,
  person_id uuid not null,
  post_id uuid not null,
  purpose text not null check (length(purpose) between 4 and 200),
  task text not null,
  ask jsonb not null,
  said jsonb not null,
  count int not null check (count > 0),
  sensitive boolean not null,
  needs_confirmation boolean not null,
  asked_at timestamptz not null default now(),
  decided_at timestamptz,
  decided_by_person uuid,
  decided_by_post uuid,
  agreed boolean,
  why text check (length(why) between 1 and 200),
  progress int not null default 0,
  made_at timestamptz,
  file_name text check (length(file_name) <= 100),
  media_type text,
  file bytea,
  file_bytes int,
  file_sm3 text,
  downloaded_at timestamptz,
  cancelled_at timestamptz,
  failed_at timestamptz,
  primary key (province_code, id),
  constraint download_no_once unique (province_code, no),
  constraint download_decided_whole check (num_nonnulls(decided_at, decided_by_person, decided_by_post, agreed) in (0, 4)),
  constraint download_two_people check (decided_by_person is distinct from person_id),
  constraint download_confirmed_first check (made_at is null or not needs_confirmation or agreed is true)
);
create index download_person on download (person_id, asked_at);
create index download_unit on download (unit_id, asked_at) where needs_confirmation;
create index download_file on download (made_at) where file is not null;
create sequence download_no;

do $$
declare
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  own_unit constant text := $q$(select u.id from unit u where u.id = download.unit_id and u.path = nullif(current_setting('app.scope', true), '')) is not null$q$;
  t text;
begin
  foreach t in array array['query_view', 'download'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy query_view_own on query_view using (person_id = %1$s and %2$s) with check (person_id = %1$s and %2$s)', person, format(role_is, 'information,query,head'));
  execute format('create policy download_seen on download for select using ((person_id = %s and %s) or (%s and needs_confirmation and %s))',
    person, format(role_is, 'information,head'), format(role_is, 'system'), own_unit);
  execute format('create policy download_asked on download for insert with check (person_id = %s and %s and decided_at is null and made_at is null)',
    person, format(role_is, 'information,head'));
  -- its maker goes on with it; the second person decides once, on what waits
  execute format('create policy download_kept on download for update using (person_id = %1$s and %2$s) with check (person_id = %1$s)', person, format(role_is, 'information,head'));
  execute format('create policy download_decided on download for update using (%s and needs_confirmation and decided_at is null and cancelled_at is null and person_id <> %s and %s) with check (decided_by_person = %2$s)',
    format(role_is, 'system'), person, own_unit);
end $$;
grant select, insert, delete on query_view to xingtan_app;
grant update (name, body, kept_at) on query_view to xingtan_app;
grant select, insert on download to xingtan_app;
grant update (decided_at, decided_by_person, decided_by_post, agreed, why, progress, made_at, file_name, media_type, file, file_bytes, file_sm3, downloaded_at, cancelled_at, failed_at) on download to xingtan_app;
grant usage on sequence download_no to xingtan_app;

-- Files that have lain a day are gone, whoever's they are.
create function app.download_sweep() returns void
language sql security definer set search_path = public, pg_temp as $$
  update download set file = null where file is not null and made_at < now() - interval '24 hours' $$;

-- Whose current rows of a subset a jsonpath finds something in. Row-level security asks for the teacher of every record once more, which for a county costs ten times the
-- search; the door asks role and scope once, and takes teachers in effect only. plpgsql, so that it is planned for the very range.
create function app.query_rows(of_subset text, wanted text, below text) returns table (teacher_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp rows 5000 as $$
declare
  scope constant text := nullif(current_setting('app.scope', true), '');
begin
  if scope is null or current_setting('app.role', true) is null or current_setting('app.role', true) <> all ('{information,query,head}') or not below ^@ scope then return; end if;
  return query execute
    'select r.teacher_id from teacher t join record r on r.province_code = t.province_code and r.teacher_id = t.id
      where t.unit_path >= $1 and t.unit_path < $1 || ''~'' and t.in_effect_since is not null and t.left_on is null and t.cancelled_at is null
        and r.subset = $2 and r.effective_to is null and r.body @? $3::jsonpath'
    using below, of_subset, wanted;
end $$;

-- The values of one field in the current rows of a subset, one line a value; `cut`: of a date or month only the year.
create function app.query_values(of_subset text, field text, cut boolean, below text) returns table (teacher_id uuid, value text)
language plpgsql stable security definer set search_path = public, pg_temp rows 5000 as $$
declare
  scope constant text := nullif(current_setting('app.scope', true), '');
begin
  if scope is null or current_setting('app.role', true) is null or current_setting('app.role', true) <> all ('{information,query,head}') or not below ^@ scope then return; end if;
  return query execute
    'select distinct r.teacher_id, case when $4 then left(v.value, 4) else v.value end
       from teacher t join record r on r.province_code = t.province_code and r.teacher_id = t.id
       cross join lateral (
         select e.value from jsonb_array_elements_text(case jsonb_typeof(r.body -> $3) when ''array'' then r.body -> $3 when ''string'' then jsonb_build_array(r.body -> $3) else ''[]'' end) e (value)) v
      where t.unit_path >= $1 and t.unit_path < $1 || ''~'' and t.in_effect_since is not null and t.left_on is null and t.cancelled_at is null
        and r.subset = $2 and r.effective_to is null'
    using below, of_subset, field, cut;
end $$;

revoke execute on function app.download_sweep(), app.query_rows(text, text, text), app.query_values(text, text, boolean, text) from public;
grant execute on function app.download_sweep(), app.query_rows(text, text, text), app.query_values(text, text, boolean, text) to xingtan_app;
