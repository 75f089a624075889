import { audit } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { codeDays, resetDays } from '../session/activation-code.ts'
import { noteTo, startAgain, unlock } from '../session/door.ts'
import { giveCodes } from './door.ts'
import { accountFor, loginOf, type ReachedAccount } from './reach.ts'
import { closeAccount, countReset, endSessions, stampStopped, worksElsewhere } from './sql.ts'

/** How the administrator made sure who asks (R04). */
export type IdentityCheck = 'in-person' | 'call-back' | 'letter'

/** Resets of one administrator in a day after which an alarm is written (R06). */
const resetsADay = 20

/**
 * 重置 (R01–R06): takes password, sessions and open code away and gives a one-time code, told this once. The second factor stays.
 * @throws Problem 'not-found'; 'account.own-code'; 'account.works-elsewhere' when the person holds an office out of reach
 */
export async function renewCode(ctx: Context, accountId: string, checked: IdentityCheck) {
  const account = await accountFor(ctx, 'account.code', accountId)
  if (account.person_id === ctx.actor.personId) throw new Problem('account.own-code')
  if (await worksElsewhere(ctx, account.person_id)) throw new Problem('account.works-elsewhere')
  await noteTo(ctx, [account.account_id], 'reset')
  await closeAccount(ctx, account)
  const days = account.state === 'pending' ? codeDays : resetDays
  const [made] = await giveCodes(ctx, account.province_code, [account].map(idOf), days)
  if (!made) throw new Error('no code was made')
  await tell(ctx, 'account.code', account, { checked, was: account.state })
  const resets = await countReset(ctx)
  if (resets > resetsADay)
    await audit(ctx, {
      action: 'alarm.resets',
      object: { type: 'account', id: ctx.actor.accountId },
      detail: { resets, allowed: resetsADay, day: ctx.today },
    })
  return { name: account.name, login: loginOf(account), code: made.code, expiresOn: made.codeExpiresOn }
}

/** 解锁: ends what failed sign-ins have locked; the password stays. */
export async function unlockAccount(ctx: Context, accountId: string, checked: IdentityCheck) {
  const account = await accountFor(ctx, 'account.code', accountId)
  if (account.person_id === ctx.actor.personId) throw new Problem('account.own')
  await unlock(ctx, account.account_id)
  await noteTo(ctx, [account.account_id], 'unlocked')
  await tell(ctx, 'account.unlock', account, { checked, was: account.state })
  return { ok: true as const }
}

/**
 * 停用: nobody signs in to the account until it is restarted, and its sessions are over. Its posts stay.
 * @throws Problem 'account.works-elsewhere' when the person holds an office out of reach
 */
export async function stop(ctx: Context, accountId: string, reason: string) {
  const account = await accountToStop(ctx, accountId)
  if (account.state === 'stopped') throw new Problem('changed-meanwhile')
  await stampStopped(ctx, account)
  await endSessions(ctx, account.account_id)
  await noteTo(ctx, [account.account_id], 'stopped')
  await tell(ctx, 'account.stop', account, { reason, before: account.state, after: 'stopped' })
  return { ok: true as const }
}

/** 启用 of a stopped account. */
export async function restart(ctx: Context, accountId: string, reason: string) {
  const account = await accountToStop(ctx, accountId)
  if (account.state !== 'stopped') throw new Problem('changed-meanwhile')
  await startAgain(ctx, account.account_id)
  await noteTo(ctx, [account.account_id], 'reopened')
  await tell(ctx, 'account.restart', account, { reason, before: 'stopped' })
  return { ok: true as const }
}

async function accountToStop(ctx: Context, accountId: string): Promise<ReachedAccount> {
  const account = await accountFor(ctx, 'account.stop', accountId)
  if (account.person_id === ctx.actor.personId) throw new Problem('account.own')
  if (await worksElsewhere(ctx, account.person_id)) throw new Problem('account.works-elsewhere')
  return account
}

const idOf = ({ account_id }: ReachedAccount) => ({ accountId: account_id })

function tell(ctx: Context, action: string, account: ReachedAccount, detail: Record<string, unknown>): Promise<void> {
  const object = { type: 'account', id: account.account_id }
  return audit(ctx, { action, object, detail: { ...detail, unit: account.unit_id } })
}
