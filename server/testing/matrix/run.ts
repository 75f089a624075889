import type { AnyEndpoint, ObjectKind } from '../../../contract/endpoint.ts'
import { can, mayEver } from '../../../contract/policy.ts'
import { samples } from '../samples.ts'
import { type Answer, openWorld, type Voice } from '../world.ts'
import { ask, keyOf, sampleOf, withId } from './ask.ts'
import { leaks } from './canary.ts'
import { type Cells, openCells } from './cells.ts'
import { fillCountry, has, type Named, ownSchool } from './country.ts'
import { isBelow, reachOf, type Seat, within } from './oracle.ts'
import { openSeats, type Principal, seatOf } from './principals.ts'

/** `whole`: as in life; `guard-off`: row-level security alone; `wall-off`: the guard and the queries alone. */
export type Mode = 'whole' | 'guard-off' | 'wall-off'

export interface Report {
  cells: number
  endpoints: number
  principals: number
  seconds: number
  wrongAllow: string[]
  wrongDeny: string[]
  leaks: string[]
  /** writes of a refused request, or of one who never writes */
  writes: string[]
  /** answers by which what exists elsewhere differs from what does not exist */
  telling: string[]
  /** endpoints without a sample, and samples without an endpoint */
  missing: string[]
}

const needsPost = (spec: AnyEndpoint) => !['public', 'signed-in'].includes(spec.permission)

/** A hole made on purpose, to see that the matrix sees it: SQL run as the owner, or a guard that allows all; over a few endpoints. */
export interface Hole {
  sql?: string
  guardOff?: true
  endpoints: readonly string[]
}

/** Every endpoint × every principal × things near and far, each cell rolled back. */
export async function runMatrix(mode: Mode, hole?: Hole): Promise<Report> {
  const began = performance.now()
  const world = await openWorld()
  try {
    // the wall's own refusals are no news
    process.env.XINGTAN_LOG = mode === 'guard-off' ? 'silent' : 'error'
    const { things, aviary, seats } = await fillCountry(world, () => openSeats(world))
    if (hole?.sql) await world.owner.query(hole.sql)
    const cells = await openCells(world, {
      guard: mode === 'guard-off' || hole?.guardOff ? { can: () => true, mayEver: () => true } : { can, mayEver },
      rowSecurity: mode !== 'wall-off',
    })
    try {
      const keys = cells.app.served.map(keyOf)
      const endpoints = cells.app.served
        .filter((spec) => Object.hasOwn(samples, keyOf(spec)) && (!hole || hole.endpoints.includes(keyOf(spec))))
        .sort((a, b) => a.method.localeCompare(b.method))
      const run = { mode, cells, things, aviary, report: emptyReport() }
      run.report.missing = [
        ...keys.filter((key) => !Object.hasOwn(samples, key)),
        ...Object.keys(samples).filter((key) => !keys.includes(key)),
      ]
      if (mode !== 'guard-off')
        for (const { name, voice, told } of seats.outsiders)
          for (const spec of endpoints.filter(needsPost)) await outside(run, name, voice.at(cells.app), spec, told)
      for (const principal of seats.principals)
        for (const spec of endpoints) await endpointFor(run, principal, seatOf(principal, aviary.units), spec)
      return {
        ...run.report,
        endpoints: endpoints.length,
        principals: seats.principals.length + seats.outsiders.length,
        seconds: Math.round((performance.now() - began) / 1000),
      }
    } finally {
      await cells.close()
    }
  } finally {
    await world.close()
  }
}

interface Run {
  mode: Mode
  cells: Cells
  things: Named[]
  aviary: Parameters<typeof leaks>[2]
  report: Report
}
const emptyReport = (): Report => ({
  cells: 0,
  endpoints: 0,
  principals: 0,
  seconds: 0,
  wrongAllow: [],
  wrongDeny: [],
  leaks: [],
  writes: [],
  telling: [],
  missing: [],
})

async function outside(run: Run, name: string, voice: Voice, spec: AnyEndpoint, told: string): Promise<void> {
  const kinds = Object.values(spec.objects ?? {})
  const thing = run.things.find((each) => has(each, kinds))
  if (!thing) return
  run.report.cells += 1
  const answer = await run.cells.cell(() => ask(voice, spec, sampleOf(spec, thing)))
  if (`${answer.status} ${answer.body?.code}` !== told)
    run.report.wrongAllow.push(`${name} ${keyOf(spec)}: ${said(answer)}, expected ${told}`)
}

/** One endpoint as one principal sees it, over all the things it could be asked for. */
async function endpointFor(run: Run, principal: Principal, seat: Seat, spec: AnyEndpoint): Promise<void> {
  const kinds = [...new Set(Object.values(spec.objects ?? {}))]
  const reach = needsPost(spec) ? reachOf(spec.permission, principal.role, principal.level) : 'anybody'
  const candidates = run.things.filter((thing) => thing.tried && has(thing, kinds))
  // Signing in costs a password's hash; that it is asked for by one who is signed in already says nothing new.
  if (spec.permission === 'public' && principal.name !== 'query@county') return
  if (candidates.length === 0) {
    run.report.wrongDeny.push(
      `${keyOf(spec)}: nothing of the kinds ${kinds} stands in server/testing/matrix/country.ts`,
    )
    return
  }
  const chosen =
    kinds.length === 0 || (reach === null && run.mode !== 'guard-off')
      ? candidates.slice(0, 1)
      : run.mode === 'guard-off'
        ? candidates.filter(tellsEnough)
        : candidates
  const refusals = new Map<string, string>()
  for (const thing of chosen) await cellOf(run, principal, seat, spec, kinds, reach, thing, refusals)
  if (run.mode !== 'guard-off' && reach !== null)
    await secondObjects(run, principal, seat, spec, kinds, reach, candidates)
  if (refusals.size > 1)
    run.report.telling.push(
      `${principal.name} ${keyOf(spec)}: ${[...refusals].map(([text, label]) => `${label}: ${text.slice(0, 160)}`).join(' | ')}`,
    )
}

/**
 * A request that names several objects: one of them in reach, and each of the others in turn something foreign, or nothing. However the operation takes it,
 * it is refused as a whole (or says that it did nothing), and nothing is written.
 */
async function secondObjects(
  run: Run,
  principal: Principal,
  seat: Seat,
  spec: AnyEndpoint,
  kinds: readonly ObjectKind[],
  reach: string,
  candidates: readonly Named[],
): Promise<void> {
  const names = Object.entries(spec.objects ?? {})
  if (names.length < 2 || spec.method !== 'POST') return
  const base = candidates.find((thing) => within(reach, seat, thing, { action: spec.permission, kinds }))
  if (!base) return
  for (const [name, kind] of names)
    for (const other of run.things.filter(
      (thing) => thing.tried && thing.objects[kind] && !isBelow(seat, thing.unit.path),
    )) {
      run.report.cells += 1
      const sample = withId(sampleOf(spec, base), name, other.objects[kind] ?? '')
      const { answer, wrote } = await run.cells.writing(() => ask(principal.voice.at(run.cells.app), spec, sample))
      const cell = `${principal.name} ${keyOf(spec)} on ${base.label} with ${name} of ${other.label}`
      if (wrote.length > 0) run.report.writes.push(`${cell}: ${said(answer)} wrote ${wrote.join(', ')}`)
      if (![403, 404, 409, 422].includes(answer.status) && !(answer.status === 200 && sample.nothing?.(answer.body)))
        run.report.wrongAllow.push(`${cell}: ${said(answer)}`)
      const seen = leaks(answer, seat, run.aviary, { wallOnly: false, clearAllowed: false })
      if (seen.length > 0) run.report.leaks.push(`${cell}: shows ${seen.join(', ')}`)
    }
}

/** With the guard off every endpoint is open to all: these tell enough. */
const tellsEnough = ({ label }: Named): boolean =>
  label.startsWith(`${ownSchool} `) ||
  (near.some((name) => label.startsWith(name)) && / (draft|system|information)$/.test(label))
const near = [
  '甲省东市甲县第二小学 ',
  `${ownSchool}附设`,
  '甲省西市乙县第一小学 ',
  '乙省东市甲县第一小学 ',
  '甲省东市甲县教育局',
  '乙省教育厅',
]

async function cellOf(
  run: Run,
  principal: Principal,
  seat: Seat,
  spec: AnyEndpoint,
  kinds: readonly ObjectKind[],
  reach: string | null,
  thing: Named,
  refusals: Map<string, string>,
): Promise<void> {
  const { report, cells, mode } = run
  const voice = principal.voice.at(cells.app)
  const cell = `${principal.name} ${keyOf(spec)}${kinds.length > 0 ? ` on ${thing.label}` : ''}`
  report.cells += 1
  const allowed =
    reach === 'anybody' ||
    (reach !== null && (kinds.length === 0 || within(reach, seat, thing, { action: spec.permission, kinds }))) ||
    (reach !== null && listsOwnDesk(run, seat, spec, thing))
  const foreign = kinds.length > 0 && !isBelow(seat, thing.unit.path) && thing.personId !== seat.personId
  const barred = mode === 'guard-off' ? tablesBarred(seat, spec, foreign) : allowed ? null : /./
  const { answer, wrote } =
    barred && spec.method === 'POST' && needsPost(spec)
      ? await cells.writing(() => ask(voice, spec, sampleOf(spec, thing)))
      : { answer: await cells.cell(() => ask(voice, spec, sampleOf(spec, thing))), wrote: [] }
  const bad = wrote.filter((table) => barred?.test(table))
  if (bad.length > 0) report.writes.push(`${cell}: ${said(answer)} wrote ${bad.join(', ')}`)
  const seen = leaks(answer, seat, run.aviary, {
    wallOnly: mode === 'guard-off',
    clearAllowed: spec.permission === 'teacher.unmask' && (allowed || mode === 'guard-off'),
  })
  if (seen.length > 0) report.leaks.push(`${cell}: ${answer.status} shows ${seen.join(', ')}`)
  if (mode === 'guard-off') return
  // of endpoints that need no post it is only asked that they hold
  if (reach === 'anybody' && answer.status < 500) return
  if (answer.status >= 500 || answer.status === 400) report.wrongDeny.push(`${cell}: ${said(answer)}`)
  else if (reach === null) {
    if (answer.status !== 403 || answer.body?.code !== 'not-allowed')
      report.wrongAllow.push(`${cell}: ${said(answer)}, expected 403`)
  } else if (allowed) {
    // in reach, it may still be refused for its state (409, 422); never as unknown
    if ([401, 403, 404].includes(answer.status) && !stateSays(answer)) report.wrongDeny.push(`${cell}: ${said(answer)}`)
  } else {
    if (![403, 404].includes(answer.status) && !nothingDone(spec, thing, answer))
      report.wrongAllow.push(`${cell}: ${said(answer)}`)
    // without the wall a foreign row is found and refused (403), as it should be; here only its silence is missing
    if (mode === 'wall-off' || !foreign || thing.parties.some((path) => isBelow(seat, path))) return
    const text = `${answer.status} ${plain(answer, thing)}`
    if (!refusals.has(text)) refusals.set(text, thing.label)
  }
}

/** The inbox is the own desk's, and a unit only narrows it: what waits there for this seat is shown, whichever unit it is about. */
const listsOwnDesk = (run: Run, seat: Seat, spec: AnyEndpoint, thing: Named): boolean =>
  spec.permission === 'case.list' &&
  run.things.some(
    ({ unit, desk }) => unit.id === thing.unit.id && desk?.unitId === seat.unit.id && desk.role === seat.role,
  )

/** With the guard off: the tables that row-level security alone must keep this seat from writing; null: it may write all. */
function tablesBarred(seat: Seat, spec: AnyEndpoint, foreign: boolean): RegExp | null {
  if (foreign) return /./
  switch (seat.role) {
    case 'query':
      // he writes nothing; the views of his own lists he keeps
      return /^(?!query_view)/
    // S04: he looks, and has the chain checked
    case 'audit':
      return /^(?!audit_check)/
    case 'security':
    case 'training':
      return /^(?!security_policy|account_request|account_notice|second_factor)/
    case 'system':
      // a unit that moves takes its people and open cases along, through a door of the database
      return ['unit.move', 'unit.import'].includes(spec.permission) ? null : records
    default:
      return null
  }
}
const records = /^(teacher_version|record|change|change_item|stored_file|review_|case_party|import_|unmask_count)/

/** In reach and yet not there: what is blank, or not in a state to be had. The guard's words for what is out of reach are others. */
const stateSays = (answer: Answer): boolean => answer.status === 404 && blank.includes(answer.body?.title)

const blank = [
  '该项没有内容',
  '您还没有教师信息，请联系学校系统管理员',
  '本批没有可下载的内容',
  '没有这一列，或这一列没有对应到指标，不能在此修改',
  '没有这一列，或不能对应到这一指标',
]

const nothingDone = (spec: AnyEndpoint, thing: Named, answer: Answer): boolean =>
  answer.status === 200 && (sampleOf(spec, thing).nothing?.(answer.body) ?? false)

const said = (answer: Answer): string =>
  `${answer.status} ${answer.body ? JSON.stringify(answer.body).slice(0, 200) : `${answer.raw.length} bytes`}`

/** What a refusal says, without what was asked for. */
function plain(answer: Answer, thing: Named): string {
  const headers = Object.entries(answer.headers).filter(
    ([name]) => !['date', 'content-length'].includes(name) && !name.startsWith('x-ratelimit'),
  )
  let text = answer.raw.toString('utf8') + JSON.stringify(headers)
  for (const id of Object.values(thing.objects)) text = text.replaceAll(id.length > 20 ? id : `"${id}"`, '…')
  return text
}
