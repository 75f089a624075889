-- Door 8: the post a job acts in. A job does what its requester may do now, never more: the post must still be held when it runs.
create function app.post_actor(wanted uuid) returns table (
  account_province text, account_id uuid, person_id uuid, person_province text, person_name text, post_id uuid, role text, unit_id bigint, unit_name text, unit_path text, level text,
  province_code text, category text)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.province_code, a.id, p.id, p.province_code, p.name, h.id, h.role, u.id, u.name, u.path, u.level, u.province_code, u.category
    from post_holding h
    join person p on p.province_code = h.person_province and p.id = h.person_id
    join account a on a.province_code = p.province_code and a.person_id = p.id and a.stopped_at is null
    join unit_now u on u.id = h.unit_id
   where h.id = wanted and (h.to_on is null or h.to_on >= (now() at time zone 'Asia/Shanghai')::date) $$;
revoke execute on function app.post_actor(uuid) from public;
grant execute on function app.post_actor(uuid) to xingtan_app;
