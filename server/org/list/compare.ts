import { sql } from 'kysely'
import { audit } from '../../platform/audit.ts'
import type { Context } from '../../platform/context.ts'
import { closeByList, closeMissing } from './compare-ends.ts'
import { compareStanding, recode, reopen } from './compare-standing.ts'
import { weigh } from './risk.ts'
import { type ReadFigures, refusal, reject, type Scene, type Work } from './scene.ts'
import type { ListRow } from './sql.ts'
import * as store from './sql.ts'
import { wrongPhase } from './staged.ts'

/**
 * Compares the staged list with what stands, set-wise: first what is wrong in itself, then who is missing, who comes back or changed its code, who is closed, who
 * changed, and who is new. Rows that change nothing go. Each step is a transaction of its own: a cancel is heard between them, and a run that dies begins anew.
 */
export async function compareList(as: Work, list: ListRow, read: ReadFigures): Promise<void> {
  const scene: Scene = { listId: list.id, list, header: read.header }
  let unchanged = 0
  const steps: ((ctx: Context) => Promise<void>)[] = [
    async (ctx) => {
      if (read.rows >= store.manyRows) await store.measure(ctx)
    },
    (ctx) => refuseTwice(ctx, scene),
    (ctx) => closeMissing(ctx, scene),
    (ctx) => dropWrong(ctx, scene),
    (ctx) => reopen(ctx, scene),
    (ctx) => recode(ctx, scene),
    (ctx) => closeByList(ctx, scene),
    async (ctx) => {
      unchanged = await compareStanding(ctx, scene)
    },
    (ctx) => checkNew(ctx, scene),
    (ctx) => weigh(ctx, scene),
  ]
  for (const [at, step] of steps.entries())
    await as(async (ctx) => {
      await step(ctx)
      await store.changeList(ctx, list.id, { progress: { stage: '比对现有机构', done: at + 1, of: steps.length } })
    })
  await as((ctx) => finish(ctx, scene, read, unchanged))
}

async function refuseTwice(ctx: Context, scene: Scene): Promise<void> {
  const said = refusal(
    scene.header.names.get('code'),
    'list.twice',
    sql`'代码“' || r.code || '”在第 ' || t.first || ' 行已出现'`,
    {
      seen: sql`r.code`,
      remedy: '请删去其中一行',
    },
  )
  await reject(
    ctx,
    scene,
    1001,
    sql`select r.item, ${said}
          from (select code, min(item) as first from unit_list_row where list_id = ${scene.listId} and code <> '' group by code having count(*) > 1) t
          join unit_list_row r on r.list_id = ${scene.listId} and r.code = t.code and r.item > t.first`,
  )
}

async function dropWrong(ctx: Context, { listId }: Scene): Promise<void> {
  await sql`delete from unit_list_row where list_id = ${listId} and phase = ${wrongPhase}`.execute(ctx.db)
}

/** New units: nothing may be missing, the authority or host must be there, or come with the same list. */
async function checkNew(ctx: Context, scene: Scene): Promise<void> {
  const { listId, header } = scene
  const isNew = sql`r.list_id = ${listId} and r.unit_id is null`
  const missing = refusal(
    undefined,
    'list.incomplete',
    sql`'新设机构“' || r.name || '”缺少：' || concat_ws('、', case when r.school_type is null then '办学类型' end, case when r.organizer is null then '举办者' end,
        case when r.region_code is null then '所在地' end)`,
    { remedy: '系统中没有这个代码，按新设处理。请补齐，或核对代码' },
  )
  await reject(
    ctx,
    scene,
    1010,
    sql`select r.item, ${missing} from unit_list_row r where ${isNew} and r.level = 'school' and (r.school_type is null or r.organizer is null or r.region_code is null)`,
  )
  const host = refusal(
    header.names.get('host'),
    'list.host',
    sql`'主办学校“' || r.parent_code || '”不是在办的学校，或本身是附设班'`,
    {
      expected: '在册或本名单中在办学校的标识码',
      seen: sql`r.parent_code`,
      remedy: '请核对主办学校标识码',
    },
  )
  await reject(
    ctx,
    scene,
    1011,
    sql`select r.item, ${host} from unit_list_row r where ${isNew} and r.host
           and not exists (select from unit_now h where h.code = r.parent_code and h.level = 'school' and h.host_id is null
             and not exists (select from unit_list_row c where c.list_id = ${listId} and c.unit_id = h.id and c.phase >= 50))
           and not exists (select from unit_list_row h where h.list_id = ${listId} and h.code = r.parent_code and h.level = 'school' and not h.host and h.phase between 0 and 49)`,
  )
  await sql`
    update unit_list_row r set unit_province = h.province_code from unit_now h where ${isNew} and r.host and h.code = r.parent_code`.execute(
    ctx.db,
  )
  await sql`
    update unit_list_row r set unit_province = h.unit_province from unit_list_row h
     where ${isNew} and r.host and r.unit_province is null and h.list_id = ${listId} and h.code = r.parent_code`.execute(
    ctx.db,
  )
  await checkAuthorities(ctx, scene)
  // the standing ones first, as one set: half a million new rows are not looked up one by one
  await sql`
    with standing as materialized (
      select v.code, v.name, p.code as parent_code from unit u
        join unit_version v on v.unit_id = u.id and v.valid_to is null
        join unit_version p on p.unit_id = u.parent_id and p.valid_to is null
       where not exists (select from unit_list_row c where c.list_id = ${listId} and c.unit_id = u.id and c.phase >= 50))
    insert into unit_list_finding (province_code, list_id, row_no, n, "column", severity, code, message, expected, seen, remedy)
    select ${ctx.actor.provinceCode}, ${listId}::uuid, r.item, 1020, ${header.names.get('name') ?? null}, 'warning', 'list.same-name',
           '同一主管部门下已有同名机构（代码 ' || s.code || '）', null, r.name, '若是更换代码，请在“原标识码”列填写旧代码后重新上传'
      from unit_list_row r join standing s on s.parent_code = r.parent_code and s.name = r.name
     where ${isNew}
    on conflict do nothing`.execute(ctx.db)
}

/** Twice: an authority that goes takes those away that count on it. */
async function checkAuthorities(ctx: Context, scene: Scene): Promise<void> {
  const { listId } = scene
  const said = refusal(
    undefined,
    'list.no-authority',
    sql`'主管部门（代码 ' || r.parent_code || '）不是在册机构，或由本名单撤销，或其所在行有误'`,
    {
      seen: sql`r.parent_code`,
      remedy: '请核对；或在名单中同时正确列出该教育行政部门',
    },
  )
  for (const n of [1012, 1013, 1014])
    await reject(
      ctx,
      scene,
      n,
      // the codes first, as one set: asked row by row it took a minute for 20,000 rows
      sql`with there as materialized (
            select a.code from unit_now a where a.level in ('ministry', 'province', 'city', 'county')
               and not exists (select from unit_list_row c where c.list_id = ${listId} and c.unit_id = a.id and c.phase >= 50)
            union select a.code from unit_list_row a where a.list_id = ${listId} and a.level in ('province', 'city', 'county') and a.phase between 0 and 29)
          select r.item, ${said} from unit_list_row r
           where r.list_id = ${listId} and not r.host and r.phase < 50 and r.parent_code is not null and (r.unit_id is null or r.kinds && '{moved,reopened}')
             and not exists (select from there t where t.code = r.parent_code)`,
    )
}

async function finish(ctx: Context, scene: Scene, read: ReadFigures, unchanged: number): Promise<void> {
  const { listId } = scene
  const { rows } = await sql<{ errors: number; warnings: number; changes: number }>`
    select (select count(distinct row_no)::int from unit_list_finding where list_id = ${listId} and severity = 'error') as errors,
           (select count(*)::int from unit_list_finding where list_id = ${listId} and severity = 'warning') as warnings,
           (select count(*)::int from unit_list_row where list_id = ${listId}) as changes`.execute(ctx.db)
  const { errors = 0, warnings = 0, changes = 0 } = rows[0] ?? {}
  const figures = { rows: read.rows, error_rows: errors, warnings, unchanged }
  await store.changeList(ctx, listId, {
    ...figures,
    format: read.header.format,
    progress: { stage: '完成', done: read.rows, of: read.rows, peakRss: read.peakRss },
    read_at: ctx.now,
  })
  await audit(ctx, {
    action: 'unit.list.read',
    object: { type: 'list', id: listId },
    detail: { ...figures, changes, format: read.header.format, peakRss: read.peakRss },
  })
}
