import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { ListView } from '../../contract/review.ts'
import { audit } from '../platform/audit.ts'
import { type Context, exactly } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { barrier } from './decide.ts'
import { mustLook } from './must.ts'
import { settingOf } from './setting.ts'
import { turnsOf } from './sql.ts'

/** A list is judged and drawn in one request: the oldest so many; the others follow with the next list. */
const longest = 2000

export interface List {
  id: string
  province_code: string
  school_id: string
  seed: string
  rate: number
  at_least: number
  at_most: number
  answered: number
  drawn_at: Date
}

/**
 * Opens the desk for one school: the list that is being worked on, or a new one of what waits here now. Of a new list everybody is judged (必看), and of the
 * others a sample is drawn by a seed that is kept: in the order of SHA-256(seed, id of the case) the first so many, so that anybody can draw it again.
 * A list is drawn once; until it is worked off there is no other, and what comes later waits for the next. Null: nothing of this school waits here.
 */
export async function drawList(ctx: Context, schoolId: string): Promise<ListView | null> {
  const open = await openList(ctx, schoolId)
  if (open && (await waits(ctx, open))) return stateOf(ctx, open)
  if (open) await endList(ctx, open)
  const list = await newList(ctx, schoolId)
  return list && stateOf(ctx, list)
}

/** The list of a school that is being worked on at this desk. */
export async function openList(ctx: Context, schoolId: string): Promise<List | null> {
  const { rows } = await sql<List>`
    select id, province_code, school_id, seed, rate, at_least, at_most, answered, drawn_at from review_list
     where unit_id = ${ctx.actor.unitId} and role = ${ctx.actor.role} and school_id = ${schoolId} and ended_at is null`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}

interface Waiting {
  case_id: string
  teacher_id: string | null
  change_id: string | null
  flow: string
  round: number
  ordinal: number
  deciding: boolean
  note: string | null
  late: boolean | null
  returned: boolean
}

async function newList(ctx: Context, schoolId: string): Promise<List | null> {
  const { rows } = await sql<Waiting>`
    select s.case_id, c.teacher_id, c.change_id, c.flow, c.round, s.ordinal, s.deciding, s.note, h.late,
           exists (select from review_step r where r.province_code = c.province_code and r.case_id = c.id and r.decision = 'return') as returned
      from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
      left join change h on h.province_code = c.province_code and h.id = c.change_id
     where s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null and s.name <> 'send' and c.unit_id = ${schoolId}
     order by s.opened_at, s.case_id limit ${longest}`.execute(ctx.db)
  const turns = await turnsOf(
    ctx,
    rows.map(({ case_id }) => case_id),
  )
  const barred = new Set(turns.filter((turn) => barrier(ctx, turn) !== null).map(({ id }) => id))
  const mine = rows.filter(({ case_id }) => !barred.has(case_id))
  if (mine.length === 0) return null
  const must = await mustLook(
    ctx,
    mine.flatMap((row) =>
      row.teacher_id
        ? [
            {
              id: row.case_id,
              teacherId: row.teacher_id,
              changeId: row.flow === 'report' ? null : row.change_id,
              returned: row.returned,
              late: row.late ?? false,
              note: row.note,
            },
          ]
        : [],
    ),
  )
  const { setting } = await settingOf(ctx)
  const seed = randomBytes(16).toString('hex')
  const deciding = mine.filter((row) => row.deciding)
  const size = Math.min(setting.atMost, Math.max(setting.atLeast, Math.ceil((deciding.length * setting.rate) / 100)))
  const drawn = new Set(
    sample(
      seed,
      deciding.flatMap(({ case_id }) => (must.has(case_id) ? [] : case_id)),
      size,
    ),
  )
  const id = newId()
  const made =
    await sql`insert into review_list (province_code, id, unit_id, role, school_id, seed, rate, at_least, at_most, drawn_by_person, drawn_by_post)
    values (${ctx.actor.provinceCode}, ${id}, ${ctx.actor.unitId}, ${ctx.actor.role}, ${schoolId}, ${seed}, ${setting.rate}, ${setting.atLeast}, ${setting.atMost}, ${ctx.actor.personId}, ${ctx.actor.postId})
    on conflict (province_code, unit_id, role, school_id) where ended_at is null do nothing`.execute(ctx.db)
  // somebody else at this desk opened the school at the same moment
  if (made.numAffectedRows === 0n) return openList(ctx, schoolId)
  const listed = mine.map((row) => ({
    case_id: row.case_id,
    round: row.round,
    ordinal: row.ordinal,
    must: must.get(row.case_id) ?? [],
    drawn: drawn.has(row.case_id) ? 1 : 0,
  }))
  await sql`insert into review_listed (province_code, list_id, case_id, round, ordinal, must, drawn)
    select ${ctx.actor.provinceCode}, ${id}, x.* from json_to_recordset(${JSON.stringify(listed)}::json) as x (case_id uuid, round int, ordinal int, must jsonb, drawn int)`.execute(
    ctx.db,
  )
  await audit(ctx, {
    action: 'case.sample',
    object: { type: 'unit', id: schoolId },
    detail: { list: id, seed, ...setting, listed: mine.length, must: must.size, drawn: drawn.size },
  })
  return openList(ctx, schoolId)
}

/** The first `size` of these in the order of the hash with the seed. */
export function sample(seed: string, ids: readonly string[], size: number): string[] {
  const order = (id: string) => createHash('sha256').update(`${seed}|${id}`).digest('hex')
  return ids
    .map((id) => ({ id, at: order(id) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, size)
    .map(({ id }) => id)
}

/** A case of a list, as it stands at this desk now; `c`, `s`, `x`: case, its step in the round of the list, the line of the list. */
const listed = (ctx: Context, list: List) => sql`
  from review_listed x join review_case c on c.id = x.case_id
  join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.round = x.round and s.ordinal = x.ordinal
  left join review_mark m on m.province_code = c.province_code and m.case_id = c.id and m.post_id = ${ctx.actor.postId} and m.round = x.round
 where x.province_code = ${list.province_code} and x.list_id = ${list.id}`
const here = (ctx: Context) =>
  sql`(c.closed_at is null and c.round = x.round and s.decided_at is null and s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role})`
/** has to be looked at: at a step that decides, whoever is risky or was drawn */
const toSee = sql`(s.deciding and (x.drawn > 0 or x.must <> '[]'))`

async function waits(ctx: Context, list: List): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`
    select exists (select ${listed(ctx, list)} and ${here(ctx)}) as any`.execute(ctx.db)
  return rows[0]?.any ?? false
}

/** Ends a list of which nothing waits here any more. */
export async function endIfDone(ctx: Context, list: List): Promise<void> {
  if (!(await waits(ctx, list))) await endList(ctx, list)
}

async function endList(ctx: Context, list: List): Promise<void> {
  exactly(
    1,
    await sql`update review_list set ended_at = now() where province_code = ${list.province_code} and id = ${list.id} and ended_at is null`.execute(
      ctx.db,
    ),
  )
}

/** How far the work on a list is, as this person sees it: what others of the desk have decided counts, what they only marked does not. */
export async function stateOf(ctx: Context, list: List): Promise<ListView> {
  const { rows } = await sql<
    Record<'total' | 'must' | 'must_done' | 'drawn' | 'drawn_done' | 'failed' | 'rest' | 'unmarked', number>
  >`
    with l as (select x.drawn, x.must <> '[]' as must, s.deciding, s.decision, ${here(ctx)} as here, ${toSee} as to_see, m.verdict,
        exists (select from review_look k where k.province_code = c.province_code and k.case_id = c.id and k.round = x.round and k.ordinal = x.ordinal and k.person_id = ${ctx.actor.personId}) as seen
      ${listed(ctx, list)}),
    d as (select *, not here or (seen and verdict in ('pass', 'return')) as done from l)
    select count(*)::int as total,
           count(*) filter (where to_see and must)::int as must, count(*) filter (where to_see and must and done)::int as must_done,
           count(*) filter (where to_see and drawn > 0)::int as drawn, count(*) filter (where to_see and drawn > 0 and done)::int as drawn_done,
           count(*) filter (where to_see and drawn > 0 and case when here then verdict = 'return' else decision = 'return' end)::int as failed,
           count(*) filter (where here and not to_see and (verdict is null or verdict = 'skip'))::int as rest,
           count(*) filter (where here and (verdict is null or verdict = 'skip'))::int as unmarked
      from d`.execute(ctx.db)
  const [count] = rows
  if (!count) throw new Error(`list ${list.id} has no counts`)
  const newer = await sql<{ n: number }>`
    select count(*)::int as n from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
     where s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null and s.name <> 'send' and c.unit_id = ${list.school_id}
       and not exists (select from review_listed x where x.province_code = ${list.province_code} and x.list_id = ${list.id} and x.case_id = c.id and x.round = c.round and x.ordinal = s.ordinal)`.execute(
    ctx.db,
  )
  const [must, drawn] = [count.must - count.must_done, count.drawn - count.drawn_done]
  const open = [must > 0 && `必看 ${must} 人`, drawn > 0 && `抽样 ${drawn} 人`].filter(Boolean).join('、')
  const choose = count.failed > list.answered
  return {
    id: list.id,
    drawnAt: list.drawn_at.toISOString(),
    seed: list.seed,
    rate: list.rate,
    atLeast: list.at_least,
    atMost: list.at_most,
    total: count.total,
    must: count.must,
    mustDone: count.must_done,
    drawn: count.drawn,
    drawnDone: count.drawn_done,
    failed: count.failed,
    rest: count.rest,
    unmarked: count.unmarked,
    newer: newer.rows[0]?.n ?? 0,
    missing: choose
      ? `抽样中有 ${count.failed} 人退回，请先选择整批退回，或扩大抽样`
      : open === ''
        ? null
        : `还有${open}没有查看并标记`,
    choose,
  }
}

/** The unseen rest: waits here, neither risky nor drawn (of a return of the whole: these too), and not marked. */
export async function restOf(
  ctx: Context,
  list: List,
  which: 'pass' | 'return',
): Promise<{ id: string; round: number }[]> {
  const { rows } = await sql<{ id: string; round: number }>`
    select c.id, c.round ${listed(ctx, list)} and ${here(ctx)} and (m.verdict is null or m.verdict = 'skip') and (${which === 'return'} or not ${toSee})
     order by c.id`.execute(ctx.db)
  return rows
}

/**
 * 扩大抽样: after a failure in the sample as many again are drawn by the same seed, and the failures so far are answered. Without a new failure nothing changes.
 * Null: no list of this school is being worked on.
 */
export async function enlargeList(ctx: Context, schoolId: string): Promise<ListView | null> {
  const list = await openList(ctx, schoolId)
  if (!list) return null
  const state = await stateOf(ctx, list)
  if (!state.choose) return state
  const { rows } = await sql<{ id: string; level: number }>`
    select c.id, (select max(o.drawn) from review_listed o where o.province_code = ${list.province_code} and o.list_id = ${list.id}) as level
      ${listed(ctx, list)} and ${here(ctx)} and s.deciding and not ${toSee} and m.verdict is null`.execute(ctx.db)
  const drawn = sample(
    list.seed,
    rows.map(({ id }) => id),
    state.drawn,
  )
  await sql`update review_listed set drawn = ${(rows[0]?.level ?? 0) + 1} where province_code = ${list.province_code} and list_id = ${list.id} and case_id = any (${drawn}::uuid[])`.execute(
    ctx.db,
  )
  exactly(
    1,
    await sql`update review_list set answered = ${state.failed} where province_code = ${list.province_code} and id = ${list.id} and answered = ${list.answered}`.execute(
      ctx.db,
    ),
  )
  await audit(ctx, {
    action: 'case.sample',
    object: { type: 'unit', id: schoolId },
    detail: { list: list.id, failed: state.failed, enlargedBy: drawn.length },
  })
  return stateOf(ctx, { ...list, answered: state.failed })
}
