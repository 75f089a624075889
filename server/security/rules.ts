import type { z } from 'zod'
import {
  builtInSettings,
  type SecurityProposal,
  type SecuritySettings,
  type securityApi,
  settingsInForce,
} from '../../contract/security.ts'
import type { Signature } from '../../contract/shape.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { signaturesOf } from '../review/signature.ts'
import * as store from './sql.ts'

/** 安全策略 of the own unit: in force, waiting, decided; for the centre also what waits in the provinces. */
export async function securityOf(
  ctx: Context,
  page: { page: number; size: number },
): Promise<z.input<typeof securityApi.read.returns>> {
  const inForce = await store.confirmedFor(ctx)
  const waiting = await store.openProposals(ctx)
  const decided = await store.decidedProposals(ctx, page)
  const views = await viewsOf(ctx, [...waiting, ...decided.rows])
  const shown = views.slice(0, waiting.length)
  const own = waiting.findIndex(({ unit_id }) => unit_id === ctx.actor.unitId)
  return {
    unitName: ctx.actor.unitName,
    inForce: {
      id: inForce?.id ?? null,
      from: !inForce ? 'built-in' : inForce.province_code === ctx.actor.provinceCode ? 'own' : 'centre',
      since: inForce?.decided_at.toISOString() ?? null,
      settings: settingsInForce(inForce?.settings),
    },
    open: shown[own] ?? null,
    below: shown.filter((_, at) => at !== own),
    history: { total: decided.total, rows: views.slice(waiting.length) },
  }
}

/**
 * Proposes a whole policy for the own unit; nothing changes until another person confirms it.
 * @throws Problem changed-meanwhile (the page was older than the policy in force), security.nothing-new, security.one-open
 */
export async function propose(
  ctx: Context,
  { settings, reason, basedOn }: { settings: SecuritySettings; reason: string; basedOn: string | null },
): Promise<string> {
  demand(ctx, 'security.change', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
  const inForce = await store.confirmedFor(ctx)
  if ((inForce?.id ?? null) !== basedOn) throw new Problem('changed-meanwhile')
  const changes = changesOf(settingsInForce(inForce?.settings), settings)
  if (Object.keys(changes).length === 0) throw new Problem('security.nothing-new')
  const id = newId()
  await store.insertProposal(ctx, { id, settings, reason })
  await note(ctx, 'security.propose', id, { changes, reason })
  return id
}

/**
 * The second person's word (S05). Confirmed settings hold from the next request of everybody concerned on.
 * @throws Problem not-found (also of what is not in reach), security.two-people, changed-meanwhile (decided or withdrawn already)
 */
export async function decide(
  ctx: Context,
  id: string,
  { decision, reason }: { decision: 'confirm' | 'refuse'; reason: string },
): Promise<void> {
  const found = await proposalFor(ctx, id)
  if (found.proposed_by_person === ctx.actor.personId) throw new Problem('security.two-people')
  await settle(ctx, found, decision === 'confirm', reason)
  await note(ctx, `security.${decision}`, id, { changes: changesOfRow(found), reason, province: found.province_code })
}

/** @throws Problem not-found, security.not-own, changed-meanwhile */
export async function withdraw(ctx: Context, id: string, reason: string): Promise<void> {
  const found = await proposalFor(ctx, id)
  if (found.proposed_by_person !== ctx.actor.personId) throw new Problem('security.not-own')
  await settle(ctx, found, false, reason)
  await note(ctx, 'security.withdraw', id, { changes: changesOfRow(found), reason })
}

async function proposalFor(ctx: Context, id: string): Promise<store.ProposalRow> {
  const found = await store.proposalOf(ctx, id)
  if (!found || !ctx.guard.can(ctx.actor, 'security.change', { unitId: found.unit_id, unitPath: found.unit_path }))
    throw new Problem('not-found')
  return found
}

async function settle(ctx: Context, found: store.ProposalRow, confirmed: boolean, reason: string): Promise<void> {
  if (found.decided_at || !(await store.decideProposal(ctx, found, { confirmed, reason })))
    throw new Problem('changed-meanwhile', { title: '这份变更已经审核或撤回，请刷新后查看' })
}

const note = (ctx: Context, action: string, id: string, detail: Record<string, unknown>) =>
  audit(ctx, { action, object: { type: 'policy', id }, detail })

const changesOfRow = (row: store.ProposalRow) => changesOf(settingsInForce(row.before), settingsInForce(row.settings))

/** What a proposal changes, as before and after, by the names of the contract. */
function changesOf(before: SecuritySettings, after: SecuritySettings) {
  // the keys of a constant object, which TypeScript widens to string
  const keys = Object.keys(builtInSettings) as (keyof SecuritySettings)[]
  return Object.fromEntries(
    keys.filter((key) => before[key] !== after[key]).map((key) => [key, { before: before[key], after: after[key] }]),
  )
}

async function viewsOf(ctx: Context, rows: readonly store.ProposalRow[]): Promise<SecurityProposal[]> {
  const signatures = await signaturesOf(
    ctx,
    rows.flatMap((row) => [row.proposed_by_post, row.decided_by_post]),
  )
  return rows.map((row) => viewOf(ctx, row, signatures))
}

function viewOf(ctx: Context, row: store.ProposalRow, signatures: ReadonlyMap<string, Signature>): SecurityProposal {
  const mine = row.proposed_by_person === ctx.actor.personId
  return {
    id: row.id,
    unitName: row.unit_name,
    settings: settingsInForce(row.settings),
    before: settingsInForce(row.before),
    reason: row.reason,
    proposedBy: signatures.get(row.proposed_by_post) ?? null,
    proposedAt: row.proposed_at.toISOString(),
    state: stateOf(row),
    decidedBy: signatures.get(row.decided_by_post ?? '') ?? null,
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedReason: row.decided_reason,
    can: row.decided_at ? [] : mine ? ['withdraw'] : ['decide'],
  }
}

function stateOf(row: store.ProposalRow): SecurityProposal['state'] {
  if (row.decided_at === null) return 'open'
  if (row.confirmed) return 'confirmed'
  return row.decided_by_person === row.proposed_by_person ? 'withdrawn' : 'refused'
}
