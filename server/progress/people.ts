import { sql } from 'kysely'
import type { ProgressPerson } from '../../contract/progress.ts'
import type { Stage } from '../../contract/teacher.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { coolsUntil } from './rules.ts'
import { chainTo } from './sql.ts'

export interface PersonLine {
  id: string
  person_id: string
  name: string
  unit_id: string
  unit_path: string
  unit_name: string
  stage: Stage
  since: Date
  urged_at: Date | null
  urged_seen_at: Date | null
  urge_hours: number
  /** the teacher has it in hand */
  unfinished: boolean
  of: number
}

type Which = { ids: readonly string[] } | { unitId: string; stage: Stage | undefined; page: number; size: number }

/** Teachers within reach with the stage of their record, the longest waiting first; without a stage those who have it in hand themselves. */
export async function peopleBy(ctx: Context, which: Which): Promise<PersonLine[]> {
  const { unitPath, unitId } = ctx.actor
  const chosen =
    'ids' in which
      ? sql`s.teacher_id = any (${which.ids}::uuid[])`
      : sql`s.unit_path ^@ (select path from unit where id = ${which.unitId}) and ${which.stage ? sql`s.stage = ${which.stage}` : sql`s.stage in ('empty', 'draft', 'returned')`}`
  const { rows } = await sql<PersonLine>`
    with s as (
      select s.teacher_id, s.unit_id, s.unit_path, s.stage, s.since, count(*) over ()::int as of from teacher_stage s
       where s.unit_path >= ${unitPath} and s.unit_path < ${`${unitPath}~`} and ${chosen}
       order by s.since, s.teacher_id ${'ids' in which ? sql`` : sql`limit ${which.size} offset ${(which.page - 1) * which.size}`})
    select t.id, t.person_id, t.name, s.unit_id, s.unit_path, u.name as unit_name, s.stage, s.since, s.of, s.stage in ('empty', 'draft', 'returned') as unfinished,
           g.at as urged_at, g.read_at as urged_seen_at, coalesce(r.urge_hours, 24) as urge_hours
      from s join teacher t on t.id = s.teacher_id join unit_now u on u.id = s.unit_id
      left join school_round r on r.unit_id = s.unit_id
      left join lateral (select m.at, m.read_at from message m where m.kind = 'urging' and m.from_unit = ${unitId} and m.to_person = t.person_id order by m.at desc limit 1) g on true
     order by s.since, t.id`.execute(ctx.db)
  return rows
}

/** @throws Problem not-found */
export async function people(
  ctx: Context,
  {
    unitId = ctx.actor.unitId,
    stage,
    page,
    size,
  }: { unitId?: string | undefined; stage?: Stage | undefined; page: number; size: number },
): Promise<{ total: number; rows: ProgressPerson[] }> {
  const unit = (await chainTo(ctx, unitId)).at(-1)
  if (!unit) throw new Problem('not-found')
  const rows = await peopleBy(ctx, { unitId, stage, page, size })
  for (const { unit_id, unit_path } of rows) demand(ctx, 'teacher.list', { unitId: unit_id, unitPath: unit_path })
  return {
    total: rows[0]?.of ?? 0,
    rows: rows.map((row) => {
      const may = ctx.guard.can(ctx.actor, 'progress.urge.teacher', { unitId: row.unit_id, unitPath: row.unit_path })
      return {
        teacherId: row.id,
        name: row.name,
        unit: row.unit_name,
        stage: row.stage,
        since: row.since.toISOString(),
        days: Math.floor((ctx.now.getTime() - row.since.getTime()) / 86_400_000),
        urgedAt: row.urged_at?.toISOString() ?? null,
        urgedSeenAt: row.urged_seen_at?.toISOString() ?? null,
        can: may && row.unfinished && !coolsUntil(ctx, row.urged_at, row.urge_hours) ? ['urge'] : [],
      }
    }),
  }
}
