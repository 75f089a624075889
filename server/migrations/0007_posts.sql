-- Posts at all five levels, three-way separation, training institutions, attached classes, and what a session has proved.

-- 安全管理员 and 审计管理员 beside the 系统管理员; 培训管理员 of a training institution.
alter table post_holding drop constraint post_holding_role_check,
  add constraint post_role check (role in ('system', 'information', 'query', 'security', 'audit', 'head', 'teacher', 'training'));
alter table unit drop constraint unit_level_check,
  add constraint unit_level check (level in ('ministry', 'province', 'city', 'county', 'school', 'training'));
-- GB/T 22239 level 3, 8.1.5: one person holds at most one of the three, anywhere in the country.
alter table post_holding add constraint post_three_ways
  exclude using gist (person_id with =, role with <>) where (to_on is null and role in ('system', 'security', 'audit'));

-- A code belongs to one unit for ever: a dead code is never used again, a reopened school gets its own back (flows.md §1.3).
create table unit_code (code text primary key, unit_id bigint not null references unit, constraint unit_code_of_unit unique (code, unit_id));
insert into unit_code (code, unit_id) select distinct code, unit_id from unit_version;
alter table unit_version add constraint unit_version_code foreign key (code, unit_id) references unit_code (code, unit_id);

-- Attached classes (附设班) stand under their host school and have no posts of their own.
alter table unit add column host_id bigint references unit;
create index unit_host on unit (host_id) where host_id is not null;

-- What a session has proved: the second factor, and until when it counts as just proved (A17).
alter table session add column factor_at timestamptz, add column fresh_until timestamptz;

-- 安全策略 of a province (00 the centre's, for all who have none): the newest confirmed one is in force. Proposed by one 安全管理员, confirmed by another (S05).
create table security_policy (
  province_code text not null,
  id uuid not null,
  settings jsonb not null,
  reason text not null check (length(reason) between 1 and 500),
  proposed_by_person uuid not null,
  proposed_by_post uuid not null,
  proposed_at timestamptz not null default now(),
  decided_by_person uuid,
  decided_by_post uuid,
  decided_at timestamptz,
  confirmed boolean,
  primary key (province_code, id),
  constraint security_policy_two_people check (decided_by_person is distinct from proposed_by_person or confirmed is not true)
);
create unique index security_policy_one_open on security_policy (province_code) where decided_at is null;
create index security_policy_in_force on security_policy (province_code, decided_at desc) where confirmed;

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  own_end constant text := $q$nullif(current_setting('app.own', true), '')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  within constant text := '(%1$s >= ' || scope || ' and %1$s < ' || scope || $q$ || '~')$q$;
  own constant text := '(%1$s >= ' || scope || ' and %1$s < ' || own_end || ')';
  of_unit constant text := '(select u.id from unit u where u.id = %s.unit_id and ' || '%s' || ') is not null';
  holding text;
  t text;
begin
  foreach t in array array['unit_code', 'security_policy'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy unit_code_seen on unit_code for select using (%s)', format(role_is, 'system,information'));
  execute format('create policy unit_code_added on unit_code for insert with check (%s)', format(role_is, 'system,information'));

  -- A 系统管理员 sees and keeps all posts of the own unit, and below it only the posts of administration: never who teaches there.
  holding := '(' || format(role_is, 'system') || ' and (' || format(of_unit, 'post_holding', format(own, 'u.path'))
    || ' or (post_holding.role in (''system'', ''training'') and ' || format(of_unit, 'post_holding', format(within, 'u.path')) || ')))';
  drop policy post_holding_seen on post_holding;
  drop policy post_holding_added on post_holding;
  drop policy post_holding_kept on post_holding;
  execute format('create policy post_holding_seen on post_holding for select using (person_id = %s or %s)', person, holding);
  execute format('create policy post_holding_added on post_holding for insert with check (%s)', holding);
  execute format('create policy post_holding_kept on post_holding for update using (%s)', holding);

  -- Training institutions are registered by the 信息管理员 of the authority that uses them.
  execute format('create policy unit_training_added on unit for insert with check (level = ''training'' and %s and %s)', format(role_is, 'information'), format(within, 'path'));
  execute format('create policy unit_version_training_added on unit_version for insert with check (%s and %s)', format(role_is, 'information'),
    format(of_unit, 'unit_version', 'u.level = ''training'' and ' || format(within, 'u.path')));
  execute format('create policy unit_version_training_kept on unit_version for update using (%s and %s)', format(role_is, 'information'),
    format(of_unit, 'unit_version', 'u.level = ''training'' and ' || format(within, 'u.path')));

  execute format('create policy security_policy_seen on security_policy for select using (%s and province_code = (select u.province_code from unit u where u.path = %s))',
    format(role_is, 'security'), scope);
  execute format('create policy security_policy_added on security_policy for insert with check (%s and province_code = (select u.province_code from unit u where u.path = %s))',
    format(role_is, 'security'), scope);
  execute format('create policy security_policy_kept on security_policy for update using (%s and decided_at is null and province_code = (select u.province_code from unit u where u.path = %s))
      with check (true)', format(role_is, 'security'), scope);
end $$;

grant select, insert on unit_code, security_policy to xingtan_app;
grant update (decided_by_person, decided_by_post, decided_at, confirmed) on security_policy to xingtan_app;
grant update (host_id) on unit to xingtan_app;
grant update (factor_at, fresh_until) on session to xingtan_app;

-- Door 12: the security settings in force for a province: its own, else the centre's, else none are set and the built-in ones count.
create function app.security_rules(wanted text) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select settings from security_policy where confirmed and province_code in (wanted, '00')
   order by province_code = wanted desc, decided_at desc limit 1 $$;
revoke execute on function app.security_rules(text) from public;
grant execute on function app.security_rules(text) to xingtan_app;

-- Door 2 again, with what the session has proved and the security settings it is under.
drop function app.session_find(bytea);
create function app.session_find(wanted bytea) returns table (
  account_province text, account_id uuid, person_id uuid, person_name text, purpose text, seen_at timestamptz, ends_at timestamptz, factor_at timestamptz, fresh_until timestamptz,
  password_set_at timestamptz, notice_version text, post_id uuid, role text, unit_id bigint, unit_name text, unit_path text, level text, province_code text, category text, rules jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.account_province, s.account_id, s.person_id, p.name, s.purpose, s.seen_at, s.ends_at, s.factor_at, s.fresh_until,
         a.password_set_at, a.notice_version, h.id, h.role, u.id, u.name, u.path, u.level, u.province_code, u.category,
         app.security_rules(coalesce(u.province_code, s.account_province))
    from session s
    join account a on a.province_code = s.account_province and a.id = s.account_id and a.stopped_at is null
    join person p on p.province_code = a.province_code and p.id = a.person_id
    left join post_holding h on h.id = s.post_id and (h.to_on is null or h.to_on >= (now() at time zone 'Asia/Shanghai')::date)
    left join unit_now u on u.id = h.unit_id
   where s.token_hash = wanted $$;
revoke execute on function app.session_find(bytea) from public;
grant execute on function app.session_find(bytea) to xingtan_app;

-- Attached classes (附设班): the desks of a class are its host's.
create or replace view unit_now with (security_invoker = true) as
  select u.id, u.province_code, u.parent_id, u.path, u.level, v.code, v.name, v.division_code, v.school_type, v.category, v.type_derived,
         v.organizer, v.region_code, v.managing_region_code, v.urban_rural, v.private, v.remark, v.valid_from, u.host_id
    from unit u join unit_version v on v.unit_id = u.id and v.valid_to is null;

drop function app.unit_desk(bigint[]);
-- Door 10: a unit's place, for those who hand something to it: its name and path; where its desks stand (itself, or of an attached class the host); and
-- the supervising authority of these.
create function app.unit_desk(units bigint[]) returns table (
  unit_id bigint, name text, path text, level text, desk_id bigint, desk_name text, desk_path text, parent_id bigint, parent_name text, parent_path text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.name, u.path, u.level, d.id, d.name, d.path, p.id, p.name, p.path
    from unit_now u join unit_now d on d.id = coalesce(u.host_id, u.id) left join unit_now p on p.id = d.parent_id where u.id = any (units) $$;
revoke execute on function app.unit_desk(bigint[]) from public;
grant execute on function app.unit_desk(bigint[]) to xingtan_app;
