-- The centre's standard: versions of what differs from the shipped one (tables of codes, indicators), drafted by one and published by another; and who has seen which.

-- The only draft. submitted_* together: waits for the 信息管理员, and nobody changes it meanwhile.
create table national_draft (
  one boolean primary key default true check (one),
  base_version int not null,
  overlay jsonb not null,
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
  constraint national_draft_submitted_whole check (num_nonnulls(submitted_at, submitted_by_person, submitted_by_post, reason, in_force_on) in (0, 5)),
  constraint national_draft_returned_whole check (num_nonnulls(returned_at, returned_by_post, returned_why) in (0, 3))
);

-- 国家版本. `overlay`: whole rows of changed tables, changes of indicators, all against the shipped standard; `digest` names its content.
create table national_version (
  version int primary key check (version > 0),
  overlay jsonb not null,
  digest text not null,
  reason text not null check (length(reason) between 1 and 500),
  submitted_by_post uuid not null,
  published_by_post uuid not null,
  published_at timestamptz not null default now(),
  in_force_on date not null
);

-- Each version of a province's profile stands on one national version; null: on the standard as shipped.
alter table profile add column national int references national_version (version);

create table national_seen (
  province_code text not null,
  version int not null references national_version (version),
  seen_at timestamptz not null default now(),
  seen_by_post uuid not null,
  primary key (province_code, version)
);

do $$
declare
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  centre constant text := $q$(select exists (select from unit u where u.path = nullif(current_setting('app.scope', true), '') and u.level = 'ministry'))$q$;
  province constant text := $q$province_code = (select u.province_code from unit u where u.path = nullif(current_setting('app.scope', true), '') and u.level = 'province')$q$;
  t text;
begin
  foreach t in array array['national_draft', 'national_version', 'national_seen'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy national_draft_seen on national_draft for select using (%s and %s)', format(role_is, 'system,information'), centre);
  execute format('create policy national_draft_begun on national_draft for insert with check (%s and %s and submitted_at is null)', format(role_is, 'system'), centre);
  -- the 系统管理员 writes and submits; the 信息管理员 only sends back what was submitted
  execute format('create policy national_draft_kept on national_draft for update using ((%s or %s and submitted_at is not null) and %s) with check ((%1$s or submitted_at is null) and %3$s)',
    format(role_is, 'system'), format(role_is, 'information'), centre);
  execute format('create policy national_draft_ended on national_draft for delete using ((%s and submitted_at is null or %s and submitted_at is not null and submitted_by_person <> %s) and %s)',
    format(role_is, 'system'), format(role_is, 'information'), person, centre);
  -- everybody works by the standard; a version is what somebody else submitted and the 信息管理员 confirms, and is never touched again
  execute $q$create policy national_version_seen on national_version for select using (nullif(current_setting('app.role', true), '') is not null)$q$;
  execute format($q$create policy national_published on national_version for insert with check (%s and %s and exists (
      select from national_draft d where d.submitted_by_person <> %s and d.submitted_by_post = national_version.submitted_by_post))$q$, format(role_is, 'information'), centre, person);
  execute format('create policy national_seen_read on national_seen for select using (%s and %s)', format(role_is, 'system'), province);
  execute format('create policy national_seen_said on national_seen for insert with check (%s and %s)', format(role_is, 'system'), province);
end $$;
grant select, insert, delete on national_draft to xingtan_app;
grant update (base_version, overlay, v, changed_by_post, changed_at, submitted_at, submitted_by_person, submitted_by_post, reason, in_force_on, returned_at, returned_by_post, returned_why)
  on national_draft to xingtan_app;
grant select, insert on national_version, national_seen to xingtan_app;

-- Every province's choice is put on the national version that this very transaction publishes: the version that counts on its day, and those that come into
-- force later, in their order and each on its own day or on that of the national version if this is later. Answers how many were written.
create function app.national_apply(of_version int) returns int
language sql volatile security definer set search_path = public, pg_temp as $$
  with national as materialized (
    select n.* from national_version n
     where n.version = of_version and n.published_at = now() and current_setting('app.role', true) = 'information'
       and exists (select from unit u where u.path = nullif(current_setting('app.scope', true), '') and u.level = 'ministry')),
  counting as (
    select distinct on (p.province_code, p.category) p.province_code, p.category, p.version
      from profile p, national n where p.in_force_on <= n.in_force_on order by p.province_code, p.category, p.version desc),
  newest as (select p.province_code, p.category, max(p.version) as version from profile p group by 1, 2),
  again as (
    select p.*, newest.version + (row_number() over (partition by p.province_code, p.category order by p.version))::int as next_version
      from profile p join newest using (province_code, category) left join counting c using (province_code, category) cross join national
     where p.version >= coalesce(c.version, 0)),
  written as (
    insert into profile (province_code, category, version, selection, published_by_post, submitted_by_post, reason, in_force_on, national)
    select a.province_code, a.category, a.next_version, a.selection || jsonb_build_object('version', a.next_version), n.published_by_post, n.submitted_by_post,
           left('国家标准第 ' || n.version || ' 版：' || n.reason, 500), greatest(a.in_force_on, n.in_force_on), n.version
      from again a cross join national n
    returning 1)
  select count(*)::int from written $$;
revoke execute on function app.national_apply(int) from public;
grant execute on function app.national_apply(int) to xingtan_app;
