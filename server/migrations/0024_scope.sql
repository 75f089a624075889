-- Who belongs to the collection (采集范围): what was answered when a teacher's account was made, and when a contract ended.
-- Source: docs/domain/person-account-post.md. A 系统管理员 sees no teacher's record; the answer is kept by person and unit.
create table collection_scope (
  province_code text not null,
  id uuid not null,
  person_id uuid not null,
  unit_id bigint not null references unit,
  relation text not null check (relation in ('establishment', 'contract', 'ended')),
  post_kind text not null check (post_kind in ('teacher', 'technical', 'management', 'worker')),
  contract_from date,
  -- null of a contract: without a fixed end (无固定期限)
  contract_to date,
  answered_by_person uuid not null,
  answered_by_post uuid not null,
  answered_at timestamptz not null default now(),
  superseded_at timestamptz,
  primary key (province_code, id),
  foreign key (province_code, person_id) references person (province_code, id),
  constraint collection_scope_contract check (case relation when 'establishment' then num_nonnulls(contract_from, contract_to) = 0
    when 'contract' then contract_from is not null and (contract_to is null or contract_to > contract_from) else true end),
  constraint collection_scope_worker check (relation <> 'contract' or post_kind <> 'worker')
);
create unique index collection_scope_one_current on collection_scope (province_code, unit_id, person_id) where superseded_at is null;
create index collection_scope_ends on collection_scope (unit_id, contract_to) where superseded_at is null and relation = 'contract';

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  own constant text := format('(select u.id from unit u where u.id = collection_scope.unit_id and u.path >= %1$s and u.path < %1$s || ''~'') is not null', scope);
begin
  alter table collection_scope enable row level security;
  alter table collection_scope force row level security;
  execute 'create policy owner_acts on collection_scope to current_user using (true) with check (true)';
  execute format('create policy collection_scope_seen on collection_scope for select using (current_setting(''app.role'', true) in (''system'', ''information'') and %s)', own);
  execute format('create policy collection_scope_added on collection_scope for insert with check (current_setting(''app.role'', true) = ''system'' and %s)', own);
  execute format('create policy collection_scope_kept on collection_scope for update using (current_setting(''app.role'', true) = ''system'' and %s)', own);
end $$;
grant select, insert on collection_scope to xingtan_app;
grant update (superseded_at) on collection_scope to xingtan_app;
