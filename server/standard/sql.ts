import { type SqlBool, sql } from 'kysely'
import type { National } from '../../standard/national.ts'
import type { Context } from '../platform/context.ts'
import { contentOf, digestOf, nationalFrom, overlayOf } from './overlay.ts'

export interface DraftRow {
  baseVersion: number
  national: National
  v: number
  changedAt: Date
  changedByPost: string
  submitted: { at: Date; person: string; post: string; reason: string; inForceOn: string } | null
  returned: { at: Date; post: string; why: string } | null
}

export interface VersionRow {
  version: number
  publishedAt: Date
  inForceOn: string
  reason: string
  submittedByPost: string
  publishedByPost: string
}

/** The only draft, for those who may see it. @param lock whether nobody else may act on it until this transaction ends */
export async function draftOf(ctx: Context, lock = false): Promise<DraftRow | undefined> {
  const row = await ctx.db
    .selectFrom('national_draft')
    .selectAll()
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) return undefined
  const { submitted_at: at, submitted_by_person: person, submitted_by_post: post, reason, in_force_on: on } = row
  return {
    baseVersion: row.base_version,
    national: nationalFrom(row.base_version + 1, row.overlay),
    v: row.v,
    changedAt: row.changed_at,
    changedByPost: row.changed_by_post,
    submitted: at && person && post && reason && on ? { at, person, post, reason, inForceOn: on } : null,
    returned:
      row.returned_at && row.returned_by_post && row.returned_why
        ? { at: row.returned_at, post: row.returned_by_post, why: row.returned_why }
        : null,
  }
}

const kept = (national: National) => JSON.stringify(overlayOf(national))

/** @throws the primary key's violation when somebody just began one */
export async function beginDraft(ctx: Context, baseVersion: number, national: National): Promise<void> {
  await ctx.db
    .insertInto('national_draft')
    .values({ base_version: baseVersion, overlay: kept(national), changed_by_post: ctx.actor.postId })
    .execute()
}

const unsubmitted = sql<SqlBool>`submitted_at is null`

/** The next state of an unsubmitted draft. False: it is not the one that was shown. */
export async function keepDraft(ctx: Context, v: number, national: National): Promise<boolean> {
  const result = await ctx.db
    .updateTable('national_draft')
    .set({ overlay: kept(national), v: v + 1, changed_by_post: ctx.actor.postId, changed_at: ctx.now })
    .where('v', '=', v)
    .where(unsubmitted)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function submitDraft(
  ctx: Context,
  v: number,
  given: { reason: string; inForceOn: string },
): Promise<boolean> {
  const result = await ctx.db
    .updateTable('national_draft')
    .set({
      submitted_at: ctx.now,
      submitted_by_person: ctx.actor.personId,
      submitted_by_post: ctx.actor.postId,
      reason: given.reason,
      in_force_on: given.inForceOn,
      returned_at: null,
      returned_by_post: null,
      returned_why: null,
    })
    .where('v', '=', v)
    .where(unsubmitted)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** A submitted draft goes back to be changed: withdrawn, or returned with a reason. */
export async function reopenDraft(ctx: Context, returned: string | null): Promise<boolean> {
  const result = await ctx.db
    .updateTable('national_draft')
    .set({
      submitted_at: null,
      submitted_by_person: null,
      submitted_by_post: null,
      reason: null,
      in_force_on: null,
      ...(returned !== null && {
        returned_at: ctx.now,
        returned_by_post: ctx.actor.postId,
        returned_why: returned,
      }),
    })
    .where('submitted_at', 'is not', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function dropDraft(ctx: Context, v: number): Promise<boolean> {
  const result = await ctx.db.deleteFrom('national_draft').where('v', '=', v).executeTakeFirst()
  return result.numDeletedRows === 1n
}

/** The school categories for which each province has a choice in force. */
export async function choicesInForce(ctx: Context): Promise<{ province: string; category: string }[]> {
  return ctx.db
    .selectFrom('profile')
    .select(['province_code as province', 'category'])
    .distinct()
    .where('in_force_on', '<=', ctx.today)
    .orderBy('province')
    .orderBy('category')
    .execute()
}

/** Publishes a version and puts every province's choice on it. Answers how many versions of 指标体系 that wrote. */
export async function publish(
  ctx: Context,
  national: National,
  submitted: NonNullable<DraftRow['submitted']>,
  inForceOn: string,
): Promise<number> {
  const content = contentOf(national)
  await ctx.db
    .insertInto('national_version')
    .values({
      version: national.version,
      overlay: content,
      digest: digestOf(content),
      reason: submitted.reason,
      submitted_by_post: submitted.post,
      published_by_post: ctx.actor.postId,
      in_force_on: inForceOn,
    })
    .execute()
  const { rows } = await sql<{ n: number }>`select app.national_apply(${national.version}) as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

export async function pageOfVersions(
  ctx: Context,
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: VersionRow[] }> {
  const all = ctx.db.selectFrom('national_version')
  const { total } = await all.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()
  const rows = await all
    .select(told)
    .orderBy('version', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  return { total, rows: rows.map(versionRow) }
}

/** The columns of a version that are told; its content is read by door.ts. */
const told = ['version', 'published_at', 'in_force_on', 'reason', 'submitted_by_post', 'published_by_post'] as const

export async function versionOf(ctx: Context, version: number): Promise<VersionRow | undefined> {
  const row = await ctx.db.selectFrom('national_version').select(told).where('version', '=', version).executeTakeFirst()
  return row && versionRow(row)
}

const versionRow = (row: {
  version: number
  published_at: Date
  in_force_on: string
  reason: string
  submitted_by_post: string
  published_by_post: string
}): VersionRow => ({
  version: row.version,
  publishedAt: row.published_at,
  inForceOn: row.in_force_on,
  reason: row.reason,
  submittedByPost: row.submitted_by_post,
  publishedByPost: row.published_by_post,
})

/** The versions that the own province has said it knows. */
export async function seenVersions(ctx: Context): Promise<Set<number>> {
  const rows = await ctx.db
    .selectFrom('national_seen')
    .select('version')
    .where('province_code', '=', ctx.actor.provinceCode)
    .execute()
  return new Set(rows.map(({ version }) => version))
}

/** False: it was said before. */
export async function saySeen(ctx: Context, version: number): Promise<boolean> {
  const result = await ctx.db
    .insertInto('national_seen')
    .values({ province_code: ctx.actor.provinceCode, version, seen_by_post: ctx.actor.postId })
    .onConflict((conflict) => conflict.columns(['province_code', 'version']).doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** For the start page of a province's 系统管理员: versions that nobody there has looked at. */
export async function unseenVersions(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    select count(*)::int as count, min(n.published_at) as oldest from national_version n
     where not exists (select from national_seen s where s.province_code = ${ctx.actor.provinceCode} and s.version = n.version)`.execute(
    ctx.db,
  )
  return rows[0] ?? { count: 0, oldest: null }
}
