import { sql } from 'kysely'
import type { Answer, Input } from '../../contract/endpoint.ts'
import type { UnitReport, unitReportApi } from '../../contract/unit.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand, exactlyOne } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { signaturesOf } from '../review/signature.ts'

interface Line {
  id: string
  kind: UnitReport['kind']
  about_unit_id: string | null
  about_name: string
  text: string
  proposed: UnitReport['proposed']
  by_post: string
  by_unit: string
  by_path: string
  at: Date
  desk_unit_id: string
  desk: string
  desk_since: Date
  closed_at: Date | null
  outcome: 'answered' | 'settled' | null
  answer: string | null
  answered_by_post: string | null
  settled_by_list: string | null
}
interface StepLine {
  report_id: string
  desk: string
  at: Date
  by_post: string
  words: string | null
}

/** One page of reports: those of the own unit, those that wait at the own desk, or all of the own unit and below; the longest waiting first, then the newest settled. */
export async function reportPage(
  ctx: Context,
  query: Input<typeof unitReportApi.list>['query'],
): Promise<Answer<typeof unitReportApi.list>> {
  const { which, state, kind, aboutUnitId, page, size } = query
  const where = sql.join(
    [
      sql`b.path >= ${ctx.actor.unitPath} and b.path < ${`${ctx.actor.unitPath}~`}`,
      ...(which === 'mine' ? [sql`r.by_unit_id = ${ctx.actor.unitId}`] : []),
      ...(which === 'desk' ? [sql`r.desk_unit_id = ${ctx.actor.unitId} and r.closed_at is null`] : []),
      ...(state ? [state === 'open' ? sql`r.closed_at is null` : sql`r.closed_at is not null`] : []),
      ...(kind ? [sql`r.kind = ${kind}`] : []),
      ...(aboutUnitId ? [sql`r.about_unit_id = ${aboutUnitId}`] : []),
    ],
    sql` and `,
  )
  const { rows: counts } = await sql<{ total: number }>`
    select count(*)::int as total from unit_report r join unit b on b.id = r.by_unit_id where ${where}`.execute(ctx.db)
  const lines = await linesOf(
    ctx,
    sql`${where} order by r.closed_at is not null, case when r.closed_at is null then r.at end, r.closed_at desc, r.id limit ${size} offset ${(page - 1) * size}`,
  )
  return { total: counts[0]?.total ?? 0, rows: await shown(ctx, lines) }
}

/** Says upward that an institution is wrong or missing; it waits at the desk of the unit's authority. */
export async function makeReport(ctx: Context, body: Input<typeof unitReportApi.make>['body']): Promise<UnitReport> {
  const about = body.aboutUnitId ? await aboutOf(ctx, body.aboutUnitId) : null
  const aboutName = about?.name ?? body.proposed.name
  if ((body.kind === 'missing') !== (about === null) || !aboutName) throw new Problem('unit.report-about')
  const { rows } = await sql<{ parent_id: string | null }>`
    select parent_id from app.unit_desk(${[ctx.actor.unitId]}::bigint[])`.execute(ctx.db)
  const desk = rows[0]?.parent_id
  if (!desk) throw new Error(`unit ${ctx.actor.unitId} has no authority to report to`)
  const id = newId()
  await sql`insert into unit_report (province_code, id, by_unit_id, by_person, by_post, kind, about_unit_id, about_name, text, proposed, desk_unit_id)
    values (${ctx.actor.provinceCode}, ${id}, ${ctx.actor.unitId}, ${ctx.actor.personId}, ${ctx.actor.postId}, ${body.kind}, ${about?.id ?? null}, ${aboutName},
            ${body.text}, ${JSON.stringify(body.proposed)}, ${desk})`.execute(ctx.db)
  await addStep(ctx, id, desk, null)
  await audit(ctx, {
    action: 'unit.report',
    object: about ? { type: 'unit', id: about.id } : { type: 'report', id },
    detail: { report: id, kind: body.kind, desk },
  })
  return viewReport(ctx, id)
}

/** 转报上级: the desk hands it one level up. @throws Problem 'unit.report-closed', 'unit.report-elsewhere', 'unit.report-top' */
export async function forwardReport(ctx: Context, reportId: string, wordsSaid: string): Promise<UnitReport> {
  const line = await heldReport(ctx, reportId)
  if (line.desk_unit_id !== ctx.actor.unitId) throw new Problem('unit.report-elsewhere')
  const { rows } = await sql<{ parent_id: string | null }>`
    select parent_id from app.unit_desk(${[ctx.actor.unitId]}::bigint[])`.execute(ctx.db)
  const next = rows[0]?.parent_id
  if (!next) throw new Problem('unit.report-top')
  exactlyOne(
    await ctx.db
      .updateTable('unit_report')
      .set({ desk_unit_id: next, desk_since: ctx.now })
      .where('id', '=', reportId)
      .executeTakeFirst(),
  )
  await addStep(ctx, reportId, next, wordsSaid || null)
  await audit(ctx, {
    action: 'unit.report.answer',
    object: { type: 'report', id: reportId },
    detail: { before: { desk: line.desk_unit_id }, after: { desk: next } },
  })
  return viewReport(ctx, reportId)
}

/** Answered and closed, by the desk that holds it or by the centre. @throws Problem 'unit.report-closed', 'unit.report-elsewhere' */
export async function answerReport(ctx: Context, reportId: string, answer: string): Promise<UnitReport> {
  const line = await heldReport(ctx, reportId)
  if (line.desk_unit_id !== ctx.actor.unitId && ctx.actor.level !== 'ministry')
    throw new Problem('unit.report-elsewhere')
  exactlyOne(
    await ctx.db
      .updateTable('unit_report')
      .set({
        closed_at: ctx.now,
        outcome: 'answered',
        answer,
        answered_by_person: ctx.actor.personId,
        answered_by_post: ctx.actor.postId,
      })
      .where('id', '=', reportId)
      .executeTakeFirst(),
  )
  await audit(ctx, {
    action: 'unit.report.answer',
    object: { type: 'report', id: reportId },
    detail: { before: { state: 'open' }, after: { state: 'answered' }, reason: answer },
  })
  return viewReport(ctx, reportId)
}

/** Locks a report that is still open, for whoever decides on it. */
async function heldReport(ctx: Context, reportId: string): Promise<Line> {
  const found = await lineOf(ctx, reportId)
  demand(ctx, 'unit.report.answer', { unitPath: found.by_path })
  // row-level security shows for an update only what this desk may write: nothing locked means it waits elsewhere
  const { rows } = await sql`select from unit_report where id = ${reportId} for update`.execute(ctx.db)
  const line = await lineOf(ctx, reportId)
  if (line.closed_at) throw new Problem('unit.report-closed')
  if (rows.length === 0) throw new Problem('unit.report-elsewhere')
  return line
}

async function viewReport(ctx: Context, id: string): Promise<UnitReport> {
  const [view] = await shown(ctx, [await lineOf(ctx, id)])
  if (!view) throw new Problem('not-found')
  return view
}

async function lineOf(ctx: Context, id: string): Promise<Line> {
  const [line] = await linesOf(
    ctx,
    sql`r.id = ${id} and b.path >= ${ctx.actor.unitPath} and b.path < ${`${ctx.actor.unitPath}~`}`,
  )
  if (!line) throw new Problem('not-found')
  return line
}

async function linesOf(ctx: Context, where: ReturnType<typeof sql>): Promise<Line[]> {
  const { rows } = await sql<Line>`
    with shown as materialized (select r.*, b.path as by_path from unit_report r join unit b on b.id = r.by_unit_id where ${where})
    select s.id, s.kind, s.about_unit_id, s.about_name, s.text, s.proposed, s.by_post, s.by_path, s.at, s.desk_unit_id, s.desk_since, s.closed_at, s.outcome, s.answer,
           s.answered_by_post, s.settled_by_list::text, bu.name as by_unit, d.name as desk
      from shown s
      left join lateral app.unit_desk(array[s.by_unit_id]) bu on true
      left join lateral app.unit_desk(array[s.desk_unit_id]) d on true
     order by s.closed_at is not null, case when s.closed_at is null then s.at end, s.closed_at desc, s.id`.execute(
    ctx.db,
  )
  return rows
}

async function addStep(ctx: Context, reportId: string, desk: string, said: string | null): Promise<void> {
  await sql`insert into unit_report_step (province_code, report_id, ordinal, desk_unit_id, words, by_person, by_post)
    select r.province_code, r.id, (select count(*) from unit_report_step s where s.report_id = r.id), ${desk}, ${said}, ${ctx.actor.personId}, ${ctx.actor.postId}
      from unit_report r where r.id = ${reportId}`.execute(ctx.db)
}

async function aboutOf(ctx: Context, unitId: string): Promise<{ id: string; name: string }> {
  const { rows } = await sql<{ id: string; name: string; path: string }>`
    select id, name, path from unit_now where id = ${unitId}`.execute(ctx.db)
  const about = rows[0]
  if (!about?.path.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  demand(ctx, 'unit.report', { unitId, unitPath: about.path })
  return about
}

async function shown(ctx: Context, lines: readonly Line[]): Promise<UnitReport[]> {
  if (lines.length === 0) return []
  const { rows: steps } = await sql<StepLine>`
    select s.report_id, d.name as desk, s.at, s.by_post, s.words from unit_report_step s
      left join lateral app.unit_desk(array[s.desk_unit_id]) d on true
     where s.report_id = any (${lines.map(({ id }) => id)}::uuid[]) order by s.report_id, s.ordinal`.execute(ctx.db)
  const signatures = await signaturesOf(ctx, [
    ...lines.flatMap(({ by_post, answered_by_post }) => [by_post, answered_by_post]),
    ...steps.map(({ by_post }) => by_post),
  ])
  const lists = lines.flatMap(({ settled_by_list }) => settled_by_list ?? [])
  const { rows: named } = await sql<{ id: string; no: string }>`
    select id, no from app.unit_list_names(${lists}::text[])`.execute(ctx.db)
  const numbers = new Map(named.map(({ id, no }) => [id, no]))
  return lines.map((line) => ({
    id: line.id,
    kind: line.kind,
    about: line.about_unit_id ? { id: line.about_unit_id, name: line.about_name } : null,
    aboutName: line.about_name,
    text: line.text,
    proposed: line.proposed,
    by: signatures.get(line.by_post) ?? null,
    byUnit: line.by_unit ?? '（已撤销的机构）',
    at: line.at.toISOString(),
    state: line.outcome ?? 'open',
    desk: line.desk ?? '（已撤销的机构）',
    deskSince: line.desk_since.toISOString(),
    path: steps
      .filter(({ report_id }) => report_id === line.id)
      .map((step) => ({
        desk: step.desk ?? '（已撤销的机构）',
        at: step.at.toISOString(),
        by: signatures.get(step.by_post) ?? null,
        words: step.words,
      })),
    answer: line.answer,
    answeredBy: signatures.get(line.answered_by_post ?? '') ?? null,
    closedAt: line.closed_at?.toISOString() ?? null,
    settledBy: line.settled_by_list ? `机构名单 ${numbers.get(line.settled_by_list) ?? ''}`.trim() : null,
    can: canOf(ctx, line),
  }))
}

function canOf(ctx: Context, line: Line): UnitReport['can'] {
  if (line.closed_at || !ctx.guard.can(ctx.actor, 'unit.report.answer', { unitPath: line.by_path })) return []
  const here = line.desk_unit_id === ctx.actor.unitId
  return [
    ...(here && ctx.actor.level !== 'ministry' ? (['forward'] as const) : []),
    ...(here || ctx.actor.level === 'ministry' ? (['answer'] as const) : []),
  ]
}
