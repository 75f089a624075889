import { sql } from 'kysely'
import type { z } from 'zod'
import { roleName } from '../../../contract/policy.ts'
import { completeKinds, type ListFacet, type UnitChange, type UnitListView } from '../../../contract/unit-list.ts'
import type { Context } from '../../platform/context.ts'
import { type ChangeRow, differencesOf, failureWords, whyWords } from './change-words.ts'
import { blockedWords, stateOf, where } from './decide.ts'
import type { ListRow } from './sql.ts'

type Tally = UnitListView['tally']
const noTally = { undecided: 0, accepted: 0, refused: 0, waiting: 0, applied: 0, failed: 0 }

/** Lists as the page reads them. */
export async function viewsOf(ctx: Context, lists: readonly ListRow[]): Promise<UnitListView[]> {
  const read = lists.filter((list) => list.read_at).map(({ id }) => id)
  const tallies = new Map<string, typeof noTally>()
  if (read.length > 0) {
    const { rows } = await sql<{ list_id: string; state: keyof typeof noTally; count: number }>`
      select r.list_id, ${stateOf} as state, count(*)::int as count from unit_list_row r where r.list_id = any (${read}::uuid[]) group by 1, 2`.execute(
      ctx.db,
    )
    for (const { list_id, state, count } of rows)
      tallies.set(list_id, { ...(tallies.get(list_id) ?? noTally), [state]: count })
  }
  const signatures = await signaturesOf(
    ctx,
    lists.map(({ started_by_post }) => started_by_post),
  )
  return lists.map((list) => {
    const tally = { ...(tallies.get(list.id) ?? noTally), unchanged: list.unchanged }
    const state = listState(ctx, list, tally)
    return {
      id: list.id,
      no: list.no,
      state,
      fileName: list.file_name,
      fileSize: Number(list.file_size),
      uploadedAt: list.uploaded_at.toISOString(),
      uploadedBy: signatures.get(list.started_by_post) ?? null,
      format: list.format,
      effectiveOn: list.effective_on,
      complete: completeKinds.map(({ id }) => id).filter((id) => list.complete.includes(id)),
      completeIn: list.complete_in,
      refusal: list.refusal,
      progress: {
        stage: list.progress.stage ?? '等待读取',
        done: list.progress.done ?? 0,
        of: list.progress.of ?? null,
      },
      rows: list.rows,
      errorRows: list.error_rows,
      warnings: list.warnings,
      tally,
      revision: list.revision,
      can: canOf(state, tally),
    }
  })
}

function listState(ctx: Context, list: ListRow, tally: Tally): UnitListView['state'] {
  if (list.cancelled_at) return 'cancelled'
  if (list.undone_at) return 'undone'
  if (list.refusal) return 'refused'
  if (!list.read_at) return 'reading'
  if (tally.accepted > 0 && list.effective_on <= ctx.today) return 'applying'
  if (tally.undecided > 0) return 'deciding'
  return tally.accepted > 0 || (tally.waiting > 0 && list.effective_on > ctx.today) ? 'scheduled' : 'effective'
}

export function canOf(state: UnitListView['state'], tally: Tally): UnitListView['can'] {
  const can: UnitListView['can'] = []
  const live = ['deciding', 'scheduled', 'applying', 'effective'].includes(state)
  const decided = tally.accepted + tally.refused + tally.waiting + tally.failed
  if (live) can.push('decide')
  if (live && tally.applied === 0 && state !== 'applying' && (tally.undecided > 0 || decided > 0))
    can.push('reschedule')
  if (live && tally.applied === 0 && decided > 0) can.push('undo')
  if (state === 'reading' || state === 'refused' || (live && tally.applied === 0 && decided === 0)) can.push('cancel')
  return can
}

export async function facetsOf(ctx: Context, listId: string): Promise<z.input<typeof ListFacet>[]> {
  const { rows } = await sql<z.input<typeof ListFacet>>`
    select k.kind, r.risk, ${stateOf} as state, count(*)::int as count
      from unit_list_row r cross join lateral unnest(r.kinds) k (kind) where r.list_id = ${listId} group by 1, 2, 3 order by 1, 2, 3`.execute(
    ctx.db,
  )
  return rows
}

/** A page of differences in words: risky ones first, then by code. */
export async function pageOfChanges(
  ctx: Context,
  listId: string,
  { page, size, ...filter }: Parameters<typeof where>[1] & { page: number; size: number },
): Promise<{ total: number; rows: UnitChange[] }> {
  const meant = where(listId, filter)
  const { rows: counts } = await sql<{
    total: number
  }>`select count(*)::int as total from unit_list_row r where ${meant}`.execute(ctx.db)
  const { rows } = await sql<ChangeRow>`
    select r.*, ${stateOf} as state from unit_list_row r where ${meant} order by r.risk, r.code, r.item limit ${size} offset ${(page - 1) * size}`.execute(
    ctx.db,
  )
  return { total: counts[0]?.total ?? 0, rows: await inWords(ctx, listId, rows) }
}

export async function changeOf(ctx: Context, listId: string, item: number): Promise<UnitChange | undefined> {
  const { rows } =
    await sql<ChangeRow>`select r.*, ${stateOf} as state from unit_list_row r where r.list_id = ${listId} and r.item = ${item}`.execute(
      ctx.db,
    )
  return (await inWords(ctx, listId, rows))[0]
}

async function inWords(ctx: Context, listId: string, rows: readonly ChangeRow[]): Promise<UnitChange[]> {
  const codes = rows
    .flatMap(({ before, parent_code }) => [parent_code, before?.parent_code])
    .filter((code) => typeof code === 'string')
  const { rows: names } = await sql<{ code: string; name: string }>`
    select code, name from unit_list_row where list_id = ${listId} and code = any (${codes}::text[]) union all
    select code, name from unit_now where code = any (${codes}::text[])`.execute(ctx.db)
  const nameOf = new Map(names.map(({ code, name }) => [code, name]))
  const { rows: units } = await sql<{ id: string; code: string; name: string }>`
    select id, code, name from unit_now where id = any (${rows.flatMap(({ destination }) => destination ?? [])}::bigint[])`.execute(
    ctx.db,
  )
  const unitOf = new Map(units.map((unit) => [unit.id, unit]))
  const signatures = await signaturesOf(
    ctx,
    rows.flatMap(({ decided_by_post }) => decided_by_post ?? []),
  )
  return rows.map((row) => {
    const closing = row.phase >= 50
    const destination = unitOf.get(row.destination ?? '') ?? null
    return {
      item: row.item,
      row: row.item > 10_000_000 ? null : row.item,
      unitId: row.base_from === null && row.applied_at === null ? null : row.unit_id,
      code: row.code,
      name: typeof row.before?.name === 'string' ? row.before.name : row.name,
      level: row.level,
      kinds: row.kinds,
      risk: row.risk,
      why: row.why.flatMap((code) => whyWords(code, row)),
      people: row.people,
      subunits: row.subunits,
      differences: closing ? [] : differencesOf(row, nameOf),
      authorityWhy: closing ? null : row.parent_why,
      blocked: row.blocked === null ? null : (blockedWords[row.blocked] ?? row.blocked),
      state: row.state,
      needsDestination: closing && row.people > 0,
      destination,
      note: row.note,
      decidedBy: signatures.get(row.decided_by_post ?? '') ?? null,
      decidedAt: row.decided_at?.toISOString() ?? null,
      appliedAt: row.applied_at?.toISOString() ?? null,
      failure: failureWords(row.failure),
      can: canChange(row, destination !== null),
    }
  })
}

function canChange(row: ChangeRow, housed: boolean): UnitChange['can'] {
  if (row.state === 'applied') return []
  const closing = row.phase >= 50
  const can: UnitChange['can'] = []
  if (
    ['undecided', 'refused', 'failed'].includes(row.state) &&
    row.blocked === null &&
    (!closing || row.people === 0 || housed)
  )
    can.push('accept')
  if (row.state !== 'refused') can.push('refuse')
  if (row.state !== 'undecided') can.push('undo')
  if (closing) can.push('destination')
  return can
}

async function signaturesOf(
  ctx: Context,
  posts: readonly string[],
): Promise<Map<string, { person: string; role: string; unit: string }>> {
  const { rows } = await sql<{
    post_id: string
    person_name: string
    role: Parameters<typeof roleName>[0]
    unit_name: string
  }>`
    select * from app.signatures(${[...new Set(posts)]}::uuid[])`.execute(ctx.db)
  return new Map(
    rows.map((row) => [row.post_id, { person: row.person_name, role: roleName(row.role), unit: row.unit_name }]),
  )
}
