import type { Action } from '../../contract/policy.ts'
import type { Context, OpenContext } from './context.ts'

export interface Deed {
  /** what was done: an action of the policy, or login, logout … */
  action: Action | string
  object?: { type: string; id: string }
  outcome?: 'done' | 'refused' | 'failed'
  /** ids, counts, codes; never a name, a number or a secret */
  detail?: Record<string, unknown>
  /** the province whose log this belongs to, when nobody is at work */
  provinceCode?: string
}

/** One row of the audit log, in the deed's own transaction: no change without its row, no row without its change (L03). */
export async function audit(ctx: OpenContext | Context, deed: Deed): Promise<void> {
  await auditAll(ctx, [deed])
}

/** Transactions that have written their row. */
const written = new WeakSet<OpenContext['db']>()

/** Has this transaction left its row already? Then the door of the request writes none (server/platform/trace.ts). */
export const isAudited = (ctx: OpenContext): boolean => written.has(ctx.db)

/** Many deeds of one act, in one statement. */
export async function auditAll(ctx: OpenContext | Context, deeds: readonly Deed[]): Promise<void> {
  if (deeds.length === 0) return
  written.add(ctx.db)
  const actor = 'actor' in ctx ? ctx.actor : null
  // 14 values a row and at most 65,535 a statement
  for (let at = 0; at < deeds.length; at += 4000)
    await ctx.db
      .insertInto('audit_event')
      .values(
        deeds.slice(at, at + 4000).map((deed) => ({
          province_code: actor?.provinceCode ?? deed.provinceCode ?? '00',
          person_id: actor?.personId ?? ctx.request.personId ?? null,
          post_id: actor?.postId ?? null,
          role: actor?.role ?? null,
          unit_id: actor?.unitId ?? null,
          session_hash: ctx.request.sessionHash,
          agent_hash: ctx.request.agentHash ?? null,
          network: ctx.request.network,
          request_id: ctx.request.id,
          action: deed.action,
          object_type: deed.object?.type ?? null,
          object_id: deed.object?.id ?? null,
          outcome: deed.outcome ?? 'done',
          detail: JSON.stringify(deed.detail ?? {}),
        })),
      )
      .execute()
}
