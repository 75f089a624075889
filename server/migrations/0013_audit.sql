-- The audit log: what it must say of itself, who reads which part, nobody changes it, and the blocks that seal it.

alter table audit_event add column agent_hash bytea;
-- Searching is newest first, by moment; sealing is in order of transaction.
create index audit_event_sealing on audit_event (txid, seq);
create index audit_event_at on audit_event (at, seq);
create index audit_event_person on audit_event (person_id, at, seq);
create index audit_event_action on audit_event (action, at, seq);
create index audit_event_request on audit_event (request_id);
drop index audit_event_object;
create index audit_event_object on audit_event (object_type, object_id, at);
create index person_name on person (name);

-- One chain a database (docs/operations/audit-format.md). Block k holds the rows of the transactions from the bound of block k-1 up to its own. A database that was
-- restored counts its transactions anew: its first block says above which row number its epoch begins.
create table audit_block (
  no bigint primary key check (no >= 1),
  txid_lt xid8 not null,
  floor_seq bigint not null,
  n int not null check (n >= 0),
  -- of each row its number and its hash, 40 bytes, in order
  leaves bytea not null check (length(leaves) = n * 40),
  rows_root bytea not null check (length(rows_root) = 32),
  prev bytea not null check (length(prev) = 32),
  head bytea not null check (length(head) = 32),
  at timestamptz not null
);
alter table audit_block alter column leaves set storage external;
create index audit_block_bound on audit_block (floor_seq, txid_lt);

-- 核验: the 审计管理员 asks, the process that seals answers.
create table audit_check (
  province_code text not null,
  id uuid not null,
  asked_by_person uuid not null,
  asked_at timestamptz not null default now(),
  blocks int not null check (blocks between 1 and 100000),
  total int,
  checked int not null default 0,
  rows_checked bigint not null default 0,
  done_at timestamptz,
  found jsonb,
  primary key (province_code, id)
);
create unique index audit_check_one_open on audit_check (province_code, asked_by_person) where done_at is null;

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  own_end constant text := $q$nullif(current_setting('app.own', true), '')$q$;
  place constant text := $q$nullif(current_setting('app.place', true), '')$q$;
  self constant text := $q$nullif(current_setting('app.self', true), '')::uuid$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  role_is constant text := $q$current_setting('app.role', true) = '%s'$q$;
  within constant text := '(%1$s >= ' || scope || ' and %1$s < ' || scope || $q$ || '~')$q$;
  of_unit constant text := '(select u.id from unit u where u.id = audit_event.unit_id and %s) is not null';
  t text;
begin
  foreach t in array array['audit_block', 'audit_check'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;

  -- 审计管理员: the own unit and all below; rows of nobody at a unit, those of the own province; at the centre all.
  execute format($p$create policy audit_event_read on audit_event for select using (%s and (
      (unit_id is not null and %s)
      or (unit_id is null and (province_code = (select u.province_code from unit u where u.path = %s) or (select u.level from unit u where u.path = %s) = 'ministry'))))$p$,
    format(role_is, 'audit'), format(of_unit, format(within, 'u.path')), place, place);
  -- 系统管理员: deeds about accounts, posts and slips, of the own unit, and of the 系统管理员 of the units directly under it.
  drop policy audit_event_of_accounts on audit_event;
  execute format($p$create policy audit_event_of_accounts on audit_event for select using (%s and object_type in ('account', 'post', 'slip') and (
      %s
      or (role = 'system' and %s)
      or (role is null and object_type = 'account' and %s and object_id = any (array(
            select a.id::text from post_holding h join account a on a.person_id = h.person_id where h.role = 'system' and h.unit_id = audit_event.unit_id)))))$p$,
    format(role_is, 'system'),
    format(of_unit, format('(u.path >= %s and u.path < %s)', scope, own_end)),
    format(of_unit, format('u.parent_id = (select o.id from unit o where o.path = %s)', place)),
    format(of_unit, format('u.parent_id = (select o.id from unit o where o.path = %s)', place)));
  -- A teacher: who looked at the own record.
  execute format($p$create policy audit_event_of_readers on audit_event for select using (%s and outcome = 'done' and person_id is distinct from %s
      and ((object_type = 'teacher' and action in ('teacher.read', 'teacher.unmask', 'teacher.read-file') and object_id = any (array(select t.id::text from teacher t where t.person_id = %s)))
        or (object_type = 'case' and action = 'case.read' and object_id = any (array(
              select c.id::text from review_case c join teacher t on t.province_code = c.province_code and t.id = c.teacher_id where t.person_id = %s)))))$p$,
    format(role_is, 'teacher'), self, self, self);
  -- Everybody: when and from where the own account was used.
  execute format($p$create policy audit_event_own_sessions on audit_event for select using (object_type = 'account' and action in ('login', 'logout')
      and object_id = any (array(select a.id::text from account a where a.person_id = %s)))$p$, person);

  execute format('create policy audit_block_read on audit_block for select using (%s)', format(role_is, 'audit'));
  execute format('create policy audit_check_own on audit_check for select using (%s and asked_by_person = %s)', format(role_is, 'audit'), person);
  execute format('create policy audit_check_asked on audit_check for insert with check (%s and asked_by_person = %s and done_at is null and found is null)', format(role_is, 'audit'), person);
end $$;
grant select on audit_block to xingtan_app;
grant select, insert on audit_check to xingtan_app;

-- Nothing in the log is changed or removed, by its owner neither (L05).
create function app.audit_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to: % of % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_only_grows before update or delete or truncate on audit_event for each statement execute function app.audit_only_grows();
create trigger audit_block_only_grows before update or delete or truncate on audit_block for each statement execute function app.audit_only_grows();

-- Door: what a row says of its moment and its transaction is the database's word, whoever writes it. A deed about an account that nobody in a post did (a failed
-- sign-in) belongs to the unit of the account's last post.
create function app.audit_event_stamped() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.txid := pg_current_xact_id();
  new.at := clock_timestamp();
  if new.unit_id is null and new.object_type = 'account' then
    select h.unit_id into new.unit_id from account a join post_holding h on h.person_id = a.person_id
     where a.id = case when new.object_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then new.object_id::uuid end
     order by h.id = a.last_post_id desc nulls last, h.to_on is null desc, h.id limit 1;
  end if;
  return new;
end $$;
create trigger audit_event_stamped before insert on audit_event for each row execute function app.audit_event_stamped();

-- Door: after a restore the transactions of the database are counted anew, and rows would fall under the bound of blocks long sealed: nothing is written, and so
-- nothing done, until the process that seals has begun an epoch.
create function app.audit_in_epoch() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare bound xid8;
begin
  select b.txid_lt into bound from audit_block b order by b.no desc limit 1;
  if pg_current_xact_id() < bound then
    raise exception 'audit log: transaction % is below the last sealed bound %: restored database, its epoch has not begun yet', pg_current_xact_id(), bound;
  end if;
  return null;
end $$;
create trigger audit_event_in_epoch before insert on audit_event for each statement execute function app.audit_in_epoch();

-- Door: the names of people, and of units as they were called on a day, for those who may read a row of the log but neither person nor unit.
create function app.audit_names(people uuid[], units bigint[], days date[]) returns table (person_id uuid, unit_id bigint, day date, person_name text, unit_name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.person_id, w.unit_id, w.day, p.name,
         coalesce((select v.name from unit_version v where v.unit_id = w.unit_id and v.valid_from <= w.day and (v.valid_to is null or v.valid_to > w.day) limit 1),
                  (select v.name from unit_version v where v.unit_id = w.unit_id order by v.valid_from limit 1))
    from unnest(people, units, days) w (person_id, unit_id, day)
    left join lateral (select p.name from person p where p.id = w.person_id limit 1) p on true $$;

-- Door: whom an 审计管理员 may ask the log about: those of this name who hold or held a post in reach.
create function app.audit_people(wanted text) returns table (person_id uuid, name text, role text, unit_name text, ended date, account_id uuid, teacher_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.name, h.role, u.name, h.to_on, a.id, t.id
    from person p
    join post_holding h on h.person_province = p.province_code and h.person_id = p.id
    join unit_now u on u.id = h.unit_id and u.path >= nullif(current_setting('app.scope', true), '') and u.path < nullif(current_setting('app.scope', true), '') || '~'
    left join account a on a.province_code = p.province_code and a.person_id = p.id
    left join teacher t on h.role = 'teacher' and t.person_id = p.id and t.unit_id = h.unit_id
   where p.name = wanted and current_setting('app.role', true) = 'audit'
   order by h.to_on is null desc, u.path, h.role, p.id limit 50 $$;

-- Door: whose account or record it is that a row of the log names, for 审计管理员 and 系统管理员.
create function app.audit_objects(wanted uuid[]) returns table (id uuid, name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, p.name from account a join person p on p.province_code = a.province_code and p.id = a.person_id
   where a.id = any (wanted) and current_setting('app.role', true) in ('audit', 'system')
  union all
  select t.id, p.name from teacher t join person p on p.id = t.person_id
   where t.id = any (wanted) and current_setting('app.role', true) = 'audit' $$;

revoke execute on function app.audit_only_grows(), app.audit_event_stamped(), app.audit_in_epoch(), app.audit_names(uuid[], bigint[], date[]), app.audit_objects(uuid[]), app.audit_people(text) from public;
grant execute on function app.audit_names(uuid[], bigint[], date[]), app.audit_objects(uuid[]), app.audit_people(text) to xingtan_app;
