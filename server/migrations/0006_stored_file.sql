-- Files that rows hold (个人照片, 附件): which indicator each was uploaded for, and since when a row names it.
alter table stored_file add column subset text not null, add column field text not null, add column used_at timestamptz;
create index stored_file_teacher on stored_file (province_code, teacher_id);
-- What a row once named stays, as its history does; an upload that was never saved may go. Neither is ever rewritten.
create policy stored_file_dropped on stored_file for delete using (used_at is null
  and current_setting('app.role', true) = any ('{information,teacher}')
  and (select t.id from teacher t where t.province_code = stored_file.province_code and t.id = stored_file.teacher_id) is not null);
grant delete on stored_file to xingtan_app;
revoke update on stored_file from xingtan_app;
grant update (used_at) on stored_file to xingtan_app;
