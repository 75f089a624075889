import { type RawBuilder, sql } from 'kysely'
import type { Input } from '../../../contract/endpoint.ts'
import { type ChangeState, changeStates, type unitListApi } from '../../../contract/unit-list.ts'
import { audit } from '../../platform/audit.ts'
import { type Context, later } from '../../platform/context.ts'
import { Problem } from '../../platform/problem.ts'
import * as store from './sql.ts'

type Body = Input<typeof unitListApi.decide>['body']
type Decision = Body['decision']
type Filter = Partial<Omit<Input<typeof unitListApi.changes>['query'], 'page' | 'size'>>

/** Where a difference stands, from what happened to it; in SQL, for lists filter and count by it. */
export const stateOf = sql<ChangeState>`(case when r.applied_at is not null then 'applied' when r.decision = 'refused' then 'refused' when r.decision is null then 'undecided'
  when r.failure = 'holds' then 'waiting' when r.failure is not null then 'failed' else 'accepted' end)`

/** The differences r of a list that a filter means. */
export function where(listId: string, filter: Filter): RawBuilder<unknown> {
  const search = filter.search?.trim().replace(/[\\%_]/g, '\\$&')
  const conditions = [
    sql`r.list_id = ${listId}`,
    ...(filter.kind ? [sql`${filter.kind} = any (r.kinds)`] : []),
    ...(filter.risk ? [sql`r.risk = ${filter.risk}`] : []),
    ...(filter.state ? [sql`${stateOf} = ${filter.state}`] : []),
    ...(filter.level ? [sql`r.level = ${filter.level}`] : []),
    ...(filter.province ? [sql`r.unit_province = ${filter.province}`] : []),
    ...(search
      ? [
          sql`(r.name ilike ${`%${search}%`} or r.before ->> 'name' ilike ${`%${search}%`} or r.code like ${`${search}%`})`,
        ]
      : []),
  ]
  return sql.join(conditions, sql` and `)
}

/** From which states a decision may be taken; of what has taken effect, none. */
const from: Record<Decision, readonly ChangeState[]> = {
  accept: ['undecided', 'refused', 'failed'],
  refuse: ['undecided', 'accepted', 'waiting', 'failed'],
  undo: ['accepted', 'refused', 'waiting', 'failed'],
}
const words: Record<Decision, string> = { accept: '采纳', refuse: '不采纳', undo: '撤回' }
const wordOf = (state: ChangeState) => changeStates.find(({ id }) => id === state)?.name ?? state

interface Left {
  item: number
  name: string
  title: string
}

/**
 * Takes a decision on differences of a list: named ones, each by itself, or all low-risk ones of a filter together, which must be as many and stand as they were seen.
 * @throws Problem 'unit.list-state' when the list is not there to be decided, 'unit.list-risky', 'changed-meanwhile'
 */
export async function decide(ctx: Context, list: store.ListRow, body: Body): Promise<{ done: number; left: Left[] }> {
  if (!list.read_at || list.cancelled_at || list.undone_at) throw new Problem('unit.list-state')
  const { decision, which, note } = body
  const left = 'items' in which ? await leftOut(ctx, list.id, decision, which.items) : []
  const out = left.map(({ item }) => item)
  const chosen =
    'items' in which
      ? sql`r.list_id = ${list.id} and r.item = any (${which.items}::int[]) and r.item <> all (${out}::int[])`
      : byFilter(list, decision, which)
  const done = await write(ctx, decision, chosen, note ?? null)
  const expected = 'items' in which ? new Set(which.items).size - left.length : which.count
  if (done !== expected) throw new Problem('changed-meanwhile')
  if (done > 0) {
    await store.changeList(ctx, list.id, {})
    await audit(ctx, {
      action: 'unit.list.decide',
      object: { type: 'list', id: list.id },
      detail: {
        decision,
        done,
        ...('items' in which ? { items: which.items.filter((item) => !out.includes(item)) } : { filter: which.filter }),
        ...(note && { reason: note }),
      },
    })
    if (decision === 'accept' && list.effective_on <= ctx.today)
      await later(ctx, 'units.list.apply', {}, 'units.list.apply')
  }
  return { done, left }
}

function byFilter(
  list: store.ListRow,
  decision: Decision,
  { filter, revision }: Extract<Body['which'], { filter: unknown }>,
): RawBuilder<unknown> {
  if (revision !== list.revision) throw new Problem('changed-meanwhile')
  if (decision === 'accept' && filter.risk !== 'low') throw new Problem('unit.list-risky')
  const states = decision === 'undo' ? from.undo : ['undecided']
  return sql`${where(list.id, filter)} and ${stateOf} = any (${[...states]}::text[]) and ${decision === 'accept' ? sql`r.blocked is null` : sql`true`}`
}

/** Of the named ones, which cannot be decided so, and why. */
async function leftOut(ctx: Context, listId: string, decision: Decision, items: readonly number[]): Promise<Left[]> {
  const { rows } = await sql<{
    item: number
    name: string
    state: ChangeState
    blocked: string | null
    homeless: boolean
  }>`
    select r.item, r.name, ${stateOf} as state, r.blocked, r.phase >= 50 and r.people > 0 and r.destination is null as homeless
      from unit_list_row r where r.list_id = ${listId} and r.item = any (${[...items]}::int[]) order by r.item for update`.execute(
    ctx.db,
  )
  if (rows.length !== new Set(items).size) throw new Problem('not-found')
  return rows.flatMap(({ item, name, state, blocked, homeless }) => {
    const title = !from[decision].includes(state)
      ? `现为“${wordOf(state)}”，不能${words[decision]}`
      : decision === 'accept' && blocked !== null
        ? (blockedWords[blocked] ?? '不能采纳')
        : decision === 'accept' && homeless
          ? '还有教职工，请先指定去向'
          : null
    return title === null ? [] : [{ item, name, title }]
  })
}

/** Why a difference cannot be accepted at all. */
export const blockedWords: Readonly<Record<string, string>> = {
  'other-province': '主管部门在另一省（含中央与地方之间），不能由名单变更：须在原省撤销、在新省新设，人员另行调动',
  'host-moved': '附设班不能更换主办学校：须撤销原附设班，再新设',
}

async function write(
  ctx: Context,
  decision: Decision,
  chosen: RawBuilder<unknown>,
  note: string | null,
): Promise<number> {
  const { actor } = ctx
  const { numAffectedRows } =
    decision === 'undo'
      ? await sql`update unit_list_row r set decision = null, decided_by_person = null, decided_by_post = null, decided_at = null, note = null, failure = null where ${chosen}`.execute(
          ctx.db,
        )
      : await sql`
          update unit_list_row r set decision = ${decision === 'accept' ? 'accepted' : 'refused'}, decided_by_person = ${actor.personId}::uuid, decided_by_post = ${actor.postId}::uuid,
                 decided_at = ${ctx.now}, note = ${note},
                 failure = case when ${decision === 'accept'} and r.phase >= 50 and (r.people > 0 or r.subunits > 0) then 'holds' end
           where ${chosen}`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}

/** Where the people of a closing unit go. @throws Problem 'not-found', 'unit.list-state' of one that does not close or has, 'unit.list-destination' */
export async function setDestination(
  ctx: Context,
  list: store.ListRow,
  { item, unitId }: { item: number; unitId: string | null },
): Promise<void> {
  const { rows } = await sql<{ unit_id: string; phase: number; applied: boolean }>`
    select unit_id, phase, applied_at is not null as applied from unit_list_row where list_id = ${list.id} and item = ${item} for update`.execute(
    ctx.db,
  )
  const row = rows[0]
  if (!row) throw new Problem('not-found')
  if (list.cancelled_at || list.undone_at || row.phase < 50 || row.applied) throw new Problem('unit.list-state')
  if (unitId !== null) {
    const { rows: fits } = await sql`
      select 1 from unit_now u where u.id = ${unitId} and u.id <> ${row.unit_id} and u.level in ('province', 'city', 'county', 'school')
         and not exists (select from unit_list_row c where c.list_id = ${list.id} and c.unit_id = u.id and c.phase >= 50 and c.decision is distinct from 'refused')`.execute(
      ctx.db,
    )
    if (fits.length === 0) throw new Problem('unit.list-destination')
  }
  const done =
    await sql`update unit_list_row set destination = ${unitId} where list_id = ${list.id} and item = ${item}`.execute(
      ctx.db,
    )
  if (done.numAffectedRows !== 1n) throw new Error('the destination was not kept')
  await store.changeList(ctx, list.id, {})
  await audit(ctx, {
    action: 'unit.list.destination',
    object: { type: 'list', id: list.id },
    detail: { item, unit: row.unit_id, destination: unitId },
  })
}
