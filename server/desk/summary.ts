import { sql } from 'kysely'
import { type Stage, stages } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'
import { profileOf } from '../profile/rules.ts'
import { signaturesOf } from '../review/signature.ts'
import { inWords } from './problems.ts'
import * as store from './sql.ts'

interface Waiting {
  teacher_id: string
  change_id: string
  round: number
  late: boolean
  submitted: boolean
  handed_at: Date
  handed_by: string | null
}

/**
 * 交接单: how far the school is, and what waits for the 负责人's signature, in numbers (product decision 1): how many people, what is new, what the check warns of, what is late, what
 * comes again after a return.
 */
export async function summary(ctx: Context) {
  const { unitPath, provinceCode } = ctx.actor
  const place = { path: unitPath, alone: false }
  const counted = await sql<{ stage: Stage; n: number }>`
    select s.stage, count(*)::int as n from teacher_stage s where s.unit_path >= ${unitPath} and s.unit_path < ${`${unitPath}~`} group by s.stage`.execute(
    ctx.db,
  )
  const { rows: waiting } = await sql<Waiting>`
    select c.teacher_id, c.change_id, c.round, h.late, s.opened_at as handed_at,
           (select p.decided_by_post from review_step p where p.province_code = s.province_code and p.case_id = s.case_id and p.round = s.round and p.ordinal < s.ordinal order by p.ordinal desc limit 1) as handed_by,
           exists (select from review_step p where p.province_code = s.province_code and p.case_id = s.case_id and p.round = s.round and p.name = 'check' and p.opened_at < p.decided_at) as submitted
      from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
      join change h on h.province_code = c.province_code and h.id = c.change_id
     where s.unit_id = ${ctx.actor.unitId} and s.role = 'head' and s.name = 'sign' and s.opened_at is not null and s.decided_at is null and c.closed_at is null
       and c.flow in ('report', 'addition')
     order by s.opened_at desc limit 10000`.execute(ctx.db)
  const teachers = [...new Set(waiting.map(({ teacher_id }) => teacher_id))]
  const changes = await sql<{ category: string; subset: string; people: number; added: number; edited: number }>`
    select t.category, i.subset, count(distinct i.teacher_id)::int as people, (count(*) filter (where i.op = 'add'))::int as added, (count(*) filter (where i.op <> 'add'))::int as edited
      from change_item i join teacher t on t.province_code = i.province_code and t.id = i.teacher_id
     where i.province_code = ${provinceCode} and i.change_id = any (${waiting.map(({ change_id }) => change_id)}::uuid[]) and i.superseded_at is null and i.settled_at is null
     group by 1, 2`.execute(ctx.db)
  const labelled = new Map<
    string,
    { subset: string; label: string; people: number; added: number; edited: number; at: number }
  >()
  for (const { category, ...line } of changes.rows) {
    const { subsets } = await profileOf(ctx, provinceCode, category)
    const at = subsets.findIndex(({ name }) => name === line.subset)
    const known = labelled.get(line.subset) ?? {
      subset: line.subset,
      label: subsets[at]?.label ?? line.subset,
      people: 0,
      added: 0,
      edited: 0,
      at,
    }
    known.people += line.people
    known.added += line.added
    known.edited += line.edited
    labelled.set(line.subset, known)
  }
  const last = waiting[0]
  const signed = await signaturesOf(ctx, [last?.handed_by])
  const rules = teachers.length > 0 ? await store.rulesOf(ctx, place, teachers) : []
  return {
    counts: Object.fromEntries(
      stages.map((stage) => [stage, counted.rows.find((row) => row.stage === stage)?.n ?? 0]),
    ) as Record<Stage, number>,
    signing: {
      people: teachers.length,
      byTeachers: waiting.filter(({ submitted }) => submitted).length,
      late: waiting.filter(({ late }) => late).length,
      again: waiting.filter(({ round }) => round > 1).length,
      handedBy: signed.get(last?.handed_by ?? '')?.person ?? null,
      handedAt: last?.handed_at.toISOString() ?? null,
      changes: [...labelled.values()].sort((a, b) => a.at - b.at).map(({ at: _, ...line }) => line),
      warnings: (await inWords(ctx, provinceCode, rules)).filter(({ severity }) => severity === 'warning'),
      unchecked: teachers.length === 0 ? 0 : teachers.length - (await store.checkedAmong(ctx, teachers)),
    },
  }
}
