import { sql } from 'kysely'
import { entrySubsets } from '../../contract/desk.ts'
import type { ItemResult, SetResult } from '../../contract/report.ts'
import { type ChangeStage, lockChanges } from '../change/door.ts'
import { writable } from '../change/draft.ts'
import { entryFlow } from '../flows.ts'
import { tell } from '../message/door.ts'
import { auditAll } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { asChanged, standingOf } from '../record/door.ts'
import { incompleteChanges } from '../record/judge.ts'
import { openChanges } from '../report/open.ts'
import type { DeskPlace } from './place.ts'
import type { SheetKind, SheetScene } from './sheet.ts'

/** A school directly supervised. @throws Problem not-found, desk.choose-school */
export async function schoolFor(ctx: Context, unitId: string): Promise<DeskPlace> {
  const found = await ctx.db
    .selectFrom('unit_now')
    .select(['id', 'name', 'path', 'parent_id', 'category', 'level', 'province_code'])
    .where('id', '=', unitId)
    .executeTakeFirst()
  if (!found?.path?.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  demand(ctx, 'entry.fill', { unitId: String(found.id), unitPath: found.path, parentId: String(found.parent_id) })
  if (found.level !== 'school') throw new Problem('desk.choose-school')
  return {
    unitId: String(found.id),
    name: found.name ?? '',
    path: found.path,
    alone: true,
    own: false,
    category: found.category,
    provinceCode: found.province_code ?? '',
  }
}

interface Entered {
  teacher_id: string
  change_id: string
  stage: ChangeStage
}

/** The authority's sheet: what is in effect, and what it has entered itself. What the school is still filling it does not see. */
export const entrySheet: SheetKind = {
  only: entrySubsets,
  scene: async (ctx, ids): Promise<SheetScene> => {
    const { rows } =
      await sql<Entered>`select teacher_id, change_id, stage from change_stage where province_code = ${ctx.actor.provinceCode} and kind = 'entry' and teacher_id = any (${ids}::uuid[])`.execute(
        ctx.db,
      )
    const all = await standingOf(ctx, ids, { entries: true })
    const entered = rows.map(({ change_id }) => change_id)
    const waiting = new Set(rows.flatMap(({ change_id, stage }) => (writable.entry.includes(stage) ? [] : [change_id])))
    return {
      all,
      seen: new Map([...all].map(([id, standing]) => [id, asChanged(standing, entered)])),
      locks: new Map(ids.map((id) => [id, { kind: 'entry' as const }])),
      held: (row) => (row.item && waiting.has(row.item.changeId) ? '已提交该校确认，不能修改' : null),
    }
  },
}

/**
 * 提交该校确认: what was entered for a school goes to its 负责人, a case for each person. Rows with errors stay, and the person is named. Nobody at the school who could confirm:
 * refused as a whole.
 * @throws Problem entry.nobody
 */
export async function submitEntries(ctx: Context, school: DeskPlace, dry: boolean): Promise<SetResult> {
  const open = await sql<{ change_id: string }>`
    select c.change_id from change_stage c where c.unit_id = ${school.unitId} and c.kind = 'entry' and c.stage = any (${writable.entry}::text[]) limit 5000`.execute(
    ctx.db,
  )
  const changes = (await lockChanges(ctx, 'entry', { changes: open.rows.map(({ change_id }) => change_id) })).filter(
    ({ stage }) => writable.entry.includes(stage),
  )
  const desk = await sql<{ n: number }>`
    select count(*)::int as n from app.unit_desk(array[${school.unitId}]::bigint[]) d cross join lateral (
      select person_id from app.post_holders(array[d.desk_id], 'head') union select person_id from app.post_holders(array[d.desk_id], 'information')) h`.execute(
    ctx.db,
  )
  if ((desk.rows[0]?.n ?? 0) === 0) throw new Problem('entry.nobody')
  const standings = await standingOf(
    ctx,
    changes.map(({ teacher_id }) => teacher_id),
    { entries: true },
  )
  const incomplete = await incompleteChanges(
    ctx,
    changes.map(({ change_id, teacher_id }) => ({ changeId: change_id, teacherId: teacher_id })),
  )
  const results: ItemResult[] = []
  const leaving = []
  for (const change of changes) {
    const standing = standings.get(change.teacher_id)
    const why = incomplete.get(change.change_id)
    const of = { id: change.teacher_id, name: standing?.name ?? '' }
    if (!standing?.rows.some(({ item }) => item?.changeId === change.change_id)) continue
    if (why) results.push({ ...of, outcome: 'skipped', code: 'incomplete', why })
    else {
      results.push({ ...of, outcome: 'done', code: 'entry', why: '' })
      leaving.push({ changeId: change.change_id, round: change.round, caseId: change.case_id, standing })
    }
  }
  if (!dry && leaving.length > 0) {
    await openChanges(ctx, entryFlow, 'sign', leaving)
    await auditAll(
      ctx,
      leaving.map(({ standing, changeId }) => ({
        action: 'entry.fill',
        object: { type: 'teacher', id: standing.teacherId },
        detail: { change: changeId, step: 'submitted' },
      })),
    )
    await tell(ctx, [
      {
        to: { unitId: school.unitId, role: 'head' },
        kind: 'entry',
        title: `${ctx.actor.unitName}填报了 ${leaving.length} 人的信息，请确认`,
        text: '主管部门填报的考核、待遇、师德或专业技术职务，经学校负责人确认后生效。',
        link: '/review',
      },
    ])
  }
  return { done: leaving.length, skipped: results.length - leaving.length, results }
}
