import type { AnyEndpoint, ObjectKind } from '../../../contract/endpoint.ts'
import { can, mayEver } from '../../../contract/policy.ts'
import { type Objects, samples } from '../samples.ts'
import type { Answer, Voice } from '../world.ts'
import { openWorld } from '../world.ts'
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

export const keyOf = (spec: AnyEndpoint): string => `${spec.method} ${spec.path}`
const needsPost = (spec: AnyEndpoint) => !['public', 'signed-in'].includes(spec.permission)
const everything: Objects = {
  unit: '0',
  teacher: '',
  case: '',
  account: '',
  batch: '',
  post: '',
  list: '',
  report: '',
  proposal: '',
  handout: '',
  slip: '',
  request: '',
  row: '',
  file: '',
}

/** Every endpoint × every principal × things near and far, each cell rolled back. */
export async function runMatrix(mode: Mode): Promise<Report> {
  const began = performance.now()
  const world = await openWorld()
  try {
    // the wall's own refusals are no news
    process.env.XINGTAN_LOG = mode === 'guard-off' ? 'silent' : 'error'
    const { things, aviary, seats } = await fillCountry(world, () => openSeats(world))
    const cells = await openCells(world, {
      guard: mode === 'guard-off' ? { can: () => true, mayEver: () => true } : { can, mayEver },
      rowSecurity: mode !== 'wall-off',
    })
    try {
      const keys = cells.app.served.map(keyOf)
      const endpoints = cells.app.served
        .filter((spec) => Object.hasOwn(samples, keyOf(spec)))
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
  const answer = await run.cells.cell(() => ask(voice, spec, thing))
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
    kinds.length === 0
      ? candidates.slice(0, 1)
      : run.mode === 'guard-off'
        ? candidates.filter(tellsEnough)
        : reach === null
          ? candidates.slice(0, 1)
          : candidates
  const refusals = new Map<string, string>()
  for (const thing of chosen) await cellOf(run, principal, seat, spec, kinds, reach, thing, refusals)
  if (refusals.size > 1)
    run.report.telling.push(
      `${principal.name} ${keyOf(spec)}: ${[...refusals].map(([text, label]) => `${label}: ${text.slice(0, 160)}`).join(' | ')}`,
    )
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
  const mustNotWrite = mode === 'guard-off' ? foreign || neverWrites.includes(principal.role) : !allowed
  const guarded = spec.method === 'POST' && mustNotWrite && needsPost(spec)
  const { answer, wrote } = guarded
    ? await cells.writing(() => ask(voice, spec, thing))
    : { answer: await cells.cell(() => ask(voice, spec, thing)), wrote: [] }
  if (wrote.length > 0) report.writes.push(`${cell}: ${said(answer)} wrote ${wrote.join(', ')}`)
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

/** Those who only look. */
const neverWrites = ['query']

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
  answer.status === 200 && (samples[keyOf(spec)]?.({ ...everything, ...thing.objects }).nothing?.(answer.body) ?? false)

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

async function ask(voice: Voice, spec: AnyEndpoint, thing: Named): Promise<Answer> {
  const sample = samples[keyOf(spec)]?.({ ...everything, ...thing.objects })
  if (!sample) throw new Error(`${keyOf(spec)} has no sample: add it to server/testing/samples.ts`)
  let path: string = spec.path
  for (const [name, value] of Object.entries(sample.path ?? {})) path = path.replace(`:${name}`, value)
  const query = sample.query ? `?${new URLSearchParams(sample.query)}` : ''
  if (sample.file) return voice.upload(path + query, sample.file)
  return spec.method === 'GET' ? voice.get(path, sample.query) : voice.post(path + query, sample.body)
}
