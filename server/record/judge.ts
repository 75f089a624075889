import type { Finding } from '../../standard/indicator.ts'
import { validate } from '../../standard/validate.ts'
import type { Context } from '../platform/context.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import { asChanged, personOf, type Standing, standingOf } from './door.ts'

/** 完整性检测: everything that is wrong with the whole person under the profile in force, or the version named. */
export async function findingsOf(ctx: Context, standing: Standing, version?: number): Promise<Finding[]> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category, version)
  const { schoolType: type, privateSchool, unitName: name, urbanRural } = standing
  const school = { type, private: privateSchool, name, urbanRural }
  return validate(profile, personOf(standing), knownFor(ctx, profile, school, standing.confirmed))
}

/**
 * What is wrong with one change of a record in effect: in its rows, and what they bring about elsewhere. What was wrong before it is not its matter: an award is not
 * held up by a form that the province asks for since.
 */
export async function findingsOfChange(
  ctx: Context,
  standing: Standing,
  changeId: string,
  version?: number,
): Promise<Finding[]> {
  const changed = asChanged(standing, [changeId])
  const rows = new Set(changed.rows.flatMap(({ rowId, item }) => (item ? [rowId] : [])))
  const before = new Set((await findingsOf(ctx, asChanged(standing, []), version)).map(sayWhere))
  return (await findingsOf(ctx, changed, version)).filter(
    (finding) => (finding.row !== null && rows.has(finding.row)) || !before.has(sayWhere(finding)),
  )
}

const sayWhere = ({ subset, row, field, code }: Finding) => `${subset}|${row}|${field}|${code}`

/** Of these findings the errors that the teacher can mend: at a field the profile opens, or at a subset that has such fields. */
export async function teachersOwn(ctx: Context, standing: Standing, findings: readonly Finding[]): Promise<Finding[]> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  return findings.filter(({ severity, subset: name, field: at }) => {
    const subset = profile.subsets.find((each) => each.name === name)
    const field = subset?.fields.find((each) => each.name === at)
    const open = field ? field.openToTeacher : subset?.fields.some(({ openToTeacher }) => openToTeacher)
    return severity === 'error' && open === true
  })
}

/** Of these teachers those whose record has errors, with the sentence that says so. */
export async function incompleteOf(ctx: Context, teacherIds: readonly string[]): Promise<Map<string, string>> {
  const incomplete = new Map<string, string>()
  for (const [id, standing] of await standingOf(ctx, teacherIds)) {
    const why = sayErrors(await findingsOf(ctx, standing))
    if (why) incomplete.set(id, why)
  }
  return incomplete
}

/** Of these changes of records in effect those whose rows have errors, with the sentence that says so; by change. */
export async function incompleteChanges(
  ctx: Context,
  changes: readonly { changeId: string; teacherId: string }[],
): Promise<Map<string, string>> {
  const incomplete = new Map<string, string>()
  const standings = await standingOf(ctx, [...new Set(changes.map(({ teacherId }) => teacherId))], { entries: true })
  for (const { changeId, teacherId } of changes) {
    const standing = standings.get(teacherId)
    const why = standing && sayErrors(await findingsOfChange(ctx, standing, changeId))
    if (why) incomplete.set(changeId, why)
  }
  return incomplete
}

function sayErrors(findings: readonly Finding[]): string | null {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? `完整性检测有 ${errors.length} 处错误：${errors[0]?.message ?? ''}` : null
}
