import { isIPv4 } from 'node:net'
import { type Kysely, sql } from 'kysely'
import type { SecuritySettings } from '../../contract/security.ts'
import type { OpenContext } from '../platform/context.ts'
import type { DB } from '../platform/db.ts'

/** Failures that one network is borne with any accounts in an hour: a school has one address for all. */
export const networkAllowed = 300
/** Distinct accounts failing from one /24 or /56 in ten minutes, above which it is a spray (D06). */
export const sprayAllowed = 50

const minutes = 60
const day = 86_400

export interface ThrottleKeys {
  here: string | null
  account: string | null
  network: string
}

/**
 * The keys under which tries are counted: only what the server knows (the account it found, the address it sees), never what was typed (A09). They
 * change with the open activation code, so that a new code is a new start.
 */
export function throttleKeys(
  found: { account_id: string; code_id?: string | null } | null,
  address: string,
): ThrottleKeys {
  const network = networkOf(address)
  const account = found && `${found.account_id}:${found.code_id ?? ''}`
  return {
    here: account && `here:${account}:${network}`,
    account: account && `account:${account}`,
    network: `network:${network}`,
  }
}

/** A try: allowed or not, and which lock stands in its way. `taken` gives it back when it was right. */
export interface Try {
  open: boolean
  accountLocked: boolean
  networkLocked: boolean
  taken: string | null
}

/** Counts a try before the secret is looked at: of a hundred at the same moment no more are judged than the settings allow (A07). */
export async function takeTry(
  db: Kysely<DB>,
  keys: ThrottleKeys,
  settings: Pick<SecuritySettings, 'failures' | 'failuresADay'>,
): Promise<Try> {
  const counts = [
    [keys.here, settings.failures, 15 * minutes, false],
    [keys.account, settings.failuresADay, day, true],
    [keys.network, networkAllowed, 60 * minutes, false],
  ] as const
  const asked = counts.filter(([key]) => key !== null)
  const { rows } = await sql<{ key: string; open: boolean; taken: string | null }>`
    select key, open, taken from app.throttle_take(${asked.map(([key]) => key)}::text[], ${asked.map(([, most]) => most)}::int[],
      ${asked.map(([, , seconds]) => seconds)}::int[], ${asked.map(([, , , good]) => good)}::boolean[])`.execute(db)
  const shut = rows.filter(({ open }) => !open).map(({ key }) => key)
  return {
    open: shut.length === 0,
    accountLocked: shut.some((key) => key !== keys.network),
    networkLocked: shut.includes(keys.network),
    taken: rows[0]?.taken ?? null,
  }
}

/** The try was right. `whole`: the person is in, and what was counted for this account from this network is forgotten; the day's count of the account stays. */
export async function giveBack(ctx: OpenContext, keys: ThrottleKeys, { taken }: Try, whole: boolean): Promise<void> {
  const all = [keys.here, keys.account, keys.network].filter((key) => key !== null)
  if (taken) await sql`select app.throttle_give_back(${all}::text[], ${taken})`.execute(ctx.db)
  if (whole && keys.here) await sql`select app.throttle_clear(array[${keys.here}])`.execute(ctx.db)
}

/** Until when the account is locked, written where its 系统管理员 sees it; for good is 'infinity'. */
export async function noteLock(ctx: OpenContext, keys: ThrottleKeys, accountId: string): Promise<void> {
  const both = [keys.here, keys.account].filter((key) => key !== null)
  await sql`update account set locked_until = (select max(until) from app.throttle_seen(${both}::text[], 1) where until > now())
    where id = ${accountId}`.execute(ctx.db)
}

/** Forgets everything counted against an account, from every network. */
export async function forgetTries(ctx: OpenContext, accountId: string): Promise<void> {
  await sql`select app.throttle_forget(${accountId})`.execute(ctx.db)
}

/** Whether this network must prove work before a secret of its is looked at: after failures of its own, or while it sprays (C01). */
export async function needsProof(db: Kysely<DB>, address: string, builtIn: number): Promise<boolean> {
  const [network, spray] = [`network:${networkOf(address)}`, `spray:${sprayNetworkOf(address)}`]
  const { rows } = await sql<{ wanted: boolean }>`
    select app.proof_after(${builtIn}) <= coalesce(max(tries) filter (where key = ${network}), 0)
           or coalesce(bool_or(until > now()) filter (where key = ${spray}), false) as wanted
      from app.throttle_seen(${[network, spray]}::text[], ${15 * minutes})`.execute(db)
  return rows[0]?.wanted ?? false
}

/** Notes a name that failed; true when a spray has just begun. `name`: a keyed hash of what was typed. */
export async function noteFailedName(ctx: OpenContext, name: Buffer): Promise<boolean> {
  const { rows } = await sql<{ begins: boolean }>`
    select app.failure_note(${sprayNetworkOf(ctx.request.network)}, ${name.subarray(0, 16)}, ${sprayAllowed}) as begins`.execute(
    ctx.db,
  )
  return rows[0]?.begins ?? false
}

/** The network of an address: IPv4 as it stands, of IPv6 the first 56 bits, which one household or school is given. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isIPv4(plain) || !plain.includes(':')) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const gap = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  const groups = [...left, ...gap, ...right].map((group) => group.padStart(4, '0'))
  return `${groups.slice(0, 3).join(':')}:${(groups[3] ?? '0000').slice(0, 2)}00::/56`
}

/** What sprays: of IPv4 the 256 neighbours. */
export function sprayNetworkOf(address: string): string {
  const network = networkOf(address)
  return isIPv4(network) ? `${network.split('.').slice(0, 3).join('.')}.0/24` : network
}
