import { type Category, categories } from '../../standard/categories.ts'
import { tablesWith } from '../../standard/extension.ts'
import type { Known, Profile } from '../../standard/indicator.ts'
import { type National, shipped } from '../../standard/national.ts'
import { profileFor, type Selection } from '../../standard/profile.ts'
import { codeTable } from '../../standard/tables.ts'
import { divisionNamed, divisionOf, divisionPath } from '../org/divisions/divisions.ts'
import type { OpenContext } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { nationalOf } from '../standard/door.ts'

// A selection on a national version resolves to the same profile for ever: kept by both contents, some hundred of some 50 KB.
const resolvedUnder = new Map<National, Map<string, Profile>>()

/**
 * The profile in force (省 × 学校类别, on top of the national core): the newest whose day has come; or the version named. One transaction sees one profile: it is read once in each.
 * @throws Problem not-found when the province has published none for the category.
 */
export function profileOf(
  ctx: OpenContext,
  provinceCode: string,
  category: string,
  version?: number,
): Promise<Profile> {
  const read = readIn.get(ctx.db) ?? new Map<string, Promise<Profile>>()
  readIn.set(ctx.db, read)
  const key = `${provinceCode}|${category}|${version ?? ''}`
  const found = read.get(key) ?? readProfile(ctx, provinceCode, category, version)
  read.set(key, found)
  return found
}

const readIn = new WeakMap<object, Map<string, Promise<Profile>>>()

async function readProfile(
  ctx: OpenContext,
  provinceCode: string,
  category: string,
  version?: number,
): Promise<Profile> {
  const found = await ctx.db
    .selectFrom('profile')
    .select(['version', 'selection', 'national'])
    .where('province_code', '=', provinceCode)
    .where('category', '=', category)
    .$if(version !== undefined, (query) => query.where('version', '=', version ?? 0))
    .$if(version === undefined, (query) => query.where('in_force_on', '<=', ctx.today))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!found) throw new Problem('not-found', { title: '本省尚未发布该类学校的指标体系，请联系省级系统管理员' })
  const national = found.national === null ? undefined : await nationalOf(ctx, found.national)
  const key = `${category}|${JSON.stringify(found.selection)}`
  const kept = resolvedUnder.get(national ?? shipped) ?? new Map<string, Profile>()
  resolvedUnder.set(national ?? shipped, kept)
  const profile = kept.get(key) ?? profileFor(asCategory(category), withNational(found.selection, national))
  kept.set(key, profile)
  return profile
}

/** A selection as it is kept: its shape was checked when it was drafted. */
export const asSelection = (kept: unknown): Selection => kept as Selection

/** A selection as it is kept, on the national version beside it. */
export const withNational = (kept: unknown, national: National | undefined): Selection => ({
  ...asSelection(kept),
  ...(national && { national }),
})

export function asCategory(text: string): Category {
  const found = categories.find(({ id }) => id === text)
  if (!found) throw new Problem('not-found', { title: `没有“${text}”这一学校类别` })
  return found.id
}

const areas: Known['areas'] = {
  has: (code) => divisionOf(code) !== undefined,
  name: (code) => {
    const division = divisionOf(code)
    return division && divisionPath(division)
  },
  find: (text) => divisionNamed(text),
}

/** What the judge must know besides the record; code tables are those of the standard and the profile's own. */
export function knownFor(
  ctx: OpenContext,
  profile: Profile,
  school: { type: string | null; private: boolean; name: string; urbanRural?: string | null },
  confirmed: Record<string, string> = {},
): Known {
  return {
    today: ctx.today,
    tables: tablesWith(profile, codeTable),
    ...(areas && { areas }),
    ...(school.type && {
      school: {
        type: school.type,
        private: school.private,
        name: school.name,
        ...(school.urbanRural && { urbanRural: school.urbanRural }),
      },
    }),
    confirmed,
  }
}
