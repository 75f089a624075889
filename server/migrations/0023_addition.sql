-- 新增信息 (addition): a row added to a record in effect is a change of its own; and the 材料袋, a person's documents that rows share.

-- Where every open change is: draft (nobody has it yet), the step that has it, or returned. Of the first collection teacher_stage says the same.
create view change_stage with (security_invoker = true) as
  select h.province_code, h.id as change_id, h.teacher_id, h.unit_id, h.kind, h.round, c.id as case_id, h.submitted_at, h.opened_at, h.opened_by_person,
         case when c.id is null then 'draft' else coalesce(s.name, 'returned') end as stage,
         coalesce(s.opened_at,
           (select max(d.decided_at) from review_step d where d.province_code = c.province_code and d.case_id = c.id), h.opened_at) as since
    from change h
    left join review_case c on c.province_code = h.province_code and c.change_id = h.id and c.closed_at is null
    left join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null
   where h.closed_at is null;
grant select on change_stage to xingtan_app;
-- What a school has open beside its first collections is little; they are many.
create index change_open_of_unit on change (unit_id, opened_at) where closed_at is null and kind <> 'report';

-- A document without an indicator lies in the 材料袋. The digest (keyed) finds the same content again; what is secret (the photo) stays with its one indicator.
alter table stored_file alter column subset drop not null, alter column field drop not null,
  add column digest bytea, add column secret boolean not null default false,
  add constraint stored_file_of_an_indicator_or_none check ((subset is null) = (field is null)),
  add constraint stored_file_secret_has_an_indicator check (not secret or field is not null);
update stored_file set secret = field = 'photo';
create index stored_file_digest on stored_file (province_code, teacher_id, digest) where digest is not null;

-- What a row names or ever named stays, as its history does; anything else its owner may drop.
drop policy stored_file_dropped on stored_file;
create policy stored_file_dropped on stored_file for delete using (current_setting('app.role', true) = any ('{information,teacher}')
  and (select t.id from teacher t where t.province_code = stored_file.province_code and t.id = stored_file.teacher_id) is not null
  and (used_at is null or (not secret
    and not exists (select from record r, jsonb_each_text(r.body) v
      where r.province_code = stored_file.province_code and r.teacher_id = stored_file.teacher_id and v.value = stored_file.id::text)
    and not exists (select from change h join change_item i on i.province_code = h.province_code and i.change_id = h.id, jsonb_each_text(i.body) v
      where h.province_code = stored_file.province_code and h.teacher_id = stored_file.teacher_id and v.value = stored_file.id::text))));
