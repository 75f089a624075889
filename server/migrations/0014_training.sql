-- 培训机构: a unit of level `training` under the authority that has registered it, and what else is known of it.
create table training_institution (
  province_code text not null,
  unit_id bigint not null references unit,
  kind text not null check (kind in ('university', 'teacher_development', 'research', 'online', 'social', 'other')),
  -- 统一社会信用代码 (GB 32100)
  credit_code text check (credit_code ~ '^[0-9A-Z]{18}$'),
  registered_by_person uuid not null,
  registered_by_post uuid not null,
  registered_at timestamptz not null default now(),
  primary key (province_code, unit_id),
  constraint training_credit_code_once unique (province_code, credit_code)
);
create sequence training_no;

alter table training_institution enable row level security;
alter table training_institution force row level security;
create policy owner_acts on training_institution to current_user using (true) with check (true);
do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  role_is constant text := $q$current_setting('app.role', true) = any ('{%s}')$q$;
  via_unit constant text := '(select u.id from unit u where u.id = training_institution.unit_id and u.path >= ' || scope || ' and u.path < ' || scope || $q$ || '~') is not null$q$;
begin
  execute format('create policy training_institution_seen on training_institution for select using (%s and %s)', format(role_is, 'system,information'), via_unit);
  execute format('create policy training_institution_added on training_institution for insert with check (%s and %s)', format(role_is, 'information'), via_unit);
  execute format('create policy training_institution_kept on training_institution for update using (%s and %s)', format(role_is, 'information'), via_unit);
end $$;
grant select, insert on training_institution to xingtan_app;
grant update (kind, credit_code) on training_institution to xingtan_app;
grant usage on sequence training_no to xingtan_app;
