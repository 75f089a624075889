import type { z } from 'zod'
import type { NationalVersion, nationalApi } from '../../contract/national.ts'
import { categories } from '../../standard/categories.ts'
import type { Profile } from '../../standard/indicator.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { profileOf } from '../profile/rules.ts'
import { signaturesOf } from '../review/signature.ts'
import { differencesOf } from './compare.ts'
import { nationalOf, publishedVersions } from './door.ts'
import * as store from './sql.ts'
import { touchesOf } from './touch.ts'

/** 历次国家版本, the newest first. */
export async function pageOfNationals(
  ctx: Context,
  paging: { page: number; size: number },
): Promise<{ total: number; rows: NationalVersion[] }> {
  const { total, rows } = await store.pageOfVersions(ctx, paging)
  return { total, rows: await inWords(ctx, rows) }
}

const mayWrite = (ctx: Context): boolean =>
  ctx.guard.can(ctx.actor, 'national.see', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })

async function inWords(ctx: Context, rows: readonly store.VersionRow[]): Promise<NationalVersion[]> {
  const signed = await signaturesOf(
    ctx,
    rows.flatMap((row) => [row.submittedByPost, row.publishedByPost]),
  )
  const seen = mayWrite(ctx) ? await store.seenVersions(ctx) : null
  return rows.map((row) => ({
    version: row.version,
    publishedAt: row.publishedAt.toISOString(),
    inForceOn: row.inForceOn,
    reason: row.reason,
    submittedBy: signed.get(row.submittedByPost)?.person ?? null,
    confirmedBy: signed.get(row.publishedByPost)?.person ?? null,
    seen: seen?.has(row.version) ?? null,
  }))
}

/** What a version changed against the one before it, and what of the own unit's indicators each change touches. @throws Problem not-found */
export async function versionView(
  ctx: Context,
  version: number,
  { page, size, touched }: { page: number; size: number; touched: 'all' | 'own' },
): Promise<z.input<typeof nationalApi.version.returns>> {
  const row = await store.versionOf(ctx, version)
  if (!row) throw new Problem('not-found', { title: `没有第 ${version} 版国家标准，请刷新后重试` })
  const all = differencesOf(await nationalOf(ctx, version - 1), await nationalOf(ctx, version))
  const profiles = await ownProfiles(ctx)
  const told = all.map((difference) => ({ ...difference, touches: touchesOf(difference, profiles).slice(0, 20) }))
  const own = told.filter(({ touches }) => touches.length > 0)
  const shown = touched === 'own' ? own : told
  const [words] = await inWords(ctx, [row])
  if (!words) throw new Problem('not-found')
  return {
    version: words,
    total: shown.length,
    ownTotal: own.length,
    rows: shown.slice((page - 1) * size, page * size),
    can: mayWrite(ctx) && words.seen === false ? ['see'] : [],
  }
}

/** The profiles in force here: of the own category at a school, of all at an authority. */
async function ownProfiles(ctx: Context): Promise<Profile[]> {
  const wanted = ctx.actor.category ? [ctx.actor.category] : categories.map(({ id }) => id)
  const profiles: Profile[] = []
  for (const category of wanted) {
    const profile = await profileOf(ctx, ctx.actor.provinceCode, category).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'not-found') return null
      throw error
    })
    if (profile) profiles.push(profile)
  }
  return profiles
}

/** A province's 系统管理员 has read what changed: its reminder goes. Said twice is said once. @throws Problem not-found */
export async function see(ctx: Context, version: number): Promise<{ seen: true }> {
  demand(ctx, 'national.see', { unitId: ctx.actor.unitId })
  if (!(await publishedVersions(ctx)).some((each) => each.version === version))
    throw new Problem('not-found', { title: `没有第 ${version} 版国家标准，请刷新后重试` })
  if (await store.saySeen(ctx, version))
    await audit(ctx, { action: 'national.see', object: { type: 'national', id: String(version) } })
  return { seen: true }
}

/** For the start page of a province's 系统管理员: versions that nobody there has looked at. */
export const unseenNational = (ctx: Context) => store.unseenVersions(ctx)
