-- Door 9: the persons who hold a role at some units, as ids only: a flow must know whether anybody but the author and the person himself could sign.
create function app.post_holders(units bigint[], wanted text) returns table (unit_id bigint, person_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.unit_id, h.person_id from post_holding h
   where h.unit_id = any (units) and h.role = wanted and (h.to_on is null or h.to_on >= (now() at time zone 'Asia/Shanghai')::date) $$;
revoke execute on function app.post_holders(bigint[], text) from public;
grant execute on function app.post_holders(bigint[], text) to xingtan_app;

-- Door 10: a unit's place, for those who hand something to it: its name and path, and its supervising authority.
create function app.unit_desk(units bigint[]) returns table (unit_id bigint, name text, path text, level text, parent_id bigint, parent_name text, parent_path text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.name, u.path, u.level, p.id, p.name, p.path
    from unit_now u left join unit_now p on p.id = u.parent_id where u.id = any (units) $$;
revoke execute on function app.unit_desk(bigint[]) from public;
grant execute on function app.unit_desk(bigint[]) to xingtan_app;
