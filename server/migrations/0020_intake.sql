-- Intake at scale: what is being done to a batch is a row's state and survives a crash; verdicts stand apart from the cells, which are sealed once.

-- Rows staged by an earlier version keep their findings inside the sealed cells: their batches cannot be carried on, only uploaded again.
update import_batch set cancelled_at = now() where committed_at is null and cancelled_at is null;
delete from import_row;

alter table import_batch
  -- what is under way: the workbook is read, judged again, committed, taken back, or a commit that was stopped is taken back; null: nothing
  add column work text check (work in ('read', 'judge', 'commit', 'undo', 'halt')),
  -- the post it is done for, which of its runs is the one that counts, and when it last got on
  add column work_post uuid,
  add column work_run int not null default 0,
  add column moved_at timestamptz not null default now(),
  -- all rows or none
  add column whole boolean not null default false,
  -- commits and undoings go from person to person in the order of their ids, some hundreds a transaction: up to whom it is done
  add column done_through uuid,
  -- the moments of the transactions that wrote: what still carries one of them is as the import left it
  add column moments timestamptz[] not null default '{}',
  -- the authority imports for its schools
  add column for_schools boolean not null default false,
  add column purged_at timestamptz;
grant update (work, work_post, work_run, moved_at, whole, done_through, moments, purged_at) on import_batch to xingtan_app;
create index import_batch_at_work on import_batch (moved_at) where work is not null;

-- Findings repeat what was seen, so they are sealed too; most rows have none. `before`: what stood where a commit wrote over something, for 撤销本批.
alter table import_row add column found bytea, add column before bytea;
grant update (found, before) on import_row to xingtan_app;
-- Ciphertext cannot be compressed: trying took time and saved nothing.
alter table import_row alter column cells set storage external, alter column found set storage external, alter column before set storage external;
drop index import_row_errors;
create index import_row_bad on import_row (province_code, batch_id, sheet, row_no) where errors > 0;
create index import_row_of_person on import_row (province_code, batch_id, teacher_id) where teacher_id is not null;

-- A table that was empty when its statistics were taken looks empty to the planner for the whole of a long import: foreign keys were then checked by reading all of it.
create function app.measure_changes() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if current_setting('app.role', true) is distinct from 'information' then
    raise insufficient_privilege using message = 'app.measure_changes: only for an import';
  end if;
  analyze (skip_locked) change, change_item, import_row;
end $$;

-- By the clock: work whose process died is taken up again. A second run of the same work does no harm: every step of a run asks whether it is still the one that counts.
create function app.intake_resume() returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  stalled int;
begin
  perform graphile_worker.add_job(
      case when b.work in ('read', 'judge') then 'intake.read' else 'intake.write' end,
      json_build_object('provinceCode', b.province_code, 'batchId', b.id, 'postId', b.work_post, 'upload', b.uploads, 'again', b.work = 'judge'),
      job_key => case when b.work in ('read', 'judge') then 'intake.read:' else 'intake.write:' end || b.id, max_attempts => 5)
    from import_batch b where b.work is not null and b.moved_at < now() - interval '90 seconds';
  get diagnostics stalled = row_count;
  update import_batch b set moved_at = now() where b.work is not null and b.moved_at < now() - interval '90 seconds';
  return stalled;
end $$;

-- By the clock: staged rows are kept no longer than they serve. 30 days after it was committed, taken back or cancelled a batch keeps its figures only;
-- one that nobody touched for 180 days is cancelled.
create function app.intake_sweep() returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  swept int;
begin
  update import_batch set cancelled_at = now() where committed_at is null and cancelled_at is null and work is null and greatest(uploaded_at, moved_at) < now() - interval '180 days';
  with old as (
    update import_batch b set purged_at = now()
     where b.purged_at is null and b.work is null and coalesce(b.undone_at, b.cancelled_at, b.committed_at) < now() - interval '30 days'
    returning b.province_code, b.id),
  gone as (delete from import_row r using old where r.province_code = old.province_code and r.batch_id = old.id)
  select count(*)::int into swept from old;
  return swept;
end $$;
revoke execute on function app.measure_changes(), app.intake_resume(), app.intake_sweep() from public;
grant execute on function app.measure_changes(), app.intake_resume(), app.intake_sweep() to xingtan_app;
