import type { Difference, Part } from '../../contract/register.ts'
import type { Profile } from '../../standard/indicator.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { knownFor, profileOf } from '../profile/rules.ts'
import { maskValues, openBody, type Plain } from '../record/body.ts'
import type { Standing } from '../record/door.ts'
import * as store from './sql.ts'
import { differencesOf, partsOf, type SeenSubset } from './words.ts'

/** 历史: the record as it was in effect at the end of a day, as this reader may see it. */
export async function asOf(ctx: Context, standing: Standing, on: string): Promise<{ parts: Part[]; days: string[] }> {
  notLater(ctx, on)
  const versions = await store.versionsOn(ctx, standing, on)
  const profile = await profileOn(ctx, standing, versions)
  const known = knownOf(ctx, profile, standing)
  return {
    parts: partsOf(profile, seen(ctx, profile, standing, opened(ctx, standing, versions)), known),
    days: await store.daysOf(ctx, standing),
  }
}

/**
 * 对比: what differs between the ends of two days, in the words of the later one's version.
 * @throws Problem request.invalid when the days are not in order
 */
export async function compareDays(ctx: Context, standing: Standing, from: string, to: string): Promise<Difference[]> {
  notLater(ctx, to)
  if (from >= to) throw new Problem('request.invalid', { fields: [{ at: '/from', message: '起始日期应早于截止日期' }] })
  const [before, after] = [await store.versionsOn(ctx, standing, from), await store.versionsOn(ctx, standing, to)]
  const profile = await profileOn(ctx, standing, after.length > 0 ? after : before)
  const [old, now] = [opened(ctx, standing, before), opened(ctx, standing, after)]
  const value = (rows: readonly Opened[], subset: string, rowId: string, field: string) =>
    JSON.stringify(rows.find((row) => row.subset === subset && row.rowId === rowId)?.values[field] ?? '')
  return differencesOf(
    profile,
    seen(ctx, profile, standing, old),
    seen(ctx, profile, standing, now),
    knownOf(ctx, profile, standing),
    (subset, rowId, field) => value(old, subset, rowId, field) !== value(now, subset, rowId, field),
  )
}

interface Opened {
  subset: string
  rowId: string
  values: Plain
}

const opened = (ctx: Context, { teacherId }: Standing, versions: readonly store.Version[]): Opened[] =>
  versions.map(({ subset, row_id, body }) => ({
    subset,
    rowId: row_id,
    values: openBody(ctx.keys, subset, teacherId, row_id, body),
  }))

/** Rows as this reader may see them: of his own record all but the id number in clear, of others class 4 masked. */
export function seen(
  ctx: Context,
  profile: Profile,
  standing: Pick<Standing, 'personId'>,
  rows: readonly Opened[],
): SeenSubset[] {
  const shown = (field: string) => isOwnRecord(ctx, standing) && field !== 'id_number'
  return profile.subsets.map((subset) => ({
    subset: subset.name,
    rows: rows
      .filter((row) => row.subset === subset.name)
      .map(({ rowId, values }) => ({ rowId, ...maskValues(subset, values, shown) })),
  }))
}

export const isOwnRecord = (ctx: Context, { personId }: Pick<Standing, 'personId'>): boolean =>
  personId === ctx.actor.personId && ctx.actor.role === 'teacher'

/** The version of 指标体系 under which the newest of these rows was checked; the one in force where there is none. */
async function profileOn(ctx: Context, standing: Standing, versions: readonly store.Version[]): Promise<Profile> {
  const newest = Math.max(...versions.map(({ profile_version }) => profile_version))
  return profileOf(ctx, standing.provinceCode, standing.category, versions.length > 0 ? newest : undefined)
}

export const knownOf = (ctx: Context, profile: Profile, { schoolType, privateSchool, unitName }: Standing) =>
  knownFor(ctx, profile, { type: schoolType, private: privateSchool, name: unitName })

function notLater(ctx: Context, day: string): void {
  if (day > ctx.today)
    throw new Problem('request.invalid', {
      fields: [{ at: '/on', message: `只能查看今天（${ctx.today}）及以前的信息` }],
    })
}
