import { sql } from 'kysely'
import { type Context, exactly } from '../platform/context.ts'

export interface Desk {
  unit_id: string
  name: string
  path: string
  level: string
  /** where the desks of the unit stand: itself, or the host of an attached class */
  desk_id: string
  desk_name: string
  desk_path: string
  parent_id: string | null
  parent_name: string | null
  parent_path: string | null
}

export async function desksOf(ctx: Context, unitIds: readonly string[]): Promise<Map<string, Desk>> {
  const { rows } = await sql<Desk>`select * from app.unit_desk(${[...new Set(unitIds)]}::bigint[])`.execute(ctx.db)
  return new Map(rows.map((row) => [row.unit_id, row]))
}

/** Who holds a role at these units: unit id → person ids. */
export async function holdersOf(
  ctx: Context,
  unitIds: readonly string[],
  role: string,
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{
    unit_id: string
    person_id: string
  }>`select * from app.post_holders(${[...new Set(unitIds)]}::bigint[], ${role})`.execute(ctx.db)
  const holders = new Map<string, string[]>()
  for (const row of rows) holders.set(row.unit_id, [...(holders.get(row.unit_id) ?? []), row.person_id])
  return holders
}

export interface NewCase {
  province_code: string
  id: string
  flow: string
  change_id: string | null
  teacher_id: string | null
  subject_person: string | null
  unit_id: string
  unit_name: string
  title: string
  body: object
  round: number
  opened_by_person: string
  opened_by_post: string
}
export interface NewStep {
  province_code: string
  case_id: string
  round: number
  ordinal: number
  name: string
  title: string
  deciding: boolean
  role: string
  rule: string
  /** the unit the rule speaks of: its authority is found anew when it moves */
  of_unit_id: string
  unit_id: string
  unit_name: string
  note: string | null
  opened: boolean
  /** an act done in the opening itself */
  done: boolean
}
export interface NewParty {
  province_code: string
  case_id: string
  unit_id: string
  unit_path: string
  role: string
}

/** Opens cases and rounds with their parties and steps: four statements for any number. Parties first, for a case is seen through them. */
export async function insertRounds(
  ctx: Context,
  rounds: {
    cases: readonly NewCase[]
    again: readonly { province_code: string; id: string; round: number }[]
    steps: readonly NewStep[]
    parties: readonly NewParty[]
  },
): Promise<void> {
  const { cases, again, steps, parties } = rounds
  if (cases.length > 0)
    await sql`insert into review_case (province_code, id, flow, change_id, teacher_id, subject_person, unit_id, unit_name, title, body, round, opened_by_person, opened_by_post)
      select x.* from json_to_recordset(${JSON.stringify(cases)}::json) as x (province_code text, id uuid, flow text, change_id uuid, teacher_id uuid, subject_person uuid, unit_id bigint,
        unit_name text, title text, body jsonb, round int, opened_by_person uuid, opened_by_post uuid)`.execute(ctx.db)
  if (parties.length > 0)
    await sql`insert into case_party (province_code, case_id, unit_id, unit_path, role)
      select distinct x.* from json_to_recordset(${JSON.stringify(parties)}::json) as x (province_code text, case_id uuid, unit_id bigint, unit_path text, role text)`.execute(
      ctx.db,
    )
  if (again.length > 0)
    await sql`update review_case c set round = x.round from json_to_recordset(${JSON.stringify(again)}::json) as x (province_code text, id uuid, round int)
      where c.province_code = x.province_code and c.id = x.id`.execute(ctx.db)
  await sql`insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, of_unit_id, unit_id, unit_name, note, opened_at, decided_at, decision, decided_by_person, decided_by_post)
    select x.province_code, x.case_id, x.round, x.ordinal, x.name, x.title, x.deciding, x.role, x.rule, x.of_unit_id, x.unit_id, x.unit_name, x.note,
           case when x.opened or x.done then now() end, case when x.done then now() end, case when x.done then 'pass' end,
           case when x.done then ${ctx.actor.personId}::uuid end, case when x.done then ${ctx.actor.postId}::uuid end
      from json_to_recordset(${JSON.stringify(steps)}::json) as x (province_code text, case_id uuid, round int, ordinal int, name text, title text, deciding boolean, role text, rule text,
        of_unit_id bigint, unit_id bigint, unit_name text, note text, opened boolean, done boolean)`.execute(ctx.db)
}

export interface Turn {
  id: string
  province_code: string
  flow: string
  change_id: string | null
  teacher_id: string | null
  subject_person: string | null
  unit_id: string
  title: string
  body: unknown
  round: number
  ordinal: number | null
  name: string | null
  deciding: boolean | null
  role: string | null
  desk_unit: string | null
  /** no step follows in this round */
  last: boolean
  /** who wrote what is to be decided */
  authors: string[]
}

/**
 * Locks the cases in order of id and reads where each waits now, who wrote what is decided, and who its parties are. The read follows the lock as a
 * statement of its own: of two who decide at once the second sees the case moved on.
 */
export async function lockTurns(ctx: Context, caseIds: readonly string[]): Promise<Turn[]> {
  await sql`select 1 from review_case where id = any (${caseIds}::uuid[]) order by id for update`.execute(ctx.db)
  return turnsOf(ctx, caseIds)
}

/** Which of these cases have a party at or below the actor's unit. */
export async function partyTo(ctx: Context, caseIds: readonly string[]): Promise<Set<string>> {
  if (caseIds.length === 0) return new Set()
  const { unitPath } = ctx.actor
  const { rows } = await sql<{ case_id: string }>`
    select distinct case_id from case_party where case_id = any (${caseIds}::uuid[]) and unit_path >= ${unitPath} and unit_path < ${`${unitPath}~`}`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ case_id }) => case_id))
}

export async function turnsOf(ctx: Context, caseIds: readonly string[]): Promise<Turn[]> {
  // Three passes over the set, each by index: subqueries in the row would go through every wall again for each case (0.7 ms a case against 0.2).
  const { rows } = await sql<Omit<Turn, 'authors' | 'last'>>`
    select c.id, c.province_code, c.flow, c.change_id, c.teacher_id, c.subject_person, c.unit_id, c.title, c.body, c.round, s.ordinal, s.name, s.deciding, s.role, s.unit_id as desk_unit
      from review_case c
      left join review_step s on s.province_code = c.province_code and s.case_id = c.id and s.opened_at is not null and s.decided_at is null
     where c.id = any (${caseIds}::uuid[]) and c.closed_at is null`.execute(ctx.db)
  const ends = await sql<{ case_id: string; round: number; ordinal: number }>`
    select case_id, round, max(ordinal) as ordinal from review_step where province_code = any (${provincesOf(rows)}) and case_id = any (${rows.map(({ id }) => id)}::uuid[]) group by case_id, round`.execute(
    ctx.db,
  )
  const written = await sql<{ change_id: string; authors: string[] }>`
    select i.change_id, array_agg(distinct a) as authors from change_item i, unnest(i.authors) a
     where i.province_code = any (${provincesOf(rows)}) and i.change_id = any (${rows.flatMap((row) => row.change_id ?? [])}::uuid[]) and i.superseded_at is null and i.settled_at is null
     group by i.change_id`.execute(ctx.db)
  const end = new Map(ends.rows.map((row) => [`${row.case_id}|${row.round}`, row.ordinal]))
  const authors = new Map(written.rows.map((row) => [row.change_id, row.authors]))
  return rows.map((row) => ({
    ...row,
    last: row.ordinal === end.get(`${row.id}|${row.round}`),
    authors: authors.get(row.change_id ?? '') ?? [],
  }))
}

const provincesOf = (rows: readonly { province_code: string }[]) => [...new Set(rows.map((row) => row.province_code))]

export interface Verdict {
  province_code: string
  case_id: string
  round: number
  ordinal: number
  decision: 'pass' | 'return' | 'refuse' | 'withdraw'
  comment: string
}
export interface NewReason {
  province_code: string
  id: string
  case_id: string
  round: number
  ordinal: number
  subset: string | null
  row_id: string | null
  field: string | null
  reason: string
}

const verdictColumns = sql`x (province_code text, case_id uuid, round int, ordinal int, decision text, comment text)`

/** Writes the decisions; returns how many steps were still open, which must be all. */
export async function writeVerdicts(ctx: Context, verdicts: readonly Verdict[]): Promise<number> {
  const result =
    await sql`update review_step s set decided_at = now(), decision = x.decision, comment = nullif(x.comment, ''), decided_by_person = ${ctx.actor.personId}, decided_by_post = ${ctx.actor.postId}
    from json_to_recordset(${JSON.stringify(verdicts)}::json) as ${verdictColumns}
    where s.province_code = x.province_code and s.case_id = x.case_id and s.round = x.round and s.ordinal = x.ordinal and s.decided_at is null`.execute(
      ctx.db,
    )
  return Number(result.numAffectedRows ?? 0n)
}

export async function insertReasons(ctx: Context, reasons: readonly NewReason[]): Promise<void> {
  if (reasons.length === 0) return
  await sql`insert into review_reason (province_code, id, case_id, round, ordinal, subset, row_id, field, reason)
    select x.* from json_to_recordset(${JSON.stringify(reasons)}::json) as x (province_code text, id uuid, case_id uuid, round int, ordinal int, subset text, row_id uuid, field text, reason text)`.execute(
    ctx.db,
  )
}

/** Hands the turn to the step after the one decided. */
export async function openNext(ctx: Context, passed: readonly Verdict[]): Promise<void> {
  if (passed.length === 0) return
  exactly(
    passed.length,
    await sql`update review_step s set opened_at = now()
    from json_to_recordset(${JSON.stringify(passed)}::json) as ${verdictColumns}
    where s.province_code = x.province_code and s.case_id = x.case_id and s.round = x.round and s.ordinal = x.ordinal + 1`.execute(
      ctx.db,
    ),
  )
}

export async function closeCases(
  ctx: Context,
  caseIds: readonly string[],
  outcome: 'approved' | 'rejected' | 'withdrawn',
): Promise<void> {
  if (caseIds.length === 0) return
  exactly(
    caseIds.length,
    await sql`update review_case set closed_at = now(), outcome = ${outcome} where id = any (${caseIds}::uuid[])`.execute(
      ctx.db,
    ),
  )
}

/** A returned change goes on in a new round: what is written from now on stands beside what was decided on. */
export async function nextRound(ctx: Context, changeIds: readonly string[]): Promise<void> {
  if (changeIds.length === 0) return
  exactly(
    changeIds.length,
    await sql`update change set round = round + 1 where id = any (${changeIds}::uuid[])`.execute(ctx.db),
  )
}
