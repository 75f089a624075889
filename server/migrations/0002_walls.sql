-- The walls (row-level security), and the doors through them. Every policy goes through `nullif(…, '')`: after a transaction a pooled connection
-- holds '' and not null, and a policy without it would open the whole country. A subtree is a range over the path: equality and order are
-- leakproof and keep the index; a function call or `(select …)` around the setting cost 57–147 ms instead of 0.8 on a million rows.

-- The stage of a record (记录所处环节), derived here and nowhere else: 未填 empty · 填报中 draft · 待校核对 check · 待负责人 sign · 待报送 send · 待上级 review · 退回 returned · 生效 effective.
create view teacher_stage with (security_invoker = true) as
  select t.province_code, t.id as teacher_id, t.unit_id, t.unit_path,
         case when t.in_effect_since is not null then 'effective'
              when c.id is null then case when exists (
                     select from change_item i where i.province_code = h.province_code and i.change_id = h.id and i.superseded_at is null)
                   then 'draft' else 'empty' end
              else coalesce(s.name, 'returned') end as stage,
         h.id as change_id, c.id as case_id, s.title as desk_title, s.unit_name as desk_unit, s.role as desk_role, s.ordinal as step,
         coalesce(t.in_effect_since, s.opened_at, h.opened_at, t.created_at) as since,
         exists (select from review_case o where o.province_code = t.province_code and o.teacher_id = t.id and o.closed_at is null and o.flow <> 'report') as changing
    from teacher t
    left join change h on h.province_code = t.province_code and h.teacher_id = t.id and h.kind = 'report' and h.closed_at is null
    left join review_case c on c.province_code = h.province_code and c.change_id = h.id and c.closed_at is null
    left join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null
   where t.left_on is null and t.cancelled_at is null;

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  place constant text := $q$nullif(current_setting('app.place', true), '')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  self constant text := $q$nullif(current_setting('app.self', true), '')::uuid$q$;
  subjects constant text := $q$string_to_array(nullif(current_setting('app.subjects', true), ''), ',')::uuid[]$q$;
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  within constant text := '(%1$s >= ' || scope || ' and %1$s < ' || scope || $q$ || '~')$q$;
  via_unit constant text := '(select u.id from unit u where u.id = %s.unit_id and ' || format(within, 'u.path') || ') is not null';
  via_teacher constant text := '(select t.id from teacher t where t.province_code = %1$s.province_code and t.id = %1$s.teacher_id) is not null';
  via_case constant text := '(select c.id from review_case c where c.province_code = %1$s.province_code and c.id = %1$s.case_id) is not null';
  via_batch constant text := '(select b.id from import_batch b where b.province_code = %1$s.province_code and b.id = %1$s.batch_id) is not null';
  via_account constant text := '(select a.id from account a where a.province_code = %1$s.%2$s and a.id = %1$s.account_id) is not null';
  writers constant text := format(role_is, 'information,teacher,head');
  t text;
begin
  for t in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and c.relname not in ('migration') loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    -- Only the doors below and the migrations act as the owner.
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;

  -- Units: the subtree in reach, and the post's own unit with the chain above it (a teacher reaches no subtree, but knows his school).
  execute format('create policy unit_seen on unit for select using (%s or %s ^@ path)', format(within, 'path'), place);
  execute format('create policy unit_added on unit for insert with check (%s and %s)', format(role_is, 'system'), format(within, 'path'));
  execute format('create policy unit_kept on unit for update using (%s and %s)', format(role_is, 'system'), format(within, 'path'));
  execute 'create policy unit_version_seen on unit_version for select using ((select u.id from unit u where u.id = unit_version.unit_id) is not null)';
  execute format('create policy unit_version_added on unit_version for insert with check (%s and %s)', format(role_is, 'system'), format(via_unit, 'unit_version'));
  execute format('create policy unit_version_kept on unit_version for update using (%s and %s)', format(role_is, 'system'), format(via_unit, 'unit_version'));

  -- The register: who reads records, within reach; the person himself; the subjects of an approved case. 系统管理员 never.
  execute format('create policy teacher_seen on teacher for select using ((%s and %s) or person_id = %s or id = any (%s))',
    format(role_is, 'information,query,head'), format(within, 'unit_path'), self, subjects);
  execute format('create policy teacher_added on teacher for insert with check ((%s and %s) or id = any (%s))',
    format(role_is, 'system,information'), format(within, 'unit_path'), subjects);
  execute format('create policy teacher_kept on teacher for update using ((%s and %s) or person_id = %s or id = any (%s))',
    format(role_is, 'information'), format(within, 'unit_path'), self, subjects);
  foreach t in array array['teacher_version', 'engagement', 'record', 'change', 'change_item', 'stored_file'] loop
    execute format('create policy %1$s_seen on %1$s for select using (%2$s)', t, format(via_teacher, t));
    execute format('create policy %1$s_added on %1$s for insert with check (%2$s and %3$s)', t, writers, format(via_teacher, t));
    execute format('create policy %1$s_kept on %1$s for update using (%2$s and %3$s)', t, writers, format(via_teacher, t));
  end loop;
  execute format('create policy engagement_begun on engagement for insert with check (%s and %s)', format(role_is, 'system'), format(via_unit, 'engagement'));
  execute format('create policy change_item_dropped on change_item for delete using (%s and settled_at is null and %s)',
    format(role_is, 'information,teacher'), format(via_teacher, 'change_item'));

  -- People and accounts: oneself; those of one's posts (系统管理员) or of one's teachers.
  execute format($q$create policy person_seen on person for select using (id = %s
      or (select t.id from teacher t where t.person_id = person.id limit 1) is not null
      or (select h.id from post_holding h where h.person_id = person.id limit 1) is not null)$q$, person);
  execute format('create policy person_added on person for insert with check (%s)', format(role_is, 'system'));
  execute format('create policy post_holding_seen on post_holding for select using (person_id = %s or (%s and %s))', person, format(role_is, 'system'), format(via_unit, 'post_holding'));
  execute format('create policy post_holding_added on post_holding for insert with check (%s and %s)', format(role_is, 'system'), format(via_unit, 'post_holding'));
  execute format('create policy post_holding_kept on post_holding for update using (%s and %s)', format(role_is, 'system'), format(via_unit, 'post_holding'));
  execute format($q$create policy account_seen on account for select using (person_id = %s
      or (%s and (select h.id from post_holding h where h.person_id = account.person_id limit 1) is not null))$q$, person, format(role_is, 'system'));
  execute format('create policy account_added on account for insert with check (%s)', format(role_is, 'system'));
  execute format($q$create policy account_kept on account for update using (person_id = %s
      or (%s and (select h.id from post_holding h where h.person_id = account.person_id limit 1) is not null))$q$, person, format(role_is, 'system'));
  execute format('create policy person_index_added on person_index for insert with check (%s)', format(role_is, 'system'));
  execute format('create policy login_name_seen on login_name for select using (%s)', format(via_account, 'login_name', 'province_code'));
  execute format('create policy login_name_added on login_name for insert with check (%s)', format(role_is, 'system'));
  execute format('create policy activation_code_seen on activation_code for select using (%s)', format(via_account, 'activation_code', 'province_code'));
  execute format('create policy activation_code_added on activation_code for insert with check (%s)', format(role_is, 'system'));
  execute format('create policy activation_code_kept on activation_code for update using (%s)', format(via_account, 'activation_code', 'province_code'));
  execute format('create policy session_own on session using (person_id = %s) with check (person_id = %s)', person, person);
  execute format('create policy session_ended on session for delete using (%s and %s)', format(role_is, 'system'), format(via_account, 'session', 'account_province'));

  -- Cases: their parties, and the person whose record it is.
  execute format('create policy case_party_seen on case_party for select using (%s and %s)', format(role_is, 'information,query,head'), format(within, 'unit_path'));
  execute format('create policy case_party_added on case_party for insert with check (%s)', writers);
  execute format($q$create policy review_case_seen on review_case for select using (
      (select p.case_id from case_party p where p.province_code = review_case.province_code and p.case_id = review_case.id limit 1) is not null
      or (%s and %s))$q$, format(role_is, 'teacher'), format(via_teacher, 'review_case'));
  execute format('create policy review_case_added on review_case for insert with check (%s)', writers);
  execute format($q$create policy review_case_kept on review_case for update using (%s and (
      (select p.case_id from case_party p where p.province_code = review_case.province_code and p.case_id = review_case.id limit 1) is not null
      or (%s and %s)))$q$, writers, format(role_is, 'teacher'), format(via_teacher, 'review_case'));
  foreach t in array array['review_step', 'review_reason'] loop
    execute format('create policy %1$s_seen on %1$s for select using (%2$s)', t, format(via_case, t));
    execute format('create policy %1$s_added on %1$s for insert with check (%2$s and %3$s)', t, writers, format(via_case, t));
  end loop;
  execute format('create policy review_step_kept on review_step for update using (%s and %s)', writers, format(via_case, 'review_step'));

  -- Intake: the clerk's own school.
  execute format('create policy import_batch_own on import_batch using (%1$s and %2$s) with check (%1$s and %2$s)', format(role_is, 'information'), format(via_unit, 'import_batch'));
  execute format('create policy import_row_own on import_row using (%1$s) with check (%1$s)', format(via_batch, 'import_row'));
  execute format('create policy unknown_person_seen on unknown_person for select using (%s and %s)', format(role_is, 'information,system'), format(via_unit, 'unknown_person'));
  execute format('create policy unknown_person_added on unknown_person for insert with check (%s and %s)', format(role_is, 'information'), format(via_unit, 'unknown_person'));
  execute format('create policy unknown_person_kept on unknown_person for update using (%s and %s)', format(role_is, 'information,system'), format(via_unit, 'unknown_person'));

  execute format('create policy progress_seen on progress for select using (%s and %s)', format(role_is, 'information,query,head'), format(via_unit, 'progress'));
  execute $q$create policy profile_seen on profile for select using (nullif(current_setting('app.role', true), '') is not null)$q$;
  execute $q$create policy round_seen on round for select using (nullif(current_setting('app.role', true), '') is not null)$q$;
  execute 'create policy audit_event_written on audit_event for insert with check (true)';
  execute format($q$create policy audit_event_of_accounts on audit_event for select using (%s and object_type = 'account' and %s)$q$, format(role_is, 'system'), format(via_unit, 'audit_event'));
end $$;

grant usage on schema public to xingtan_app;
grant select, insert on all tables in schema public to xingtan_app;
-- Whatever is updated, the province is not: a move to another province closes rows there and opens rows here. The log is only added to; of the register only the end of a version.
do $$
declare
  t record;
begin
  for t in select c.relname, string_agg(quote_ident(a.attname), ', ') as columns
             from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('audit_event', 'record')
              and (a.attname <> 'province_code' or c.relname in ('unit', 'login_name', 'person_index'))
            group by c.relname loop
    execute format('grant update (%s) on %I to xingtan_app', t.columns, t.relname);
  end loop;
end $$;
grant update (to_change, effective_to) on record to xingtan_app;
grant delete on session, import_batch, import_row, change_item to xingtan_app;
grant select on unit_now, teacher_stage to xingtan_app;
grant usage on all sequences in schema public to xingtan_app;

-- ───────────────────────────── The doors ─────────────────────────────
-- Functions that act as the owner. The list stands in ARCHITECTURE.md and is counted by a test. Each pins its search path.

-- Door 1: signing in, before there is anybody.
create function app.login_find(wanted bytea) returns table (
  account_province text, account_id uuid, person_id uuid, person_name text, password_hash text, password_set_at timestamptz, notice_version text, stopped_at timestamptz,
  locked_until timestamptz, code_id uuid, code_hash bytea, code_expires_at timestamptz, code_tries int)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.province_code, a.id, p.id, p.name, a.password_hash, a.password_set_at, a.notice_version, a.stopped_at, a.locked_until, c.id, c.code_hash, c.expires_at, c.tries
    from login_name l
    join account a on a.province_code = l.province_code and a.id = l.account_id
    join person p on p.province_code = a.province_code and p.id = a.person_id
    left join activation_code c on c.province_code = a.province_code and c.account_id = a.id and c.used_at is null
   where l.login = wanted $$;

-- Door 2: whose session is this, in which post, and how far does the post reach now. Paths are never kept in a session.
create function app.session_find(wanted bytea) returns table (
  account_province text, account_id uuid, person_id uuid, person_name text, purpose text, seen_at timestamptz, ends_at timestamptz, password_set_at timestamptz, notice_version text,
  post_id uuid, role text, unit_id bigint, unit_name text, unit_path text, level text, province_code text, category text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.account_province, s.account_id, s.person_id, p.name, s.purpose, s.seen_at, s.ends_at, a.password_set_at, a.notice_version,
         h.id, h.role, u.id, u.name, u.path, u.level, u.province_code, u.category
    from session s
    join account a on a.province_code = s.account_province and a.id = s.account_id and a.stopped_at is null
    join person p on p.province_code = a.province_code and p.id = a.person_id
    left join post_holding h on h.id = s.post_id and (h.to_on is null or h.to_on >= (now() at time zone 'Asia/Shanghai')::date)
    left join unit_now u on u.id = h.unit_id
   where s.token_hash = wanted $$;

-- Door 3: is this id number known, and where. The caller audits, and tells only what its user may know.
create function app.person_find(wanted bytea[]) returns table (
  blind bytea, province_code text, person_id uuid, teacher_province text, teacher_id uuid, unit_id bigint, unit_name text, in_establishment text, left_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.blind, i.province_code, i.person_id, t.province_code, t.id, t.unit_id, u.name, t.in_establishment, t.left_on
    from unnest(wanted) w (blind)
    join person_index i on i.blind = w.blind
    left join teacher t on t.person_id = i.person_id and t.cancelled_at is null
    left join unit_now u on u.id = t.unit_id $$;

-- Door 4: who signed. A trace names person, post and unit, also to a reader who may see none of the three.
create function app.signatures(wanted uuid[]) returns table (post_id uuid, person_name text, role text, unit_name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.id, p.name, h.role, u.name
    from unnest(wanted) w (id)
    join post_holding h on h.id = w.id
    join person p on p.province_code = h.person_province and p.id = h.person_id
    join unit_now u on u.id = h.unit_id $$;

-- Door 5: the counters of the schools whose records moved, counted anew in the transaction of the step. The lock comes first and in order, so that
-- of two who move records of one school the second counts after the first: the counters are exact, and no row above the school is ever hot.
create function app.count_progress(units bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into progress (province_code, unit_id)
    select u.province_code, u.id from unit u
     where u.id = any (units) and u.level = 'school' and not exists (select from progress p where p.unit_id = u.id)
     on conflict do nothing;
  perform from progress where unit_id = any (units) order by unit_id for update;
  update progress p set
      empty = n.empty, draft = n.draft, "check" = n."check", sign = n.sign, send = n.send, review = n.review, returned = n.returned,
      effective = n.effective, changing = n.changing, total = n.total, moved_at = now()
    from (select w.id,
                 count(*) filter (where s.stage = 'empty') as empty, count(*) filter (where s.stage = 'draft') as draft,
                 count(*) filter (where s.stage = 'check') as "check", count(*) filter (where s.stage = 'sign') as sign,
                 count(*) filter (where s.stage = 'send') as send, count(*) filter (where s.stage = 'review') as review,
                 count(*) filter (where s.stage = 'returned') as returned, count(*) filter (where s.stage = 'effective') as effective,
                 count(*) filter (where s.changing) as changing, count(s.teacher_id) as total
            from unnest(units) w (id) left join teacher_stage s on s.unit_id = w.id group by w.id) n
   where p.unit_id = n.id;
end $$;

-- Door 6: work for later, added in the transaction of the deed.
create function app.later(task text, payload json, key text default null) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform graphile_worker.add_job(task, payload, job_key => key, max_attempts => 5);
end $$;

-- Door 7: failures to sign in, by keyed name or network; shared by all processes and kept over restarts (A07, A09).
create function app.throttle_state(wanted text[]) returns table (key text, failures int, until timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.key, t.failures, t.until from throttle t where t.key = any (wanted) and t.at > now() - interval '24 hours' $$;

create function app.throttle_fail(wanted text[], allowed int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into throttle as t (key, failures, at) select w, 1, now() from unnest(wanted) w order by w
  on conflict (key) do update set
    failures = case when t.at < now() - interval '24 hours' then 1 else t.failures + 1 end, at = now(),
    until = case when t.failures + 1 >= allowed and t.at >= now() - interval '24 hours'
                 then now() + least(interval '15 minutes' * power(2, least((t.failures + 1 - allowed) / allowed, 7)), interval '24 hours') end;
end $$;

create function app.throttle_clear(wanted text[]) returns void
language sql security definer set search_path = public, pg_temp as $$ delete from throttle where key = any (wanted) $$;

-- The national teacher number (教师全国唯一编号): 17 digits in order and the check character of GB 11643; never changes, never used again.
create function app.next_national_no() returns text language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  digits text := lpad(nextval('national_teacher_no')::text, 17, '0');
  weights int[] := '{7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2}';
  total int := 0;
begin
  for i in 1..17 loop total := total + weights[i] * substr(digits, i, 1)::int; end loop;
  return digits || substr('10X98765432', total % 11 + 1, 1);
end $$;

revoke execute on all functions in schema app from public;
grant execute on all functions in schema app to xingtan_app;
