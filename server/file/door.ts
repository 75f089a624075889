import type { ProfileSubset } from '../../standard/indicator.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { Plain } from '../record/body.ts'
import type { Standing } from '../record/door.ts'
import { markUsed } from './sql.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * The files that a row is about to name: a document is any of this teacher's, the photo and whatever else is of class 4 only one uploaded for this indicator. Each stays from
 * now on. What already stood is left alone.
 * @throws Problem teacher.row-wrong with a finding `file.unknown` for each that was not
 */
export async function claimFiles(
  ctx: Context,
  { provinceCode, teacherId }: Pick<Standing, 'provinceCode' | 'teacherId'>,
  subset: ProfileSubset,
  before: Plain,
  values: Plain,
): Promise<void> {
  const findings: object[] = []
  for (const { name: field, label, type, secrecy } of subset.fields) {
    const id = values[field]
    if ((type !== 'image' && type !== 'file') || id === undefined || id === before[field]) continue
    const at = { provinceCode, teacherId, subset: subset.name, field, shared: type === 'file' && secrecy !== 4 }
    if (typeof id === 'string' && uuid.test(id) && (await markUsed(ctx, { ...at, id }))) continue
    const message = `“${label}”的文件不在本人的材料中，或上传后超过一天没有保存。请重新上传。`
    findings.push({ subset: subset.name, row: null, field, severity: 'error', code: 'file.unknown', message })
  }
  if (findings.length > 0) throw new Problem('teacher.row-wrong', { findings })
}
