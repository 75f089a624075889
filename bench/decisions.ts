import type pg from 'pg'
import type { Actor } from '../contract/policy.ts'
import { inventPeople } from '../practice/people.ts'
import { inventRecord } from '../practice/records.ts'
import { registerPeople } from '../server/account/door.ts'
import { saveDraftRows } from '../server/change/draft.ts'
import { flows } from '../server/flows.ts'
import { asActor, asNobody, type Context, type House } from '../server/platform/context.ts'
import { handOver, send } from '../server/report/rules.ts'
import { decide } from '../server/review/decide.ts'
import { inbox } from '../server/review/inbox.ts'
import { drawList } from '../server/review/list.ts'
import { actorOfPost } from '../server/session/actor.ts'
import { fillTestCountry, subsetsInForce } from '../server/testing/country.ts'
import { onCluster } from './cluster.ts'

export interface DecisionFigures {
  cases: number
  /** rows that the decisions wrote into the register */
  records: number
  /** seconds: the list of the school (everybody judged, the sample drawn) and its page; one act of the authority that passes all cases into effect; the same rows written by the engine alone */
  seconds: { list: number; page: number; decide: number; raw: number }
  ratio: number
}

const school = '甲省东市甲县第一小学'
const county = '甲省东市甲县教育局'

/** `cases` reports passed into effect by one act, against the same rows and updates as plain set SQL on copies of the tables with all their indexes, in one run, fsync on. */
export function benchDecisions({ cases }: { cases: number }): Promise<DecisionFigures> {
  return onCluster(async ({ house, office, eye, owner }) => {
    await fillTestCountry(owner, house.keys)
    return measure(house, office, eye, cases)
  })
}

async function measure(house: House, office: House, eye: pg.Client, cases: number): Promise<DecisionFigures> {
  const ids = await report(house, office, eye, cases)
  const reviewer = await holder(house, eye, 'information', county)
  const schoolId = (await holder(house, eye, 'information', school)).unitId
  const waiting = await openCases(house, reviewer, ids)
  // what autovacuum does within the minute after so many new rows
  await eye.query('analyze')
  const list = await timed(() => asActor(house, reviewer, (ctx) => drawList(ctx, schoolId)))
  const page = await timed(() =>
    asActor(house, reviewer, (ctx) => inbox(ctx, { unitId: schoolId, page: 1, size: 200 })),
  )
  const began = performance.now()
  const result = await asActor(house, reviewer, (ctx) => decide(ctx, flows, waiting))
  const decided = (performance.now() - began) / 1000
  if (result.done !== cases)
    throw new Error(
      `${result.done} of ${cases} decided: ${JSON.stringify(result.results.find(({ outcome }) => outcome === 'skipped'))}`,
    )
  const { records, raw } = await writeRaw(eye)
  return { cases, records, seconds: { list, page, decide: decided, raw }, ratio: decided / raw }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** Brings invented teachers of one school to the authority's desk. */
async function report(house: House, office: House, eye: pg.Client, cases: number): Promise<string[]> {
  const clerk = await holder(house, eye, 'information', school)
  const people = inventPeople('bench', cases, { region: '330106' })
  const place = { id: clerk.unitId, path: clerk.unitPath, provinceCode: clerk.provinceCode, category: 'k12' }
  const registered = await asNobody(office, (ctx) => registerPeople(ctx, people, place))
  const ids = registered.map(({ teacherId }) => teacherId)
  await asActor(house, clerk, (ctx) =>
    saveDraftRows(
      ctx,
      people.flatMap((person, at) =>
        Object.entries(inventRecord(person, { name: school, category: 'k12' }, ctx.today))
          .filter(([subset]) => subsetsInForce.some((name) => name === subset))
          .flatMap(([subset, rows]) =>
            (rows ?? []).map((row) => ({
              teacherId: ids[at] ?? '',
              subset,
              values: { ...row.values } as Record<string, string | string[]>,
            })),
          ),
      ),
    ),
  )
  await asActor(house, clerk, (ctx) => handOver(ctx, ids, false))
  const head = await holder(house, eye, 'head', school)
  await asActor(house, head, async (ctx) => decide(ctx, flows, await casesOf(ctx, ids)))
  await asActor(house, clerk, (ctx) => send(ctx, ids))
  return ids
}

async function holder(house: House, eye: pg.Client, role: string, unit: string): Promise<Actor> {
  const { rows } = await eye.query<{ id: string }>(
    'select h.id from post_holding h join unit_now u on u.id = h.unit_id where u.name = $1 and h.role = $2',
    [unit, role],
  )
  const actor = rows[0] && (await actorOfPost(house, rows[0].id))
  if (!actor) throw new Error(`nobody is ${role} at ${unit}`)
  return actor
}

const openCases = (house: House, actor: Actor, ids: readonly string[]) =>
  asActor(house, actor, (ctx) => casesOf(ctx, ids))

async function casesOf(ctx: Context, teacherIds: readonly string[]) {
  const rows = await ctx.db
    .selectFrom('review_case')
    .select(['id', 'round'])
    .where('teacher_id', 'in', [...teacherIds])
    .where('closed_at', 'is', null)
    .execute()
  return rows.map((row) => ({ ...row, decision: 'pass' as const, reasons: [], comment: '' }))
}

/** The very rows that the act wrote, again, by the engine alone: into copies with all indexes, in one transaction. */
async function writeRaw(eye: pg.Client): Promise<{ records: number; raw: number }> {
  const written = ['record', 'teacher_version', 'message', 'audit_event']
  const changed: [string, string][] = [
    ['review_step', 'set decided_at = now() where decided_at is not null'],
    ['review_case', 'set closed_at = now() where closed_at is not null'],
    ['change_item', 'set settled_at = now()'],
    ['change', 'set applied_at = now(), closed_at = now()'],
    ['teacher', 'set in_effect_since = now(), highest_education = highest_education where in_effect_since is not null'],
  ]
  await eye.query('create schema raw')
  for (const table of [...written, ...changed.map(([name]) => name)])
    await eye.query(`create table raw.${table} (like public.${table} including all)`)
  for (const [table] of changed)
    await eye.query(`insert into raw.${table} overriding system value select * from public.${table}`)
  const began = performance.now()
  await eye.query('begin')
  for (const table of written)
    await eye.query(
      `insert into raw.${table} overriding system value select * from public.${table}${table === 'audit_event' ? " where action = 'case.decide' and role = 'information'" : ''}`,
    )
  for (const [table, what] of changed) await eye.query(`update raw.${table} ${what}`)
  await eye.query('commit')
  const raw = (performance.now() - began) / 1000
  const { rows } = await eye.query<{ n: number }>('select count(*)::int as n from raw.record')
  return { records: rows[0]?.n ?? 0, raw }
}
