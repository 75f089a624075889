-- 安全策略: the centre reaches the provinces' proposals, a decision says why. And how many values of class 4 somebody had shown in clear today (P03).

alter table security_policy
  add column decided_reason text check (length(decided_reason) between 1 and 500),
  add constraint security_policy_decided_whole check (
    (decided_at is null) = (decided_by_person is null) and (decided_at is null) = (decided_by_post is null)
    and (decided_at is null) = (confirmed is null) and (decided_at is null) = (decided_reason is null));
grant update (decided_reason) on security_policy to xingtan_app;

-- 50 is the most that any setting allows: the last wall, below the setting in force.
create table unmask_count (
  province_code text not null,
  person_id uuid not null,
  day date not null,
  opened int not null constraint unmask_count_most check (opened between 1 and 50),
  primary key (province_code, person_id, day)
);
alter table unmask_count enable row level security, force row level security;
create policy owner_acts on unmask_count to current_user using (true) with check (true);
-- only the 信息管理员 has values shown that are counted: a teacher reads the own record, a 查询员 never one in clear
create policy unmask_count_own on unmask_count
  using (person_id = nullif(current_setting('app.person', true), '')::uuid and current_setting('app.role', true) = 'information')
  with check (person_id = nullif(current_setting('app.person', true), '')::uuid and current_setting('app.role', true) = 'information');
grant select, insert, update (opened) on unmask_count to xingtan_app;

do $$
declare
  scope constant text := $q$nullif(current_setting('app.scope', true), '')$q$;
  person constant text := $q$nullif(current_setting('app.person', true), '')::uuid$q$;
  security constant text := $q$current_setting('app.role', true) = 'security'$q$;
  own constant text := '(' || security || ' and (select u.id from unit u where u.path = ' || scope
    || $q$ and u.level in ('ministry', 'province') and u.province_code = security_policy.province_code) is not null)$q$;
  reached constant text := '(' || security || ' and (select u.id from unit u where u.path = ' || scope
    || $q$ and (u.level = 'ministry' or u.level = 'province' and u.province_code = security_policy.province_code)) is not null)$q$;
begin
  drop policy security_policy_seen on security_policy;
  drop policy security_policy_added on security_policy;
  drop policy security_policy_kept on security_policy;
  -- what the centre has confirmed holds for all who have none of their own, and is theirs to know
  execute format($q$create policy security_policy_seen on security_policy for select using (%s or (%s and province_code = '00' and confirmed))$q$, reached, security);
  -- one proposes in one's own name, and one's own policy only
  execute format('create policy security_policy_added on security_policy for insert with check (%s and proposed_by_person = %s and decided_at is null)', own, person);
  execute format('create policy security_policy_kept on security_policy for update using (%s and decided_at is null) with check (%s and decided_by_person = %s)', reached, reached, person);
end $$;
