import type { Finding } from '../../standard/indicator.ts'
import { validate } from '../../standard/validate.ts'
import type { Context } from '../platform/context.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import { personOf, type Standing, standingOf } from './door.ts'

/** 完整性检测: everything that is wrong with the whole person under the profile in force, or the version named. */
export async function findingsOf(ctx: Context, standing: Standing, version?: number): Promise<Finding[]> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category, version)
  const { schoolType: type, privateSchool, unitName: name, urbanRural } = standing
  const school = { type, private: privateSchool, name, urbanRural }
  return validate(profile, personOf(standing), knownFor(ctx, profile, school, standing.confirmed))
}

/** Of these teachers those whose record has errors, with the sentence that says so. */
export async function incompleteOf(ctx: Context, teacherIds: readonly string[]): Promise<Map<string, string>> {
  const incomplete = new Map<string, string>()
  for (const [id, standing] of await standingOf(ctx, teacherIds)) {
    const errors = (await findingsOf(ctx, standing)).filter(({ severity }) => severity === 'error')
    if (errors.length > 0) incomplete.set(id, `完整性检测有 ${errors.length} 处错误：${errors[0]?.message ?? ''}`)
  }
  return incomplete
}
