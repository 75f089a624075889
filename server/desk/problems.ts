import type { z } from 'zod'
import type { deskApi, HeatState, ProblemRule } from '../../contract/desk.ts'
import { isOwn } from '../../contract/policy.ts'
import type { Finding, Profile } from '../../standard/indicator.ts'
import { writable } from '../change/draft.ts'
import { titleOf } from '../intake/titles.ts'
import type { Context } from '../platform/context.ts'
import { profileOf } from '../profile/rules.ts'
import { standingOf } from '../record/door.ts'
import { findingsOf } from '../record/judge.ts'
import { ownPlace, placeFor } from './place.ts'
import * as store from './sql.ts'

type Query<K extends 'people' | 'heat' | 'schools'> = z.output<NonNullable<(typeof deskApi)[K]['query']>>

/** Of more people than this what was found is not added up at every look: the schools are looked at one by one. */
const most = 50_000

/** 问题数据 of a place by rule. Of schools below an authority: numbers only; who is behind them, the school sees. */
export async function problems(ctx: Context, unitId?: string) {
  const place = await placeFor(ctx, unitId)
  const said = { unitId: place.unitId, unitName: place.name, own: place.own }
  const under = place.alone ? 0 : await store.peopleUnder(ctx, place.path)
  if (under > most) return { ...said, wide: true, total: under, checked: 0, withErrors: 0, oldest: null, rules: [] }
  const counts = await store.countsOf(ctx, place)
  return {
    ...said,
    wide: false,
    ...sayCounts(counts),
    rules: await inWords(ctx, place.provinceCode, await store.rulesOf(ctx, place)),
  }
}

const sayCounts = (line: store.CheckedLine) => ({
  total: line.total,
  checked: line.checked,
  withErrors: line.with_errors,
  oldest: line.oldest?.toISOString() ?? null,
})

/** Rules in the words of the forms; one that several categories share is one. */
export async function inWords(
  ctx: Context,
  provinceCode: string,
  lines: readonly store.RuleLine[],
): Promise<ProblemRule[]> {
  const rules = new Map<string, ProblemRule>()
  for (const line of lines) {
    const profile = await profileOf(ctx, provinceCode, line.category)
    const subset = profile.subsets.find(({ name }) => name === line.subset)
    const field = subset?.fields.find(({ name }) => name === line.field)
    const key = [line.subset, line.field, line.code, line.severity].join('|')
    const known = rules.get(key)
    if (known) Object.assign(known, { people: known.people + line.people, places: known.places + line.places })
    else
      rules.set(key, {
        subset: line.subset,
        subsetLabel: subset?.label ?? line.subset,
        field: line.field,
        fieldLabel: field?.label ?? null,
        code: line.code,
        title: titleOf(line.code),
        severity: line.severity,
        openToTeacher: field ? field.openToTeacher : (subset?.fields.some((each) => each.openToTeacher) ?? false),
        people: line.people,
        places: line.places,
      })
  }
  return [...rules.values()].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning') || b.people - a.people,
  )
}

/** 问题数据 school by school, as numbers. */
export async function schools(ctx: Context, { unitId, page, size }: Query<'schools'>) {
  const place = await placeFor(ctx, unitId)
  const { total, rows } = await store.schoolsOf(ctx, place.path, page, size)
  return { total, rows: rows.map((row) => ({ unitId: row.unit_id, name: row.name, ...sayCounts(row) })) }
}

/** The people of the own school whom a rule found at the last check; what is said of each is judged now, so what was mended since is gone. */
export async function people(ctx: Context, query: Query<'people'>) {
  const place = await ownPlace(ctx, query.unitId)
  const rows = await store.peopleOf(ctx, place, query)
  const standings = await standingOf(
    ctx,
    rows.map(({ id }) => id),
  )
  const wanted = ({ subset, field, code }: Finding) =>
    (!query.subset || subset === query.subset) &&
    (!query.rule || code === query.rule) &&
    (!query.field || field === query.field)
  const answer = []
  for (const row of rows) {
    const standing = standings.get(row.id)
    if (!standing) continue
    answer.push({
      teacherId: row.id,
      name: row.name,
      stage: row.stage,
      canEdit: writable.clerk.includes(row.stage) && isOwn(ctx.actor, standing),
      // the contract names the parts of a finding that pages show; the judge's has more
      findings: ((await findingsOf(ctx, standing)).filter(wanted) as never[]).slice(0, 50),
    })
  }
  return { total: rows[0]?.total ?? 0, rows: answer }
}

/** 完整情况, persons × subsets, by the last check. */
export async function heat(ctx: Context, query: Query<'heat'>) {
  const place = await ownPlace(ctx, query.unitId)
  const profile = await profileOf(ctx, place.provinceCode, place.category ?? '')
  const subsets = profile.subsets.filter(({ rows }) => rows !== 'derived')
  const rows = await store.peopleOf(ctx, place, query)
  return {
    total: rows[0]?.total ?? 0,
    subsets: subsets.map(({ name, label }) => ({ name, label })),
    rows: rows.map((row) => ({
      teacherId: row.id,
      name: row.name,
      stage: row.stage,
      checkedAt: row.checked_at?.toISOString() ?? null,
      cells: row.checked_at ? cellsOf(subsets, row) : {},
    })),
  }
}

function cellsOf(subsets: Profile['subsets'], row: store.PersonLine): Record<string, HeatState> {
  return Object.fromEntries(
    subsets.map(({ name }): [string, HeatState] => {
      const found = (row.findings ?? []).filter(({ subset }) => subset === name)
      if (found.some(({ severity }) => severity === 'error')) return [name, 'gap']
      if (found.length > 0) return [name, 'warning']
      return [name, (row.rows?.[name] ?? 0) > 0 ? 'complete' : 'none']
    }),
  )
}
