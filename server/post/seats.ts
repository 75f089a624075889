import type { Action, Role } from '../../contract/policy.ts'
import { roleName } from '../../contract/policy.ts'
import type { Matter, Seat } from '../../contract/post.ts'
import { endPost, givePosts } from '../account/door.ts'
import { accountFor, type ReachedAccount } from '../account/reach.ts'
import { openSlips, type ShownSlip, voidSlips } from '../handout/door.ts'
import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { noteTo } from '../session/door.ts'
import { unitFor } from './door.ts'
import { hasSeat, leadingRole, quotaCategories, type SeatName, seatsOf } from './rules.ts'
import { type HolderRow, highestSeat, holdersOf, keepQuota, lockHolder, mattersAt, type UnitRow } from './sql.ts'

/** The seats of the own unit; of a unit directly under it the 系统管理员's (培训管理员's) alone. */
export async function seats(ctx: Context, unitId: string) {
  const unit = await unitFor(ctx, 'post.read', unitId)
  const own = unit.id === ctx.actor.unitId
  const held = await holdersOf(ctx, unit.id)
  const slips = await openSlips(ctx, unit.id)
  const rows = seatsOf(unit)
    .filter(({ role }) => own || role === leadingRole(unit.level))
    .map((name) => {
      const at = (each: SeatName) => each.role === name.role && each.seat === name.seat
      return seatOf(ctx, own, name, held.find(at), slips.find(at))
    })
  return { unit: { id: unit.id, name: unit.name, level: unit.level, own }, seats: rows, extra: unit.extra }
}

function seatOf(
  ctx: Context,
  own: boolean,
  { role, seat }: SeatName,
  holder: HolderRow | undefined,
  slip: ShownSlip | undefined,
): Seat {
  const self = holder?.person_id === ctx.actor.personId
  const acts: Seat['can'] = holder
    ? [
        ...(self ? [] : own ? ['hand-over' as const, 'end' as const] : ['end' as const]),
        ...(own ? ['slip' as const] : []),
      ]
    : [...(own ? ['give' as const] : []), 'slip']
  return {
    role,
    roleName: roleName(role),
    seat,
    state: holder ? 'held' : slip ? 'slip' : 'vacant',
    holder: holder
      ? {
          postId: holder.post_id,
          accountId: holder.account_id,
          name: holder.name,
          since: holder.since,
          activated: holder.activated,
          self,
          predecessor: holder.predecessor,
        }
      : null,
    slip: slip
      ? {
          slipId: slip.id,
          slipNo: slip.slipNo,
          batchId: slip.batchId,
          madeAt: slip.madeAt.toISOString(),
          downloadedAt: slip.downloadedAt?.toISOString() ?? null,
          receivedAt: slip.receivedAt?.toISOString() ?? null,
          expiresOn: slip.expiresOn,
          expired: slip.expired,
        }
      : null,
    can: slip?.mine ? [...acts, 'void-slip'] : acts,
  }
}

/**
 * Gives a vacant seat of the own unit to an account of the own unit; an open slip for the seat dies.
 * @throws Problem 'post.own'; 'post.no-seat' beyond the quota; 'post.taken'; 'post.three-ways'
 */
export async function give(
  ctx: Context,
  { role, seat, accountId }: SeatName & { accountId: string },
): Promise<{ postId: string }> {
  const account = await ownAccount(ctx, accountId)
  const unit = await unitFor(ctx, 'post.give', ctx.actor.unitId)
  if (!hasSeat(unit, { role, seat })) throw new Problem('post.no-seat')
  if ((await holdersOf(ctx, unit.id)).some((each) => each.role === role && each.seat === seat))
    throw new Problem('post.taken')
  const postId = await appoint(ctx, unit, { role, seat }, account)
  await audit(ctx, { action: 'post.give', ...told(account, { post: postId, role, seat, unit: unit.id }) })
  return { postId }
}

/**
 * Ends a holding with its sessions: of the own unit, or of the 系统管理员 directly under it.
 * @throws Problem 'not-found'; 'post.own'; 'post.moved-on' when it is over already
 */
export async function end(ctx: Context, postId: string, reason: string): Promise<{ ok: true }> {
  const { holder, unit: at } = await postFor(ctx, 'post.give', postId)
  if (holder.person_id === ctx.actor.personId) throw new Problem('post.own')
  await endPost(ctx, postId)
  const { role, seat, unit_id: unit } = holder
  await noteTo(ctx, [holder.account_id], 'post-ended', { post: `${at.name} ${roleName(role)}` })
  await audit(ctx, { action: 'post.end', ...told(holder, { post: postId, role, seat, unit, reason }) })
  return { ok: true }
}

/**
 * Ends the holder's time and begins the successor's. What waits at the desk belongs to the desk.
 * @throws Problem 'not-found'; 'post.own' for one's own post, and for taking somebody's; 'post.held-already'; 'post.three-ways'
 */
export async function handOver(ctx: Context, postId: string, accountId: string): Promise<{ postId: string }> {
  const { holder, unit } = await postFor(ctx, 'post.give', postId)
  if (unit.id !== ctx.actor.unitId) throw new Problem('not-found')
  if (holder.person_id === ctx.actor.personId) throw new Problem('post.own')
  const account = await ownAccount(ctx, accountId)
  if (account.person_id === holder.person_id) throw new Problem('post.held-already')
  await endPost(ctx, postId)
  const { role, seat } = holder
  const next = await appoint(ctx, unit, { role, seat }, account, postId)
  await noteTo(ctx, [holder.account_id], 'post-ended', { post: `${unit.name} ${roleName(role)}` })
  const matters = (await mattersAt(ctx, unit.id, role)).map(({ key, count }) => [key, count])
  await audit(ctx, {
    action: 'post.hand-over',
    ...told(account, {
      before: postId,
      after: next,
      from: holder.account_id,
      role,
      seat,
      unit: unit.id,
      matters: Object.fromEntries(matters),
    }),
  })
  return { postId: next }
}

const matterTitles: Record<Matter['key'], [title: string, to: string]> = {
  review: ['待审核事项', '/review'],
  import: ['未完成的导入', '/intake'],
  unknown: ['导入中出现、尚无账号的人员', '/accounts'],
  factor: ['待同意的解除两步验证申请', '/accounts'],
  report: ['待答复的机构信息报告', '/units'],
}

/** 未了事项: what passes to the successor with the desk. */
export async function matters(ctx: Context, postId: string): Promise<{ matters: Matter[] }> {
  const { holder, unit } = await postFor(ctx, 'post.read', postId)
  return {
    matters: (await mattersAt(ctx, unit.id, holder.role)).map(({ key, count, oldest }) => {
      const [title, to] = matterTitles[key]
      return { key, title, count, oldest: oldest?.toISOString() ?? null, to }
    }),
  }
}

/**
 * More 信息管理员 for a university of the province.
 * @throws Problem 'not-found'; 'post.quota-unit' for any other kind of unit; 'post.quota-in-use' when more are held
 */
export async function setQuota(
  ctx: Context,
  unitId: string,
  { extra, reason }: { extra: number; reason: string },
): Promise<{ extra: number }> {
  const unit = await unitFor(ctx, 'post.quota', unitId)
  if (unit.level !== 'school' || !quotaCategories.includes(unit.category ?? '')) throw new Problem('post.quota-unit')
  if ((await highestSeat(ctx, unit.id)) > 1 + extra) throw new Problem('post.quota-in-use')
  await keepQuota(ctx, unit, { extra, reason })
  await audit(ctx, {
    action: 'post.quota',
    object: { type: 'unit', id: unit.id },
    detail: { before: unit.extra, after: extra, reason },
  })
  return { extra }
}

/** An account that has a post at the own unit, and is not one's own. */
async function ownAccount(ctx: Context, accountId: string): Promise<ReachedAccount> {
  const account = await accountFor(ctx, 'post.give', accountId)
  if (!account.own) throw new Problem('not-found')
  if (account.person_id === ctx.actor.personId) throw new Problem('post.own')
  return account
}

/**
 * A post that stands, if the actor may do this to it.
 * @throws Problem 'not-found'; 'post.moved-on' when it is over
 */
async function postFor(ctx: Context, action: Action, postId: string): Promise<{ holder: HolderRow; unit: UnitRow }> {
  const holder = await lockHolder(ctx, postId)
  if (!holder) throw new Problem('not-found')
  const unit = await unitFor(ctx, action, holder.unit_id)
  if (unit.id !== ctx.actor.unitId && holder.role !== leadingRole(unit.level)) throw new Problem('not-found')
  if (holder.ended !== null) throw new Problem('post.moved-on')
  return { holder, unit }
}

async function appoint(
  ctx: Context,
  unit: UnitRow,
  { role, seat }: SeatName,
  account: ReachedAccount,
  handedFrom?: string,
): Promise<string> {
  await voidSlips(ctx, [{ unitId: unit.id, role, seat }])
  const [postId] = await givePosts(ctx, [
    {
      unitId: unit.id,
      provinceCode: unit.provinceCode,
      role,
      seat,
      personId: account.person_id,
      personProvince: account.province_code,
      ...(handedFrom !== undefined && { handedFrom }),
    },
  ])
  if (!postId) throw new Error('no post was given')
  await noteTo(ctx, [account.account_id], 'post-given', { post: `${unit.name} ${roleName(role)}` })
  return postId
}

const told = (account: { account_id: string }, detail: Record<string, unknown> & { role: Role }) => ({
  object: { type: 'account', id: account.account_id },
  detail,
})
