-- What a person is told and given at the next login: when the last one was, and the post last worked in.
alter table account add column last_post_id uuid;
grant update (last_post_id) on account to xingtan_app;
alter table session add column previous_login_at timestamptz;

-- Door 11: does this person work outside that subtree? Who may renew an account takes over every post behind it: so only where all its posts are in reach.
create function app.works_elsewhere(wanted uuid, within text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from post_holding h join unit u on u.id = h.unit_id
     where h.person_id = wanted and h.to_on is null and h.role <> 'teacher' and not (u.path ^@ within)) $$;
revoke execute on function app.works_elsewhere(uuid, text) from public;
grant execute on function app.works_elsewhere(uuid, text) to xingtan_app;

-- A delete must see what it deletes: without this the 系统管理员 who renews an account or ends a post would end no session, silently.
create policy session_of_accounts on session for select using (current_setting('app.role', true) = 'system'
  and (select a.id from account a where a.province_code = session.account_province and a.id = session.account_id) is not null);
