import { type SecuritySettings, settingsInForce } from '../../contract/security.ts'
import type { Context } from '../platform/context.ts'
import { keptSettings, openProposals } from './sql.ts'

/** The 安全策略 that the actor's post is under. */
export async function securitySettings(ctx: Context): Promise<SecuritySettings> {
  return settingsInForce(await keptSettings(ctx))
}

/** The proposals that wait for this person's word: how many, and since when. */
export async function waitingProposals(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const others = (await openProposals(ctx)).filter((row) => row.proposed_by_person !== ctx.actor.personId)
  return { count: others.length, oldest: others[0]?.proposed_at ?? null }
}
