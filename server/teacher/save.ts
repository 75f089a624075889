import { sql } from 'kysely'
import { checkValue } from '../../standard/check-value.ts'
import type { Finding, ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { validateRow } from '../../standard/validate.ts'
import { giveUpEmpty, mayWrite, openToAdding, underWay } from '../addition/rules.ts'
import { lockChanges, lockReports } from '../change/door.ts'
import { saveDraftRows } from '../change/draft.ts'
import { claimFiles } from '../file/door.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { demandFilling } from '../profile/filling.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import type { Plain } from '../record/body.ts'
import { personOf, type Standing, standingOf } from '../record/door.ts'
import { teacherFor } from './door.ts'
import * as store from './sql.ts'
import { mayAdd, mayEdit } from './view.ts'

export interface RowInput {
  subset: string
  rowId?: string | undefined
  values: Plain
}

/**
 * Saves one row as part of the change being made. A value whose form is wrong (no such code, no date, too long) is refused with every finding; what is only incomplete
 * or contradicts another field is kept and told. A teacher writes the fields that the profile opens, nothing else; a value of class 4 that is not sent stays.
 * @throws Problem teacher.locked, teacher.field-closed, teacher.row-wrong
 */
export async function saveRow(
  ctx: Context,
  teacherId: string,
  input: RowInput,
): Promise<{ rowId: string; findings: Finding[] }> {
  const standing = await teacherFor(ctx, 'teacher.edit', teacherId)
  await demandFilling(ctx, standing)
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const subset = profile.subsets.find(({ name }) => name === input.subset)
  const kind = await demandWritable(ctx, standing, subset, input.rowId)
  if (!subset || subset.rows === 'derived')
    throw new Problem('not-found', { title: `生效的指标体系中没有信息集“${input.subset}”` })
  const before =
    standing.rows.find((row) => row.subset === subset.name && (subset.rows === 'single' || row.rowId === input.rowId))
      ?.values ?? {}
  const values = merge(ctx, subset, before, input.values)
  const known = knownFor(
    ctx,
    profile,
    { type: standing.schoolType, private: standing.privateSchool, name: standing.unitName },
    standing.confirmed,
  )
  const wrong = subset.fields.flatMap((field) => {
    const value = values[field.name]
    // what already stood is the judge's to tell, not this form's to refuse
    if (
      value === undefined ||
      field.requirement === 'D' ||
      field.requirement === 'A' ||
      same(value, before[field.name])
    )
      return []
    return checkValue(subset, field, value, values, known).map((finding) => ({
      ...finding,
      subset: subset.name,
      row: input.rowId ?? null,
    }))
  })
  const errors = wrong.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Problem('teacher.row-wrong', { findings: errors })
  await claimFiles(ctx, standing, subset, before, values)

  const draft = { teacherId, subset: subset.name, values, ...(input.rowId && { rowId: input.rowId }) }
  const saved = await saveDraftRows(ctx, [draft], { kind })
  const rowId = saved.rowIds[0]
  if (!rowId) throw new Problem('teacher.locked')
  const after = (await standingOf(ctx, [teacherId])).get(teacherId)
  const row = after?.rows.find((each) => each.subset === subset.name && each.rowId === rowId)
  const findings =
    after && row?.values ? validateRow(subset, { id: rowId, values: row.values }, personOf(after), known) : []
  return { rowId, findings }
}

/**
 * Whether this row may be written now, and by which change: the first collection, or of a record in effect an addition: a new row, or one under way that its writer has.
 * @throws Problem teacher.locked with what to do instead
 */
export async function demandWritable(
  ctx: Context,
  standing: Standing,
  subset: ProfileSubset | undefined,
  rowId: string | undefined,
): Promise<'report' | 'addition'> {
  const [report] = await lockReports(ctx, [standing.teacherId])
  if (report && mayEdit(ctx, standing, report.stage)) return 'report'
  if (!report || !subset || !mayAdd(ctx, standing, report.stage)) throw new Problem('teacher.locked')
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const row = standing.rows.find((each) => each.subset === subset.name && each.rowId === rowId)
  if (row?.recordId || !openToAdding(ctx, profile).includes(subset))
    throw new Problem('teacher.locked', { title: byRequest(subset) })
  if (!row) return 'addition'
  const open = row.item ? await lockChanges(ctx, 'addition', { changes: [row.item.changeId] }) : []
  if (!open.some(({ stage }) => mayWrite(ctx, stage))) throw new Problem('teacher.locked', { title: underWay })
  return 'addition'
}

const byRequest = ({ label, rows }: ProfileSubset): string =>
  `“${label}”中的这项内容已生效，不能直接修改：由学校信息管理员提交变更申请，经主管部门审核后变更${rows === 'multiple' ? '；新的情况请新增一条' : ''}`

const same = (a: Plain[string], b: Plain[string] | undefined) => JSON.stringify(a) === JSON.stringify(b)

/** What the row becomes: of a teacher only the open fields count; a closed one that differs from what stands is refused, not ignored. */
function merge(ctx: Context, subset: ProfileSubset, before: Plain, given: Plain): Plain {
  const unknown = Object.keys(given).filter((name) => !subset.fields.some((field) => field.name === name))
  if (unknown.length > 0)
    throw new Problem('teacher.field-closed', {
      title: `含有指标体系之外的指标：${unknown.join('、')}`,
      fields: unknown,
    })
  const closed: ProfileField[] = []
  const values: Plain = {}
  for (const field of subset.fields) {
    const [had, has] = [before[field.name], given[field.name]]
    const writes = ctx.actor.role === 'teacher' ? field.openToTeacher : field.filledBy !== 'A'
    const differs = has !== undefined && has.length > 0 && JSON.stringify(has) !== JSON.stringify(had ?? '')
    if (!writes && differs && !field.key && field.requirement !== 'D' && field.requirement !== 'A') closed.push(field)
    const kept = !writes || (has === undefined && field.secrecy === 4)
    const value = kept ? had : has
    if (value !== undefined && value.length > 0) values[field.name] = value
  }
  if (closed.length > 0)
    throw new Problem('teacher.field-closed', {
      title: `以下指标不由您填报：${closed.map(({ label }) => label).join('、')}`,
      fields: closed.map(({ name, label, lockedWhy }) => ({ at: name, message: lockedWhy ?? `“${label}”由学校填报` })),
    })
  return values
}

/** Takes a row back that never took effect. A row in effect is only ended by a change, later work. */
export async function removeRow(ctx: Context, teacherId: string, subsetName: string, rowId: string): Promise<void> {
  const standing = await teacherFor(ctx, 'teacher.edit', teacherId)
  await demandFilling(ctx, standing)
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const subset = profile.subsets.find(({ name }) => name === subsetName)
  const kind = await demandWritable(ctx, standing, subset, rowId)
  const row = standing.rows.find((each) => each.subset === subsetName && each.rowId === rowId)
  if (!row?.item || row.recordId) throw new Problem('not-found')
  refuseClosed(ctx, subset, row.values ?? {})
  // What was decided on before stays to be read; what was never seen by anybody goes.
  if (row.item.round < (await store.roundOf(ctx, row.item.changeId)))
    await sql`update change_item set superseded_at = now() where id = ${row.item.id}`.execute(ctx.db)
  else if ((await store.dropItem(ctx, row.item.id)) !== 1n)
    throw new Error('the item of a writable change was not dropped')
  if (kind === 'addition') await giveUpEmpty(ctx, row.item.changeId)
  await audit(ctx, {
    action: 'teacher.remove-row',
    object: { type: 'teacher', id: teacherId },
    detail: { subset: subsetName, row: rowId },
  })
  await sql`select app.count_progress(${[standing.unitId]}::bigint[])`.execute(ctx.db)
}

/** A teacher does not delete what the school filled. */
function refuseClosed(ctx: Context, subset: ProfileSubset | undefined, values: Plain): void {
  if (ctx.actor.role !== 'teacher') return
  const closed =
    subset?.fields.filter(
      (field) => !field.openToTeacher && field.filledBy === 'S' && values[field.name] !== undefined,
    ) ?? []
  if (subset?.rows === 'single' || closed.length > 0)
    throw new Problem('teacher.field-closed', { title: '这条信息含有由学校填报的内容，不能由教师删除' })
}
