import { sql } from 'kysely'
import type { SecuritySettings } from '../../contract/security.ts'
import type { Context } from '../platform/context.ts'

/** A proposal as it is kept, with the unit it is for and what was in force before it. */
export interface ProposalRow {
  id: string
  province_code: string
  unit_id: string
  unit_path: string
  unit_name: string
  settings: unknown
  before: unknown
  reason: string
  proposed_by_person: string
  proposed_by_post: string
  proposed_at: Date
  decided_by_person: string | null
  decided_by_post: string | null
  decided_at: Date | null
  decided_reason: string | null
  confirmed: boolean | null
}

/** Row-level security shows the own unit's, to the centre the provinces' too, and to everybody the centre's confirmed ones. */
const proposals = sql`
  select p.*, u.id as unit_id, u.path as unit_path, u.name as unit_name, b.settings as before
    from security_policy p
    join unit_now u on u.province_code = p.province_code and u.level in ('ministry', 'province')
    left join lateral (
      select s.settings from security_policy s
       where s.confirmed and s.id <> p.id and s.province_code in (p.province_code, '00') and s.decided_at <= coalesce(p.decided_at, now())
       order by s.province_code = p.province_code desc, s.decided_at desc limit 1) b on true`

export async function proposalOf(ctx: Context, id: string): Promise<ProposalRow | undefined> {
  const { rows } = await sql<ProposalRow>`select * from (${proposals}) p where p.id = ${id}`.execute(ctx.db)
  return rows[0]
}

/** What waits for a second person: the own unit's, and of the units below one each. */
export async function openProposals(ctx: Context): Promise<ProposalRow[]> {
  const { rows } = await sql<ProposalRow>`
    select * from (${proposals}) p where p.decided_at is null and p.unit_path ^@ ${ctx.actor.unitPath} order by p.proposed_at`.execute(
    ctx.db,
  )
  return rows
}

export async function decidedProposals(
  ctx: Context,
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: ProposalRow[] }> {
  const { rows } = await sql<ProposalRow & { total: number }>`
    select p.*, count(*) over ()::int as total from (${proposals}) p where p.decided_at is not null and p.unit_id = ${ctx.actor.unitId}
     order by p.decided_at desc, p.id limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return { total: rows[0]?.total ?? 0, rows }
}

export interface ConfirmedRow {
  id: string
  province_code: string
  settings: unknown
  decided_at: Date
}

/** The confirmed policy that holds for the own unit: its own, else the centre's. */
export async function confirmedFor(ctx: Context): Promise<ConfirmedRow | undefined> {
  const { rows } = await sql<ConfirmedRow>`
    select id, province_code, settings, decided_at from security_policy
     where confirmed and province_code in (${ctx.actor.provinceCode}, '00')
     order by province_code = ${ctx.actor.provinceCode} desc, decided_at desc limit 1`.execute(ctx.db)
  return rows[0]
}

/** The same by the door that is open to every post. */
export async function keptSettings(ctx: Context): Promise<unknown> {
  const { rows } = await sql<{ rules: unknown }>`select app.security_rules(${ctx.actor.provinceCode}) as rules`.execute(
    ctx.db,
  )
  return rows[0]?.rules
}

export async function insertProposal(
  ctx: Context,
  proposal: { id: string; settings: SecuritySettings; reason: string },
): Promise<void> {
  await ctx.db
    .insertInto('security_policy')
    .values({
      province_code: ctx.actor.provinceCode,
      id: proposal.id,
      settings: JSON.stringify(proposal.settings),
      reason: proposal.reason,
      proposed_by_person: ctx.actor.personId,
      proposed_by_post: ctx.actor.postId,
    })
    .execute()
}

/** False: somebody else has decided it in the meantime. */
export async function decideProposal(
  ctx: Context,
  { province_code, id }: Pick<ProposalRow, 'province_code' | 'id'>,
  decision: { confirmed: boolean; reason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('security_policy')
    .set({
      decided_by_person: ctx.actor.personId,
      decided_by_post: ctx.actor.postId,
      // the clock and not the transaction's start: of two that follow each other closely the later one is in force
      decided_at: sql`clock_timestamp()`,
      decided_reason: decision.reason,
      confirmed: decision.confirmed,
    })
    .where('province_code', '=', province_code)
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}
