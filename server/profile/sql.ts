import { type ExpressionBuilder, sql } from 'kysely'
import type { OwnField } from '../../standard/extension.ts'
import type { National } from '../../standard/national.ts'
import type { Selection } from '../../standard/profile.ts'
import type { Context } from '../platform/context.ts'
import type { DB } from '../platform/db.ts'
import { nationalOf, nationalSteps, newestNational } from '../standard/door.ts'
import type { Wanted } from './lacking.ts'
import { asSelection, withNational } from './rules.ts'
import type { Published } from './wrong.ts'

export interface VersionRow {
  category: string
  version: number
  selection: Selection
  publishedAt: Date
  inForceOn: string
  reason: string
  submittedByPost: string | null
  publishedByPost: string | null
}

export interface DraftRow {
  category: string
  baseVersion: number
  selection: Selection
  v: number
  changedAt: Date
  changedByPost: string
  submitted: { at: Date; person: string; post: string; reason: string; inForceOn: string } | null
  returned: { at: Date; post: string; why: string } | null
}

/** Of each category of the own province, or of one: the version in force and the newest, which may not be in force yet. */
export async function versionsNow(
  ctx: Context,
  category?: string,
): Promise<Map<string, { inForce: VersionRow; newest: VersionRow }>> {
  const { rows } = await sql<Record<string, unknown> & { category: string; in_force: boolean; newest: boolean }>`
    select p.*, p.version = max(p.version) filter (where p.in_force_on <= ${ctx.today}::date) over of_category as in_force,
           p.version = max(p.version) over of_category as newest
      from profile p where p.province_code = ${ctx.actor.provinceCode} and (${category ?? null}::text is null or p.category = ${category ?? null})
    window of_category as (partition by p.category)`.execute(ctx.db)
  const found = new Map<string, { inForce: VersionRow; newest: VersionRow }>()
  for (const row of rows) {
    if (!row.in_force && !row.newest) continue
    const version = await versionRow(ctx, row)
    const before = found.get(row.category)
    found.set(row.category, {
      inForce: row.in_force ? version : (before?.inForce ?? version),
      newest: row.newest ? version : (before?.newest ?? version),
    })
  }
  return found
}

export async function versionOf(ctx: Context, category: string, version: number): Promise<VersionRow | undefined> {
  const row = await ctx.db
    .selectFrom('profile')
    .selectAll()
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('category', '=', category)
    .where('version', '=', version)
    .executeTakeFirst()
  return row && (await versionRow(ctx, row))
}

export async function pageOfVersions(
  ctx: Context,
  category: string,
  { page, size }: { page: number; size: number },
): Promise<{ total: number; rows: Omit<VersionRow, 'selection'>[] }> {
  const own = ctx.db
    .selectFrom('profile')
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('category', '=', category)
  const { total } = await own.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()
  const rows = await own
    .selectAll()
    .orderBy('version', 'desc')
    .limit(size)
    .offset((page - 1) * size)
    .execute()
  return { total, rows: rows.map(lineOf) }
}

/** What the province has ever published of its own, and the codes of this category's tables. */
export async function publishedOf(ctx: Context, category: string): Promise<Published> {
  const rows = await ctx.db
    .selectFrom('profile')
    .select(['category', 'selection'])
    .where('province_code', '=', ctx.actor.provinceCode)
    .where(sql<boolean>`selection ? 'own'`)
    .orderBy('version')
    .execute()
  const fields = new Map<string, OwnField>()
  const subsets = new Map<string, 'single' | 'multiple'>()
  const codes = new Map<string, Map<string, string>>()
  for (const row of rows) {
    const { own } = asSelection(row.selection)
    for (const field of own?.fields ?? []) fields.set(field.name, field)
    for (const subset of own?.subsets ?? []) subsets.set(subset.name, subset.rows)
    if (row.category !== category) continue
    for (const table of own?.tables ?? []) {
      const known = codes.get(table.name) ?? new Map<string, string>()
      for (const { code, name } of table.rows) known.set(code, name)
      codes.set(table.name, known)
    }
  }
  return { fields, subsets, codes }
}

/** The drafts that this post may see, by category: none but of those who choose. */
export async function draftsOf(ctx: Context): Promise<Map<string, DraftRow>> {
  const rows = await ctx.db
    .selectFrom('profile_draft')
    .selectAll()
    .where('province_code', '=', ctx.actor.provinceCode)
    .execute()
  const national = await newestNational(ctx)
  return new Map(rows.map((row) => [row.category, draftRow(row, national)]))
}

/** @param lock whether nobody else may act on it until this transaction ends */
export async function draftOf(ctx: Context, category: string, lock = false): Promise<DraftRow | undefined> {
  const row = await ctx.db
    .selectFrom('profile_draft')
    .selectAll()
    .where('province_code', '=', ctx.actor.provinceCode)
    .where('category', '=', category)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  return row && draftRow(row, await newestNational(ctx))
}

/** Begins the draft of a category. @throws the primary key's violation when somebody just did */
export async function beginDraft(
  ctx: Context,
  category: string,
  baseVersion: number,
  selection: Selection,
): Promise<void> {
  await ctx.db
    .insertInto('profile_draft')
    .values({
      province_code: ctx.actor.provinceCode,
      category,
      base_version: baseVersion,
      selection: bare(selection),
      changed_by_post: ctx.actor.postId,
    })
    .execute()
}

const mine = (ctx: Context, category: string) => (on: ExpressionBuilder<DB, 'profile_draft'>) =>
  on.and([on('province_code', '=', ctx.actor.provinceCode), on('category', '=', category)])

/** The next state of an unsubmitted draft. False: it is not the one that was shown. */
export async function keepDraft(ctx: Context, category: string, v: number, selection: Selection): Promise<boolean> {
  const result = await ctx.db
    .updateTable('profile_draft')
    .set({
      selection: bare(selection),
      v: v + 1,
      changed_by_post: ctx.actor.postId,
      changed_at: ctx.now,
    })
    .where(mine(ctx, category))
    .where('v', '=', v)
    .where('submitted_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function submitDraft(
  ctx: Context,
  category: string,
  v: number,
  given: { reason: string; inForceOn: string; base: number },
): Promise<boolean> {
  const result = await ctx.db
    .updateTable('profile_draft')
    .set({
      base_version: given.base,
      submitted_at: ctx.now,
      submitted_by_person: ctx.actor.personId,
      submitted_by_post: ctx.actor.postId,
      reason: given.reason,
      in_force_on: given.inForceOn,
      returned_at: null,
      returned_by_post: null,
      returned_why: null,
    })
    .where(mine(ctx, category))
    .where('v', '=', v)
    .where('submitted_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** A submitted draft goes back to be changed: withdrawn by who submitted it, or returned with a reason. */
export async function reopenDraft(ctx: Context, category: string, returned: string | null): Promise<boolean> {
  const result = await ctx.db
    .updateTable('profile_draft')
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
    .where(mine(ctx, category))
    .where('submitted_at', 'is not', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function dropDraft(ctx: Context, category: string, v: number): Promise<boolean> {
  const result = await ctx.db
    .deleteFrom('profile_draft')
    .where(mine(ctx, category))
    .where('v', '=', v)
    .executeTakeFirst()
  return result.numDeletedRows === 1n
}

/** Publishes a choice as the next version; once more for each national version that is published and not in force yet, from its day on. */
export async function publish(
  ctx: Context,
  category: string,
  version: number,
  selection: Selection,
  submitted: NonNullable<DraftRow['submitted']>,
  inForceOn: string,
): Promise<void> {
  const steps = await nationalSteps(ctx, inForceOn)
  await ctx.db
    .insertInto('profile')
    .values(
      steps.map(({ national, from }, later) => ({
        province_code: ctx.actor.provinceCode,
        category,
        version: version + later,
        selection: bare({ ...selection, version: version + later }),
        published_by_post: ctx.actor.postId,
        submitted_by_post: submitted.post,
        reason: submitted.reason,
        in_force_on: from,
        national,
      })),
    )
    .execute()
}

/** The selection without the national version, which stands beside it. */
const bare = (selection: Selection): string => JSON.stringify({ ...selection, national: undefined })

/** How many of the own province's teachers and changes under way the questions meet, set-wise; 'all' and '' as the function says. */
export async function effectOf(
  ctx: Context,
  category: string,
  wanted: readonly Wanted[],
): Promise<Map<string, { teachers: number; changes: number }>> {
  const { rows } = await sql<{ key: string; teachers: number; changes: number }>`
    select * from app.profile_effect(${category}, ${JSON.stringify(wanted)}::jsonb)`.execute(ctx.db)
  return new Map(rows.map(({ key, teachers, changes }) => [key, { teachers, changes }]))
}

export async function importsUnderWay(ctx: Context, category: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select app.profile_imports(${category}) as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

async function versionRow(ctx: Context, row: Record<string, unknown>): Promise<VersionRow> {
  const { national } = row
  const on = typeof national === 'number' ? await nationalOf(ctx, national) : undefined
  return { ...lineOf(row), selection: withNational(row.selection, on) }
}

function lineOf(row: Record<string, unknown>): Omit<VersionRow, 'selection'> {
  // the columns of the table, with the types that pg gives them
  const kept = row as {
    category: string
    version: number
    published_at: Date
    in_force_on: string
    reason: string
    submitted_by_post: string | null
    published_by_post: string | null
  }
  return {
    category: kept.category,
    version: kept.version,
    publishedAt: kept.published_at,
    inForceOn: kept.in_force_on,
    reason: kept.reason,
    submittedByPost: kept.submitted_by_post,
    publishedByPost: kept.published_by_post,
  }
}

interface KeptDraft {
  category: string
  base_version: number
  selection: unknown
  v: number
  changed_at: Date
  changed_by_post: string
  submitted_at: Date | null
  submitted_by_person: string | null
  submitted_by_post: string | null
  reason: string | null
  in_force_on: string | null
  returned_at: Date | null
  returned_by_post: string | null
  returned_why: string | null
}

/** What is drafted stands on the newest national version. */
function draftRow(row: KeptDraft, national: National): DraftRow {
  const { submitted_at: at, submitted_by_person: person, submitted_by_post: post, reason, in_force_on: on } = row
  return {
    category: row.category,
    baseVersion: row.base_version,
    selection: withNational(row.selection, national.version > 0 ? national : undefined),
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
