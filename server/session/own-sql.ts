import { sql } from 'kysely'
import type { OpenContext } from '../platform/context.ts'

/** What one's own account shows of itself: rows of one's own person, and of the audit log one's own sign-ins. */

/** Days of sign-ins that are shown. */
const shownDays = 90

export interface OwnSession {
  id: string
  current: boolean
  created_at: Date
  seen_at: Date
  network: string | null
  agent: string | null
  post_id: string | null
}

/** The open sessions of the account, this one first, then the newest. */
export async function ownSessions(ctx: OpenContext, accountId: string, own: Buffer): Promise<OwnSession[]> {
  const { rows } = await sql<OwnSession>`
    select id, token_hash = ${own} as current, created_at, seen_at, network, agent, post_id from session
     where account_id = ${accountId} and ends_at > now() order by token_hash = ${own} desc, created_at desc limit 20`.execute(
    ctx.db,
  )
  return rows
}

export interface OwnLogin {
  at: Date
  action: 'login' | 'factor.give'
  outcome: 'done' | 'refused' | 'failed'
  network: string | null
  detail: { why?: string; with?: string }
}

/** One page of the sign-ins of the last 90 days, newest first. */
export async function ownLogins(
  ctx: OpenContext,
  accountId: string,
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: OwnLogin[] }> {
  const since = new Date(ctx.now.getTime() - shownDays * 86_400_000)
  const { rows: counts } = await sql<{ total: number }>`
    select count(*)::int as total from app.own_logins(${accountId}, ${since})`.execute(ctx.db)
  const { rows } = await sql<OwnLogin>`
    select at, action, outcome, network, detail from app.own_logins(${accountId}, ${since})
     order by at desc limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return { total: counts[0]?.total ?? 0, rows }
}

/** How often signing in has failed since a moment; from the beginning of what is shown when there was none. */
export async function failuresSince(ctx: OpenContext, accountId: string, since: Date | null): Promise<number> {
  const from = since ?? new Date(ctx.now.getTime() - shownDays * 86_400_000)
  const { rows } = await sql<{ failures: number }>`
    select count(*) filter (where outcome = 'failed')::int as failures from app.own_logins(${accountId}, ${from})`.execute(
    ctx.db,
  )
  return rows[0]?.failures ?? 0
}
