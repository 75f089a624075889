import type { Action } from '../../contract/policy.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { type Standing, standingOf } from '../record/door.ts'

/** The only way to lay hands on a teacher: by saying what for. What one may not see does not exist. */
export async function teacherFor(ctx: Context, action: Action, teacherId: string): Promise<Standing> {
  const standing = (await standingOf(ctx, [teacherId])).get(teacherId)
  if (!standing) throw new Problem('not-found')
  demand(ctx, action, { unitId: standing.unitId, unitPath: standing.unitPath, personId: standing.personId })
  return standing
}
