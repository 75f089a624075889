import { type National, shipped } from '../../standard/national.ts'
import type { OpenContext } from '../platform/context.ts'
import { nationalFrom } from './overlay.ts'

/** A published national version. */
export interface Published {
  version: number
  inForceOn: string
  digest: string
}

// A published version never changes: kept by its content, resolved once a process.
const resolved = new Map<string, National>()
const readIn = new WeakMap<object, Promise<Published[]>>()

/** All national versions, the oldest first: one reading a transaction. */
export function publishedVersions(ctx: OpenContext): Promise<Published[]> {
  const reading = readIn.get(ctx.db) ?? read(ctx)
  readIn.set(ctx.db, reading)
  return reading
}

async function read(ctx: OpenContext): Promise<Published[]> {
  const rows = await ctx.db
    .selectFrom('national_version')
    .select(['version', 'digest', 'in_force_on'])
    .orderBy('version')
    .execute()
  return rows.map((row) => ({ version: row.version, digest: row.digest, inForceOn: row.in_force_on }))
}

/** After a publication in this transaction the list is read anew. */
export const forgetVersions = (ctx: OpenContext): boolean => readIn.delete(ctx.db)

/** A national version by its number; 0 is the standard as shipped. The same object each time, in a process. */
export async function nationalOf(ctx: OpenContext, version: number): Promise<National> {
  const published = (await publishedVersions(ctx)).find((each) => each.version === version)
  if (!published) return shipped
  const key = `${version}|${published.digest}`
  const before = resolved.get(key)
  if (before) return before
  const { overlay } = await ctx.db
    .selectFrom('national_version')
    .select('overlay')
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  const national = nationalFrom(version, overlay)
  resolved.set(key, national)
  return national
}

/** The version that counts on a day. */
export async function nationalOn(ctx: OpenContext, day: string): Promise<National> {
  const counting = (await publishedVersions(ctx)).filter(({ inForceOn }) => inForceOn <= day).at(-1)
  return nationalOf(ctx, counting?.version ?? 0)
}

/** The newest version, in force or not yet. */
export async function newestNational(ctx: OpenContext): Promise<National> {
  return nationalOf(ctx, (await publishedVersions(ctx)).at(-1)?.version ?? 0)
}

/** The versions that a choice published for this day stands on: the one that counts then, and each later one from its own day. null: as shipped. */
export async function nationalSteps(
  ctx: OpenContext,
  day: string,
): Promise<{ national: number | null; from: string }[]> {
  const all = await publishedVersions(ctx)
  const counting = all.filter(({ inForceOn }) => inForceOn <= day).at(-1)
  const later = all.filter(({ inForceOn }) => inForceOn > day)
  return [
    { national: counting?.version ?? null, from: day },
    ...later.map(({ version, inForceOn }) => ({ national: version, from: inForceOn })),
  ]
}
