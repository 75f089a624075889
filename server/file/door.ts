import type { ProfileSubset } from '../../standard/indicator.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { Plain } from '../record/body.ts'
import type { Standing } from '../record/door.ts'
import { markUsed } from './sql.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * The files that a row is about to name: each was uploaded for this teacher and this indicator, and stays from now on. What already stood is left alone.
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
  for (const { name: field, label, type } of subset.fields) {
    const id = values[field]
    if ((type !== 'image' && type !== 'file') || id === undefined || id === before[field]) continue
    const at = { provinceCode, teacherId, subset: subset.name, field }
    if (typeof id === 'string' && uuid.test(id) && (await markUsed(ctx, { ...at, id }))) continue
    const message = `“${label}”的文件不是为这一项上传的，或已超过一天没有保存。请重新上传。`
    findings.push({ subset: subset.name, row: null, field, severity: 'error', code: 'file.unknown', message })
  }
  if (findings.length > 0) throw new Problem('teacher.row-wrong', { findings })
}
