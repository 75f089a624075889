-- Second factor, lockout counted exactly, proof of work and spray, why a session ended, notices to a person, what one's own account tells.

-- The secret of an authenticator app, sealed; `pending` is one that was shown and not yet proved. `last_step`: of the 30-second steps the newest that was used.
create table second_factor (
  province_code text not null,
  account_id uuid not null,
  secret bytea,
  since timestamptz,
  last_step bigint not null default 0,
  pending bytea,
  pending_at timestamptz,
  primary key (province_code, account_id),
  foreign key (province_code, account_id) references account,
  constraint second_factor_whole check ((secret is null) = (since is null) and (pending is null) = (pending_at is null))
);

-- Told to a person at every page until read: what others did to the account.
create table account_notice (
  province_code text not null,
  id uuid not null,
  account_id uuid not null,
  kind text not null,
  detail jsonb not null default '{}',
  at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (province_code, id),
  foreign key (province_code, account_id) references account
);
create index account_notice_unseen on account_notice (account_id) where seen_at is null;

-- Why a session is no more, told once to whoever still holds its token. Names that failed to sign in from a network, as keyed hashes.
create table session_end (token_hash bytea primary key, why text not null, network text, at timestamptz not null default now());
create table sign_in_failure (network text, name bytea, at timestamptz not null, primary key (network, name));

alter table session add column id uuid not null default gen_random_uuid(), add column agent text, add column previous_login_network text,
  add column failures_since int not null default 0;
alter table account add column last_login_network text, add column reopened_at timestamptz;
grant update (last_login_network, reopened_at) on account to xingtan_app;

do $$
declare
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  own constant text := '(select a.id from account a where a.province_code = %1$s.province_code and a.id = %1$s.account_id and a.person_id = ' || person || ') is not null';
  reached constant text := $q$(current_setting('app.role', true) = 'system' and (select a.id from account a where a.province_code = account_notice.province_code and a.id = account_notice.account_id) is not null)$q$;
  t text;
begin
  foreach t in array array['second_factor', 'account_notice', 'session_end', 'sign_in_failure'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;
  execute format('create policy second_factor_own on second_factor using (%1$s) with check (%1$s)', format(own, 'second_factor'));
  execute format('create policy account_notice_own on account_notice for select using (%s)', format(own, 'account_notice'));
  execute format('create policy account_notice_read on account_notice for update using (%s)', format(own, 'account_notice'));
  execute format('create policy account_notice_added on account_notice for insert with check (%s)', reached);
end $$;
grant select, insert, update (secret, since, last_step, pending, pending_at) on second_factor to xingtan_app;
grant select, insert, update (seen_at) on account_notice to xingtan_app;
grant select on session_end, sign_in_failure to xingtan_app;

-- Door 7 again. A try is counted before the secret is looked at, and given back when it was right: of a hundred at once no more are judged than are allowed.
drop function app.throttle_state(text[]);
drop function app.throttle_fail(text[], int);
alter table throttle drop column failures, add column counted int not null default 0, add column recent timestamptz[] not null default '{}', add column locks int not null default 0;
create index throttle_prefix on throttle (key text_pattern_ops);

-- `most` tries in `seconds`; then a lock of 15 minutes, doubling to 24 hours with each further one, or for good. Under a lock nothing is counted. `taken` names the try.
create function app.throttle_take(keys text[], most int[], seconds int[], for_good boolean[])
returns table (key text, open boolean, tries int, taken text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  moment timestamptz;
begin
  insert into throttle (key, at) select k, clock_timestamp() from unnest(keys) k order by k on conflict do nothing;
  perform from throttle t where t.key = any (keys) order by t.key for update;
  moment := clock_timestamp();
  if exists (select from throttle t where t.key = any (keys) and t.until > moment) then
    return query select t.key, coalesce(t.until <= moment, true), cardinality(t.recent), null::text from throttle t where t.key = any (keys);
    return;
  end if;
  return query
    update throttle t set
        recent = n.recent, at = moment, locks = n.locks + (cardinality(n.recent) >= n.most)::int,
        until = case when cardinality(n.recent) < n.most then null when n.for_good then 'infinity'
                     else moment + least(interval '15 minutes' * power(2, least(n.locks, 7)), interval '24 hours') end
      from (select t.key, w.most, w.for_good, case when t.at < moment - interval '24 hours' then 0 else t.locks end as locks,
                   array(select r from unnest(t.recent) r where r > moment - make_interval(secs => w.seconds)) || moment as recent
              from unnest(keys, most, seconds, for_good) w (key, most, seconds, for_good) join throttle t on t.key = w.key) n
     where t.key = n.key
    returning t.key, true, cardinality(t.recent), moment::text;
end $$;

-- The try was right: as if it had not been counted, nor the lock set that it would have set.
create function app.throttle_give_back(keys text[], taken text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update throttle t set recent = array_remove(t.recent, taken::timestamptz),
      locks = t.locks - (t.at = taken::timestamptz and t.until is not null)::int,
      until = case when t.at = taken::timestamptz then null else t.until end
   where t.key = any (keys) $$;

-- How many tries under a key in the last seconds, and is it locked.
create function app.throttle_seen(wanted text[], seconds int) returns table (key text, tries int, until timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.key, (select count(*)::int from unnest(t.recent) r where r > now() - make_interval(secs => seconds)), t.until
    from throttle t where t.key = any (wanted) $$;

-- Everything counted against one account, under every network and code.
create function app.throttle_forget(wanted uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from throttle where (key ~>=~ ('here:' || wanted || ':') and key ~<~ ('here:' || wanted || ';'))
                          or (key ~>=~ ('account:' || wanted || ':') and key ~<~ ('account:' || wanted || ';')) $$;

-- What is counted by the day, under a key that names it: adds, and tells how many it makes. Adding nothing only reads, and locks nothing.
create function app.throttle_count(wanted text, more int) returns int
language sql security definer set search_path = public, pg_temp as $$
  with added as (
    insert into throttle as t (key, at, counted) select wanted, now(), more where more > 0
    on conflict (key) do update set counted = t.counted + more, at = now() returning counted)
  select coalesce((select counted from added), (select counted from throttle where key = wanted), 0) $$;

-- A proof of work counts once: true the first time.
create function app.proof_spend(wanted text, ends timestamptz) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with spent as (insert into throttle (key, at, until) values ('proof:' || wanted, now(), ends) on conflict do nothing returning 1) select exists (select from spent) $$;

-- Notes a name that failed from a network; more than `most` names in ten minutes is a spray: true when it just began. `spray:…` stays locked ten minutes from the last.
create function app.failure_note(from_network text, failed bytea, most int) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  begins boolean;
begin
  insert into sign_in_failure (network, name, at) values (from_network, failed, clock_timestamp()) on conflict (network, name) do update set at = excluded.at;
  if (select count(*) from sign_in_failure f where f.network = from_network and f.at > clock_timestamp() - interval '10 minutes') <= most then return false; end if;
  insert into throttle (key, at) values ('spray:' || from_network, clock_timestamp()) on conflict do nothing;
  select t.until is null or t.until < clock_timestamp() into begins from throttle t where t.key = 'spray:' || from_network for update;
  update throttle set until = clock_timestamp() + interval '10 minutes', at = clock_timestamp() where key = 'spray:' || from_network;
  return begins;
end $$;

-- After how many failures a proof of work is asked for: the strictest setting anywhere in the country, for it must not tell an unknown account from a known one.
create function app.proof_after(built_in int) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select least(built_in, min((s.settings ->> 'proofAfter')::int))
    from (select distinct on (province_code) settings from security_policy where confirmed order by province_code, decided_at desc) s $$;

-- What is over and of no use to anybody any more.
create function app.sign_in_sweep() returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from throttle where at < now() - interval '2 days' and (until is null or until < now());
  delete from sign_in_failure where at < now() - interval '1 day';
  delete from session_end where at < now() - interval '1 day';
  delete from session where ends_at < now() - interval '1 day' $$;

-- A session that somebody else ended, or the same person elsewhere (`app.ending` says why, and from where), leaves word for whoever still works in it.
create function app.session_ended() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ending text := nullif(current_setting('app.ending', true), '');
begin
  if ending is null and nullif(current_setting('app.person', true), '')::uuid is distinct from old.person_id then ending := 'administrator'; end if;
  if ending is not null and old.ends_at > now() then
    insert into session_end (token_hash, why, network) values (old.token_hash, split_part(ending, '|', 1), nullif(split_part(ending, '|', 2), '')) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger session_ended after delete on session for each row execute function app.session_ended();

-- Why it ended; told once.
create function app.session_end_told(wanted bytea) returns table (why text, network text, at timestamptz)
language sql security definer set search_path = public, pg_temp as $$ delete from session_end where token_hash = wanted returning why, network, at $$;

-- One's own sign-ins, right and wrong: the audit log is not for its people to read, but this much of it is about oneself.
create function app.own_logins(wanted uuid, since timestamptz) returns table (at timestamptz, action text, outcome text, network text, detail jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.at, e.action, e.outcome, e.network, e.detail from audit_event e
   where e.object_type = 'account' and e.object_id = wanted::text and e.action in ('login', 'factor.give') and e.at > since
     and exists (select from account a where a.id = wanted and a.person_id = nullif(current_setting('app.person', true), '')::uuid) $$;

-- Which of these accounts have a second factor; never its secret.
create function app.factors_of(wanted uuid[]) returns table (account_id uuid, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id, f.since from second_factor f where f.account_id = any (wanted) and f.since is not null $$;

-- Takes the second factor away, ends the sessions and tells the person; by a 系统管理员 or 安全管理员 in whose reach all offices of the person are, and never by the person. True: there was one.
create function app.factor_take_away(wanted uuid, told jsonb) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  scope constant text := nullif(current_setting('app.scope', true), '');
  holder uuid;
begin
  select a.person_id into holder from account a where a.id = wanted;
  if holder is null or scope is null or current_setting('app.role', true) not in ('system', 'security')
     or holder = nullif(current_setting('app.person', true), '')::uuid
     or not exists (select from post_holding h join unit u on u.id = h.unit_id where h.person_id = holder and h.to_on is null and u.path ^@ scope)
     or app.works_elsewhere(holder, scope)
  then raise exception 'a second factor out of reach'; end if;
  delete from second_factor where account_id = wanted and since is not null;
  if not found then return false; end if;
  delete from session where account_id = wanted;
  insert into account_notice (province_code, id, account_id, kind, detail) select a.province_code, app.new_id(), a.id, 'factor-taken', told from account a where a.id = wanted;
  return true;
end $$;

-- Accounts of administrators that nobody used for as many days as the province says (A21). Above the centre there is nobody who could open its 系统管理员 again.
create function app.stop_unused(built_in int) returns table (province_code text, account_id uuid)
language sql security definer set search_path = public, pg_temp as $$
  update account a set stopped_at = now()
   where a.stopped_at is null and a.password_set_at is not null
     and greatest(a.last_login_at, a.password_set_at, a.reopened_at)
         < now() - make_interval(days => coalesce((app.security_rules(a.province_code) ->> 'unusedDaysAdmin')::int, built_in))
     and exists (select from post_holding h where h.person_id = a.person_id and h.to_on is null and h.role in ('system', 'security', 'audit'))
     and not exists (select from post_holding h join unit u on u.id = h.unit_id
                      where h.person_id = a.person_id and h.to_on is null and h.role = 'system' and u.level = 'ministry')
  returning a.province_code, a.id $$;

-- Doors 1 and 2 again, with the second factor and the settings of the province.
drop function app.login_find(bytea);
create function app.login_find(wanted bytea) returns table (
  account_province text, account_id uuid, person_id uuid, person_name text, password_hash text, password_set_at timestamptz, notice_version text, stopped_at timestamptz,
  factor_since timestamptz, code_id uuid, code_hash bytea, code_expires_at timestamptz, code_tries int, rules jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.province_code, a.id, p.id, p.name, a.password_hash, a.password_set_at, a.notice_version, a.stopped_at, f.since, c.id, c.code_hash, c.expires_at, c.tries,
         app.security_rules(a.province_code)
    from login_name l
    join account a on a.province_code = l.province_code and a.id = l.account_id
    join person p on p.province_code = a.province_code and p.id = a.person_id
    left join activation_code c on c.province_code = a.province_code and c.account_id = a.id and c.used_at is null
    left join second_factor f on f.province_code = a.province_code and f.account_id = a.id
   where l.login = wanted $$;

drop function app.session_find(bytea);
create function app.session_find(wanted bytea) returns table (
  account_province text, account_id uuid, person_id uuid, person_name text, purpose text, created_at timestamptz, seen_at timestamptz, ends_at timestamptz, factor_at timestamptz,
  fresh_until timestamptz, password_set_at timestamptz, notice_version text, factor_since timestamptz, post_id uuid, role text, unit_id bigint, unit_name text, unit_path text, level text, province_code text,
  category text, rules jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.account_province, s.account_id, s.person_id, p.name, s.purpose, s.created_at, s.seen_at, s.ends_at, s.factor_at, s.fresh_until,
         a.password_set_at, a.notice_version, f.since, h.id, h.role, u.id, u.name, u.path, u.level, u.province_code, u.category,
         app.security_rules(coalesce(u.province_code, s.account_province))
    from session s
    join account a on a.province_code = s.account_province and a.id = s.account_id and a.stopped_at is null
    join person p on p.province_code = a.province_code and p.id = a.person_id
    left join second_factor f on f.province_code = a.province_code and f.account_id = a.id
    left join post_holding h on h.id = s.post_id and (h.to_on is null or h.to_on >= (now() at time zone 'Asia/Shanghai')::date)
    left join unit_now u on u.id = h.unit_id
   where s.token_hash = wanted $$;

do $$
declare
  door text;
begin
  foreach door in array array['throttle_take(text[], int[], int[], boolean[])', 'throttle_give_back(text[], text)', 'throttle_seen(text[], int)', 'throttle_forget(uuid)', 'throttle_count(text, int)',
    'proof_spend(text, timestamptz)', 'failure_note(text, bytea, int)', 'sign_in_sweep()', 'session_end_told(bytea)', 'own_logins(uuid, timestamptz)', 'factors_of(uuid[])',
    'factor_take_away(uuid, jsonb)', 'stop_unused(int)', 'proof_after(int)', 'login_find(bytea)', 'session_find(bytea)'] loop
    execute format('revoke execute on function app.%s from public', door);
    execute format('grant execute on function app.%s to xingtan_app', door);
  end loop;
  revoke execute on function app.session_ended() from public;
end $$;
