-- Posts of a unit: more seats for universities; activation slips (密码函), their batches, receipt and urging; requests that need a second person.

-- Whose post the holder has taken over.
alter table post_holding add column handed_from uuid;

-- 信息管理员 of a university beyond the usual one, granted by its province. Seats are derived from the unit; only this number is kept.
create table post_quota (
  province_code text not null,
  unit_id bigint not null references unit,
  extra int not null check (extra between 0 and 20),
  reason text not null check (length(reason) between 1 and 200),
  set_by_post uuid not null,
  set_at timestamptz not null default now(),
  primary key (province_code, unit_id)
);

-- One making of slips. `pickup`: the sealed pick-up code, until the file is drawn. `file`: encrypted with that code, until it was downloaded once or a day has passed.
create table handout_batch (
  province_code text not null,
  id uuid not null,
  no text not null,
  unit_id bigint not null references unit,
  target text not null check (target in ('next', 'own')),
  slips int not null,
  progress int not null default 0,
  pickup bytea,
  file bytea,
  file_bytes int,
  file_sm3 text,
  made_by_person uuid not null,
  made_by_post uuid not null,
  asked_at timestamptz not null default now(),
  made_at timestamptz,
  downloaded_at timestamptz,
  cancelled_at timestamptz,
  failed_at timestamptz,
  primary key (province_code, id)
);
create index handout_batch_unit on handout_batch (unit_id, asked_at);
create index handout_batch_file on handout_batch (made_at) where file is not null;
create sequence handout_batch_no;

-- A slip opens one seat, for somebody not yet known. Of its code only the keyed hash is kept, and before the file is drawn not even that.
create table post_slip (
  province_code text not null,
  id uuid not null,
  -- the unit's code and four random characters, without a hyphen
  slip_no text not null,
  unit_id bigint not null references unit,
  role text not null check (role in ('system', 'information', 'query', 'security', 'audit', 'training')),
  seat int not null,
  batch_province text not null,
  batch_id uuid not null,
  code_hash bytea,
  expires_at timestamptz not null,
  tries int not null default 0,
  made_by_person uuid not null,
  made_by_post uuid not null,
  made_at timestamptz not null default now(),
  downloaded_at timestamptz,
  received_at timestamptz,
  received_by text check (length(received_by) <= 50),
  opened_at timestamptz,
  used_at timestamptz,
  used_by_person uuid,
  voided_at timestamptz,
  primary key (province_code, id),
  foreign key (batch_province, batch_id) references handout_batch (province_code, id),
  constraint post_slip_no unique (province_code, slip_no)
);
create index post_slip_by_no on post_slip (slip_no);
create index post_slip_unit on post_slip (unit_id, role, seat);
create index post_slip_batch on post_slip (batch_id);
create unique index post_slip_one_open on post_slip (province_code, unit_id, role, seat) where used_at is null and voided_at is null;

-- 催办 that a unit finds on its workbench.
create table urging (
  province_code text not null,
  id uuid not null,
  unit_id bigint not null references unit,
  kind text not null check (kind in ('handout')),
  text text not null check (length(text) between 1 and 500),
  by_post uuid not null,
  by_unit_name text not null,
  at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (province_code, id)
);
create index urging_unit on urging (unit_id, kind, at);

-- What one administrator asks for and another agrees to: to take away somebody's second factor (R03). The names stand here, since who decides may not see the person.
create table account_request (
  province_code text not null,
  id uuid not null,
  kind text not null check (kind in ('factor')),
  unit_id bigint not null references unit,
  account_province text not null,
  account_id uuid not null,
  account_name text not null,
  account_unit_name text not null,
  checked text not null check (checked in ('in-person', 'call-back', 'letter')),
  reason text not null check (length(reason) between 1 and 200),
  asked_by_person uuid not null,
  asked_by_post uuid not null,
  asked_at timestamptz not null default now(),
  decided_by_person uuid,
  decided_by_post uuid,
  decided_at timestamptz,
  agreed boolean,
  decided_reason text check (length(decided_reason) <= 200),
  primary key (province_code, id),
  foreign key (account_province, account_id) references account (province_code, id),
  constraint account_request_two_people check (decided_by_person is distinct from asked_by_person),
  constraint account_request_decided_whole check (num_nonnulls(decided_by_person, decided_by_post, decided_at, agreed) in (0, 4))
);
create unique index account_request_one_open on account_request (province_code, account_id, kind) where decided_at is null;
create index account_request_unit on account_request (unit_id, asked_at);

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  own_end constant text := $q$nullif(current_setting('app.own', true), '')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  system constant text := $q$current_setting('app.role', true) = 'system'$q$;
  security constant text := $q$current_setting('app.role', true) = 'security'$q$;
  within constant text := '(u.path >= ' || scope || ' and u.path < ' || scope || $q$ || '~')$q$;
  own constant text := '(u.path >= ' || scope || ' and u.path < ' || own_end || ')';
  of_unit constant text := '(select u.id from unit u where u.id = %s.unit_id and %s) is not null';
  -- directly under the own unit
  directly constant text := '(select u.id from unit u join unit p on p.id = u.parent_id where u.id = %s.unit_id and p.path = ' || scope || ') is not null';
  slip text;
  t text;
begin
  foreach t in array array['post_quota', 'handout_batch', 'post_slip', 'urging', 'account_request'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy owner_acts on %I to current_user using (true) with check (true)', t);
  end loop;

  execute format('create policy post_quota_seen on post_quota for select using (%s and %s)', system, format(of_unit, 'post_quota', within));
  execute format('create policy post_quota_set on post_quota for insert with check (%s and %s and %s)', system, format(of_unit, 'post_quota', within),
    '(select u.id from unit u where u.path = ' || scope || $q$ and u.level = 'province') is not null$q$);
  execute format('create policy post_quota_kept on post_quota for update using (%s and %s and %s)', system, format(of_unit, 'post_quota', within),
    '(select u.id from unit u where u.path = ' || scope || $q$ and u.level = 'province') is not null$q$);

  execute format('create policy handout_batch_own on handout_batch using (%1$s and %2$s) with check (%1$s and %2$s)', system, format(of_unit, 'handout_batch', own));

  -- as the posts they open: all of the own unit, below it only those of administration
  slip := '(' || system || ' and (' || format(of_unit, 'post_slip', own)
    || ' or (post_slip.role in (''system'', ''training'') and ' || format(of_unit, 'post_slip', within) || ')))';
  execute format('create policy post_slip_seen on post_slip for select using (%s)', slip);
  execute format('create policy post_slip_added on post_slip for insert with check (%s)', slip);
  execute format('create policy post_slip_kept on post_slip for update using (%s)', slip);

  execute format('create policy urging_seen on urging for select using (%s and %s)', system, format(of_unit, 'urging', within));
  execute format('create policy urging_added on urging for insert with check (%s and %s)', system, format(directly, 'urging'));
  execute format('create policy urging_kept on urging for update using (%s and %s)', system, format(of_unit, 'urging', 'u.path = ' || scope));

  execute format('create policy account_request_seen on account_request for select using ((%s and %s) or (%s and %s))',
    system, format(of_unit, 'account_request', within), security, format(of_unit, 'account_request', 'u.path = ' || scope));
  execute format('create policy account_request_added on account_request for insert with check (%s and %s and asked_by_person = %s and decided_at is null)',
    system, format(of_unit, 'account_request', 'u.path = ' || scope), person);
  execute format('create policy account_request_kept on account_request for update using (decided_at is null and ((%s and %s) or (%s and %s))) with check (decided_by_person = %s)',
    system, format(directly, 'account_request'), security, format(of_unit, 'account_request', 'u.path = ' || scope), person);
end $$;

grant select, insert on post_quota, handout_batch, post_slip, urging, account_request to xingtan_app;
grant update (extra, reason, set_by_post, set_at) on post_quota to xingtan_app;
grant update (progress, pickup, file, file_bytes, file_sm3, made_at, downloaded_at, cancelled_at, failed_at) on handout_batch to xingtan_app;
grant update (code_hash, expires_at, tries, downloaded_at, received_at, received_by, opened_at, used_at, used_by_person, voided_at) on post_slip to xingtan_app;
grant update (seen_at) on urging to xingtan_app;
grant update (decided_by_person, decided_by_post, decided_at, agreed, decided_reason) on account_request to xingtan_app;
grant usage on sequence handout_batch_no to xingtan_app;

-- The door of first use, before there is anybody: an open slip by its number, and the post behind it.
create function app.slip_find(wanted text) returns table (
  province_code text, slip_id uuid, unit_id bigint, unit_name text, unit_path text, level text, category text, role text, seat int,
  code_hash bytea, expires_at timestamptz, tries int, made_by_person uuid, holder_post uuid, holder_person uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.province_code, s.id, u.id, u.name, u.path, u.level, u.category, s.role, s.seat, s.code_hash, s.expires_at, s.tries, s.made_by_person, h.id, h.person_id
    from post_slip s
    join unit_now u on u.id = s.unit_id
    left join post_holding h on h.unit_id = s.unit_id and h.role = s.role and h.seat = s.seat and h.to_on is null
   where s.slip_no = wanted and s.used_at is null and s.voided_at is null $$;
revoke execute on function app.slip_find(text) from public;
grant execute on function app.slip_find(text) to xingtan_app;

-- How far the hand-out has come below some units of one's reach, in numbers: of all units under each (attached classes and training institutions not counted), how many have a 系统管理员.
create function app.posts_below(wanted bigint[]) returns table (unit_id bigint, units int, held int)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, count(c.id)::int, count(h.id)::int
    from unit r
    left join (unit c join unit_version v on v.unit_id = c.id and v.valid_to is null) on c.path > r.path and c.path < r.path || '~' and c.host_id is null and c.level <> 'training'
    left join post_holding h on h.unit_id = c.id and h.role = 'system' and h.to_on is null
   where r.id = any (wanted) and r.path ^@ nullif(current_setting('app.scope', true), '')
   group by r.id $$;
revoke execute on function app.posts_below(bigint[]) from public;
grant execute on function app.posts_below(bigint[]) to xingtan_app;

-- The highest seat of a role that is held at a unit of one's reach: the province sets how many 信息管理员 a university may have, and sees none of them.
create function app.highest_seat(wanted bigint, of_role text) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(max(h.seat), 0) from post_holding h join unit u on u.id = h.unit_id
   where h.unit_id = wanted and h.role = of_role and h.to_on is null and u.path ^@ nullif(current_setting('app.scope', true), '') $$;
revoke execute on function app.highest_seat(bigint, text) from public;
grant execute on function app.highest_seat(bigint, text) to xingtan_app;

-- What waits at a desk, in numbers: who hands a post over must know them, and may see none of it.
create function app.desk_matters(unit bigint, wanted text) returns table (key text, count int, oldest timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from unit u where u.id = unit and u.path ^@ nullif(current_setting('app.scope', true), '')) then return; end if;
  return query
    select 'review', count(*)::int, min(s.opened_at) from review_step s
     where s.unit_id = unit and s.role = wanted and s.opened_at is not null and s.decided_at is null having count(*) > 0;
  if wanted = 'information' then
    return query
      select 'import', count(*)::int, min(b.uploaded_at) from import_batch b
       where b.unit_id = unit and b.committed_at is null and b.cancelled_at is null and b.undone_at is null having count(*) > 0;
  end if;
  if wanted = 'system' then
    return query
      select 'unknown', count(*)::int, min(p.at) from unknown_person p where p.unit_id = unit and p.settled_at is null having count(*) > 0;
    return query
      select 'factor', count(*)::int, min(r.asked_at) from account_request r join unit u on u.id = r.unit_id
       where u.parent_id = unit and r.decided_at is null having count(*) > 0;
    return query
      select 'report', count(*)::int, min(r.desk_since) from unit_report r where r.desk_unit_id = unit and r.closed_at is null having count(*) > 0;
  end if;
end $$;
revoke execute on function app.desk_matters(bigint, text) from public;
grant execute on function app.desk_matters(bigint, text) to xingtan_app;

-- Files of slips that nobody has fetched in a day are gone, whoever's they are.
create function app.handout_sweep() returns void
language sql security definer set search_path = public, pg_temp as $$
  update handout_batch set file = null where file is not null and made_at < now() - interval '24 hours' $$;
revoke execute on function app.handout_sweep() from public;
grant execute on function app.handout_sweep() to xingtan_app;
