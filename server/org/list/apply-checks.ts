import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { moveBarriers } from '../move.ts'
import type { ListRow } from './sql.ts'

/** Differences of one phase that take effect together, by their items. */
export interface Chunk {
  list: ListRow
  items: readonly number[]
  phase: number
}

/**
 * What must still be so on the day: the unit is the one that was compared, its code free, its authority in force, a closing unit empty, a move allowed. What is not so is
 * marked with its reason and left; the others are returned.
 */
export async function refuseChunk(ctx: Context, { list, items, phase }: Chunk): Promise<number[]> {
  const mine = sql`r.list_id = ${list.id} and r.item = any (${[...items]}::int[])`
  await sql`
    update unit_list_row r set failure = 'changed'
     where ${mine} and r.unit_id is not null
       and not exists (
         select from unit u join unit_version v on v.unit_id = u.id
          where u.id = r.unit_id and v.valid_from = r.base_from and v.by_change = r.base_change and u.parent_id is not distinct from r.base_parent
            and (v.valid_to is null) = ('reopened' <> all (r.kinds)))`.execute(ctx.db)
  if (phase >= 50) {
    await sql`
      update unit_list_row r set failure = 'holds', people = l.people
        from app.unit_load(array(select unit_id from unit_list_row r where ${mine})) l
       where ${mine} and r.unit_id = l.unit_id and coalesce(r.failure, 'holds') = 'holds'
         and (l.people > 0 or exists (select from unit_now c where c.parent_id = l.unit_id))`.execute(ctx.db)
    await sql`
      update unit_list_row r set failure = null, people = 0
        from app.unit_load(array(select unit_id from unit_list_row r where ${mine} and failure = 'holds')) l
       where ${mine} and r.unit_id = l.unit_id and l.people = 0 and not exists (select from unit_now c where c.parent_id = l.unit_id)`.execute(
      ctx.db,
    )
  } else {
    await sql`
      update unit_list_row r set failure = 'code-taken'
       where ${mine} and failure is null and (r.unit_id is null or 'recoded' = any (r.kinds)) and exists (select from unit_code k where k.code = r.code)`.execute(
      ctx.db,
    )
    await sql`
      update unit_list_row r set failure = 'no-authority'
       where ${mine} and failure is null and (r.unit_id is null or r.kinds && '{reopened,moved}')
         and not exists (select from unit_now p where p.code = r.parent_code and (p.level <> 'school' or r.host))`.execute(
      ctx.db,
    )
    await refuseMoves(ctx, { list, items, phase })
  }
  const { rows } = await sql<{
    item: number
  }>`select item from unit_list_row r where ${mine} and failure is null order by item`.execute(ctx.db)
  return rows.map(({ item }) => item)
}

async function refuseMoves(ctx: Context, chunk: Chunk): Promise<void> {
  const moves = await movesOf(ctx, chunk)
  // a reopened unit is no unit in force yet; its move is asked again when it is
  const standing = moves.filter(({ reopened }) => !reopened)
  if (standing.length === 0) return
  const barriers = await moveBarriers(ctx, standing)
  const refused = standing.flatMap(({ item, unitId }) => {
    const barrier = barriers.get(unitId)
    return barrier ? [{ item, failure: `move:${barrier.message}` }] : []
  })
  if (refused.length === 0) return
  await sql`
    update unit_list_row r set failure = x.failure
      from jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) as x (item int, failure text)
     where r.list_id = ${chunk.list.id} and r.item = x.item`.execute(ctx.db)
}

export interface ListMove {
  item: number
  unitId: string
  toAuthorityId: string
  reopened: boolean
}

/** The differences of a chunk that change a unit's authority. */
export async function movesOf(ctx: Context, { list, items }: Chunk): Promise<ListMove[]> {
  const { rows } = await sql<ListMove>`
    select r.item, r.unit_id as "unitId", p.id as "toAuthorityId", 'reopened' = any (r.kinds) as reopened
      from unit_list_row r join unit_now p on p.code = r.parent_code join unit u on u.id = r.unit_id and u.parent_id is distinct from p.id
     where r.list_id = ${list.id} and r.item = any (${[...items]}::int[]) and 'moved' = any (r.kinds) and r.failure is null`.execute(
    ctx.db,
  )
  return rows
}
