import { isIPv4 } from 'node:net'
import { type Kysely, sql } from 'kysely'
import type { OpenContext } from '../platform/context.ts'
import type { DB } from '../platform/db.ts'
import type { LoginRow } from './sql.ts'

/** Failures that are borne: of one account from one network, of one account from anywhere, of one network with any account in an hour (a school has one address for all). */
export const allowed = { here: 5, account: 20, network: 300 } as const

export interface ThrottleKeys {
  here: string | null
  account: string | null
  network: string
}

/**
 * The keys under which failures are counted: only what the server knows (the account it found, the address it sees), never what was typed. They
 * change with the open activation code, so that a new code is a new start.
 */
export function throttleKeys(found: LoginRow | null, address: string, now: Date): ThrottleKeys {
  const network = networkOf(address)
  const account = found && `${found.account_id}:${found.code_id ?? ''}`
  return {
    here: account && `here:${account}:${network}`,
    account: account && `account:${account}`,
    network: `network:${network}:${now.toISOString().slice(0, 13)}`,
  }
}

/** Until when each is locked, at the latest; null: it is not. */
export async function lockOf(
  db: Kysely<DB>,
  keys: ThrottleKeys,
  now: Date,
): Promise<{ account: Date | null; network: Date | null }> {
  const wanted = [keys.here, keys.account, keys.network].filter((key) => key !== null)
  const { rows } = await sql<{ key: string; until: Date | null }>`
    select key, until from app.throttle_state(${wanted}::text[])`.execute(db)
  const locks = rows.flatMap(({ key, until }) => (until && until > now ? [{ key, until }] : []))
  const latest = (of: (key: string) => boolean) =>
    locks
      .filter(({ key }) => of(key))
      .map(({ until }) => until)
      .sort((a, b) => b.getTime() - a.getTime())[0] ?? null
  return { account: latest((key) => key !== keys.network), network: latest((key) => key === keys.network) }
}

/** Counts one failure. */
export async function countFailure(ctx: OpenContext, keys: ThrottleKeys): Promise<void> {
  const counts = [
    [keys.here, allowed.here],
    [keys.account, allowed.account],
    [keys.network, allowed.network],
  ] as const
  for (const [key, most] of counts)
    if (key !== null) await sql`select app.throttle_fail(array[${key}], ${most})`.execute(ctx.db)
}

/** Forgets the failures of an account that has signed in; those of the network stay. */
export async function clearFailures(ctx: OpenContext, keys: ThrottleKeys): Promise<void> {
  await sql`select app.throttle_clear(${[keys.here, keys.account].filter((key) => key !== null)}::text[])`.execute(
    ctx.db,
  )
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
