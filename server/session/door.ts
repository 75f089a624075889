import { sql } from 'kysely'
import { type Context, exactly, exactlyOne } from '../platform/context.ts'
import { byOf, type NoticeKind } from './notices.ts'
import { forgetTries } from './throttle.ts'

/**
 * Tells people what was done to their accounts: shown at every page until acknowledged. `post`: of 'post-given' and 'post-ended' which, in words.
 * For the 系统管理员 in whose reach the accounts are.
 */
export async function noteTo(
  ctx: Context,
  accountIds: readonly string[],
  kind: NoticeKind,
  detail: { post?: string } = {},
): Promise<void> {
  if (accountIds.length === 0) return
  const told = JSON.stringify({ by: byOf(ctx.actor), ...detail })
  const added = await sql`
    insert into account_notice (province_code, id, account_id, kind, detail)
    select a.province_code, app.new_id(), a.id, ${kind}, ${told}::jsonb from account a where a.id = any (${accountIds}::uuid[])`.execute(
    ctx.db,
  )
  exactly(new Set(accountIds).size, added)
}

/** Opens an account that failures have locked: forgets them all. The caller audits and tells the person. */
export async function unlock(ctx: Context, accountId: string): Promise<void> {
  await forgetTries(ctx, accountId)
  exactlyOne(
    await ctx.db
      .updateTable('account')
      .set({ locked_until: null })
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow(),
  )
}

/** Opens an account that was stopped; its days of not being used count from now. The caller audits and tells the person. */
export async function startAgain(ctx: Context, accountId: string): Promise<void> {
  exactlyOne(
    await ctx.db
      .updateTable('account')
      .set({ stopped_at: null, reopened_at: ctx.now })
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow(),
  )
}

/**
 * Takes away the second factor of an account, ends its sessions and tells the person (R03). For a 系统管理员 or 安全管理员 in whose reach all offices
 * of the person are; never one's own. Returns whether there was one. The caller audits, and has seen to the second person.
 */
export async function takeAwayFactor(ctx: Context, accountId: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select app.factor_take_away(${accountId}, ${JSON.stringify({ by: byOf(ctx.actor) })}::jsonb) as taken`.execute(
    ctx.db,
  )
  return rows[0]?.taken ?? false
}

/** Which of these accounts have a second factor, and since when. */
export async function factorsOf(ctx: Context, accountIds: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ account_id: string; since: Date }>`
    select account_id, since from app.factors_of(${accountIds}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(({ account_id, since }) => [account_id, since]))
}
