import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { builtInModes, type Modes, ProvinceModes, type profileApi } from '../../contract/profile.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand, exactlyOne, type OpenContext } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { signaturesOf } from '../review/signature.ts'

type Body<K extends 'proposeModes' | 'decideModes'> = z.output<NonNullable<(typeof profileApi)[K]['body']>>

/** 业务模块与工作模式 in force in a province: the newest that was confirmed. Read once in a transaction. */
export function modesOf(ctx: OpenContext, provinceCode: string): Promise<ProvinceModes> {
  const read = readIn.get(ctx.db) ?? new Map<string, Promise<ProvinceModes>>()
  readIn.set(ctx.db, read)
  const found =
    read.get(provinceCode) ?? newest(ctx, provinceCode).then((row) => (row ? asModes(row.modes) : builtInModes))
  read.set(provinceCode, found)
  return found
}

const readIn = new WeakMap<object, Map<string, Promise<ProvinceModes>>>()

/** @throws Problem module.off */
export async function demandModule(ctx: Context, module: keyof ProvinceModes['modules']): Promise<void> {
  const { modules } = await modesOf(ctx, ctx.actor.provinceCode)
  if (!modules[module]) throw new Problem('module.off')
}

const newest = (ctx: OpenContext, provinceCode: string) =>
  ctx.db
    .selectFrom('province_mode')
    .select(['version', 'modes', 'decided_at'])
    .where('province_code', '=', provinceCode)
    .where('confirmed', '=', true)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()

/** As kept; what a later release adds has the built-in value until the province says otherwise. */
const asModes = (kept: unknown): ProvinceModes => {
  const said = kept as Partial<ProvinceModes>
  return ProvinceModes.parse({ ...builtInModes, ...said, modules: { ...builtInModes.modules, ...said.modules } })
}

const last = (ctx: Context, lock = false) =>
  ctx.db
    .selectFrom('province_mode')
    .selectAll()
    .where('province_code', '=', ctx.actor.provinceCode)
    .orderBy('version', 'desc')
    .limit(1)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()

const digestOf = (row: { version: number; modes: unknown; reason: string }) =>
  createHash('sm3')
    .update(JSON.stringify([row.version, asModes(row.modes), row.reason]))
    .digest('hex')

/** The page of modes; what waits is for those who choose. */
export async function modesView(ctx: Context): Promise<Modes> {
  const inForce = await newest(ctx, ctx.actor.provinceCode)
  const here = { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath }
  const row = ctx.guard.can(ctx.actor, 'profile.draft', here) ? await last(ctx) : undefined
  const open = row && !row.decided_at ? row : null
  const returned = row?.decided_at && row.confirmed === false && row.why ? row : null
  const signed = await signaturesOf(ctx, [open?.proposed_by_post, returned?.decided_by_post])
  const who = (post: string | null) => signed.get(post ?? '')?.person ?? ''
  const edits = ctx.guard.can(ctx.actor, 'profile.edit', here)
  const confirms = ctx.guard.can(ctx.actor, 'profile.confirm', here)
  return {
    inForce: inForce ? asModes(inForce.modes) : builtInModes,
    version: inForce?.version ?? 0,
    since: inForce?.decided_at?.toISOString() ?? null,
    proposal: open && {
      modes: asModes(open.modes),
      reason: open.reason,
      at: open.proposed_at.toISOString(),
      by: who(open.proposed_by_post),
      digest: digestOf(open),
    },
    returned: returned && {
      at: returned.decided_at?.toISOString() ?? '',
      by: who(returned.decided_by_post),
      why: returned.why ?? '',
    },
    can: [
      ...(edits ? [open ? ('withdraw' as const) : ('propose' as const)] : []),
      ...(open && confirms && open.proposed_by_person !== ctx.actor.personId ? (['confirm'] as const) : []),
      ...(open && confirms ? (['return'] as const) : []),
    ],
  }
}

/** @throws Problem changed-meanwhile (the page was older), profile.nothing-new, profile.modes-open */
export async function proposeModes(ctx: Context, { version, modes, reason }: Body<'proposeModes'>): Promise<Modes> {
  demand(ctx, 'profile.edit', { unitId: ctx.actor.unitId })
  const inForce = await newest(ctx, ctx.actor.provinceCode)
  if ((inForce?.version ?? 0) !== version) throw new Problem('changed-meanwhile')
  const before = inForce ? asModes(inForce.modes) : builtInModes
  if (JSON.stringify(before) === JSON.stringify(asModes(modes))) throw new Problem('profile.nothing-new')
  const row = await last(ctx)
  if (row && !row.decided_at) throw new Problem('profile.modes-open')
  await ctx.db
    .insertInto('province_mode')
    .values({
      province_code: ctx.actor.provinceCode,
      version: (row?.version ?? 0) + 1,
      modes: JSON.stringify(modes),
      reason,
      proposed_by_person: ctx.actor.personId,
      proposed_by_post: ctx.actor.postId,
    })
    .execute()
  await note(ctx, 'profile.modes.propose', { before, after: modes, reason })
  return modesView(ctx)
}

export async function withdrawModes(ctx: Context): Promise<Modes> {
  demand(ctx, 'profile.edit', { unitId: ctx.actor.unitId })
  const row = await waiting(ctx)
  await settle(ctx, row.version, false, null)
  await note(ctx, 'profile.modes.withdraw', { version: row.version })
  return modesView(ctx)
}

/** @throws Problem changed-meanwhile, profile.two-people */
export async function decideModes(ctx: Context, body: Body<'decideModes'>): Promise<Modes> {
  demand(ctx, 'profile.confirm', { unitId: ctx.actor.unitId })
  const row = await waiting(ctx)
  if (body.decision === 'return') {
    await settle(ctx, row.version, false, body.why)
    await note(ctx, 'profile.modes.return', { version: row.version, why: body.why })
    return modesView(ctx)
  }
  if (row.proposed_by_person === ctx.actor.personId) throw new Problem('profile.two-people')
  if (body.digest !== digestOf(row)) throw new Problem('changed-meanwhile')
  const before = await modesOf(ctx, ctx.actor.provinceCode)
  await settle(ctx, row.version, true, null)
  readIn.delete(ctx.db)
  await note(ctx, 'profile.modes.confirm', {
    version: row.version,
    before,
    after: asModes(row.modes),
    reason: row.reason,
  })
  return modesView(ctx)
}

async function waiting(ctx: Context) {
  const row = await last(ctx, true)
  if (!row || row.decided_at) throw new Problem('changed-meanwhile', { title: '已经确认、退回或撤回，请刷新后查看' })
  return row
}

async function settle(ctx: Context, version: number, confirmed: boolean, why: string | null): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('province_mode')
      .set({
        decided_at: ctx.now,
        decided_by_person: ctx.actor.personId,
        decided_by_post: ctx.actor.postId,
        confirmed,
        why,
      })
      .where('province_code', '=', ctx.actor.provinceCode)
      .where('version', '=', version)
      .executeTakeFirstOrThrow(),
  )
}

const note = (ctx: Context, action: string, detail: Record<string, unknown>) =>
  audit(ctx, { action, object: { type: 'unit', id: ctx.actor.unitId }, detail })

/** For the start page of a 信息管理员. */
export async function waitingModes(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const row = await last(ctx)
  return row && !row.decided_at ? { count: 1, oldest: row.proposed_at } : { count: 0, oldest: null }
}
