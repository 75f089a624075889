import { cpus, totalmem } from 'node:os'
import { benchAudit } from './audit.ts'
import { benchDecisions } from './decisions.ts'
import { benchIntake } from './intake.ts'
import { benchLists } from './lists.ts'
import { benchLogin } from './login.ts'
import { benchProfile } from './profile.ts'
import { benchUnits } from './units.ts'
import { benchValidate } from './validate.ts'
import { benchWalls } from './walls.ts'

/**
 * `npm run bench`: what our ways cost against the raw engine doing the same in the same run; ratios carry over to other machines, seconds do not.
 * `npm run bench -- --small` for a quick look, `npm run bench -- intake lists` for some of them.
 */
const given = process.argv.slice(2)
const small = given.includes('--small')
const wanted = given.filter((each) => !each.startsWith('--'))
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`

console.log(
  `${cpus().length} cores, ${megabytes(totalmem())} memory, Node ${process.version}${small ? ', small sizes' : ''}\n`,
)

const benches: Record<string, () => Promise<void>> = {
  intake: async () => {
    const intake = await benchIntake({ people: small ? 500 : 10_000 })
    console.log(
      `Import: ${intake.people} people × 基本信息, ${intake.columns} columns, ${megabytes(intake.fileBytes)}, ${intake.bad} bad rows, .xlsx to drafts that stand (fsync on)`,
    )
    console.log(
      `  upload to preview ${(intake.seconds.upload + intake.seconds.read).toFixed(1)} s, commit ${intake.seconds.commit.toFixed(1)} s; the fastest reader ${intake.seconds.rawRead.toFixed(1)} s, COPY of the rows ${intake.seconds.rawCopy.toFixed(1)} s`,
    )
    console.log(
      `  ratio ${intake.ratio.toFixed(1)} in all, ${intake.readRatio.toFixed(1)} reading, ${intake.commitRatio.toFixed(1)} committing; peak of the reader ${megabytes(intake.readerPeak)}, of the worker ${megabytes(intake.workerPeak.read)} and ${megabytes(intake.workerPeak.commit)}`,
    )
  },
  decisions: async () => {
    const decisions = await benchDecisions({ cases: small ? 100 : 1000 })
    console.log(
      `Decisions: ${decisions.cases} cases passed into effect by one act, ${decisions.records} rows of the register (fsync on)`,
    )
    console.log(
      `  the list of the school drawn in ${decisions.seconds.list.toFixed(2)} s, its page in ${decisions.seconds.page.toFixed(2)} s; all passed in ${decisions.seconds.decide.toFixed(2)} s; the engine alone ${decisions.seconds.raw.toFixed(2)} s; ratio ${decisions.ratio.toFixed(1)}`,
    )
  },
  units: async () => {
    const units = await benchUnits({ rows: small ? 20_000 : 500_000 })
    console.log(`Institutions: a list of ${units.rows} (${megabytes(units.fileBytes)}), .csv to in effect (fsync on)`)
    console.log(
      `  reading and comparing ${units.seconds.read.toFixed(1)} s, accepting ${units.seconds.accept.toFixed(1)} s, taking effect ${units.seconds.apply.toFixed(1)} s; again, unchanged ${units.seconds.again.toFixed(1)} s`,
    )
    console.log(
      `  ${Math.round(units.rowsPerSecond)} rows/s; COPY of the file into a bare table ${units.seconds.copy.toFixed(2)} s, ratio ${units.ratio.toFixed(0)} (reading ${units.readRatio.toFixed(0)}); reader's peak ${megabytes(units.readerPeak)}, worker's growth ${megabytes(units.workerGrowth)}`,
    )
  },
  walls: async () => {
    const walls = await benchWalls(
      small
        ? { cities: 2, countiesACity: 5, schoolsACounty: 20, teachersASchool: 50 }
        : { cities: 10, countiesACity: 10, schoolsACounty: 20, teachersASchool: 100 },
    )
    console.log(
      `Row-level security on the main lists, ${walls.teachers} teachers, half of them waiting at a desk: with it, without, ratio`,
    )
    for (const { name, walls: bound, none, ratio } of walls.lists)
      console.log(`  ${name}: ${bound.toFixed(1)} ms, ${none.toFixed(1)} ms, ${ratio.toFixed(2)}`)
  },
  lists: async () => {
    const lists = await benchLists(
      small
        ? { cities: 2, countiesACity: 5, schoolsACounty: 20, teachersASchool: 50 }
        : { cities: 10, countiesACity: 10, schoolsACounty: 50, teachersASchool: 200 },
      small ? 40 : 200,
    )
    console.log(
      `Lists with exact totals, ${lists.teachers} teachers, ${lists.county} in the county: clients, ours p50/p95/p99 ms, the owner's bare SQL p50/p95/p99 ms`,
    )
    const spread = ({ p50, p95, p99 }: { p50: number; p95: number; p99: number }) =>
      [p50, p95, p99].map((ms) => ms.toFixed(1)).join('/')
    for (const { name, clients, ours, bare } of lists.lists)
      console.log(`  ${name}: ${clients}, ${spread(ours)}, ${spread(bare)}`)
  },
  login: async () => {
    const login = await benchLogin(small ? { accounts: 60, stepMinutes: 60 } : { accounts: 344, stepMinutes: 15 })
    console.log('Signing in, built-in settings: guesses sent, and judged (the right password would have got in)')
    for (const { name, sent, judged } of login.attacks) console.log(`  ${name}: ${sent} sent, ${judged} judged`)
    const { spray, refusal } = login
    console.log(
      `  one guess an account from one network: ${spray.judged} of ${spray.sent} judged within the hour, ${spray.proofMs.toFixed(0)} ms of proof each for the attacker, ${spray.alarms} alarm; from many networks ${spray.perSecond.toFixed(0)} judged a second`,
    )
    console.log(
      `  a refusal: known account ${refusal.known.toFixed(1)} ms, unknown ${refusal.unknown.toFixed(1)} ms (medians)`,
    )
  },
  audit: async () => {
    const log = await benchAudit({ rows: small ? 20_000 : 200_000 })
    console.log(`The log: ${log.rows} rows in ${log.blocks} blocks (fsync on)`)
    console.log(
      `  sealing ${Math.round(log.rows / log.seconds.sealing)} rows/s, verifying ${Math.round(log.rows / log.seconds.verifying)} rows/s; SM3 over the same ${megabytes(log.bytes)} ${log.seconds.sm3.toFixed(2)} s, ratio ${log.ratio.sealing.toFixed(1)} and ${log.ratio.verifying.toFixed(1)}`,
    )
    console.log(
      `  sealing takes ${(log.ratio.sealingToWriting * 100).toFixed(0)} % of the time of writing the rows; ${Math.round(log.bytesARow.log)} bytes a row with indexes, ${Math.round(log.bytesARow.blocks)} more for its seal`,
    )
  },
  profile: async () => {
    const profile = await benchProfile({ teachers: small ? 5000 : 100_000 })
    console.log(
      `Indicators: the effect of a draft on ${profile.teachers} teachers in effect, ${profile.records} rows of the register`,
    )
    console.log(
      `  three fields become required ${Math.round(profile.impact.few)} ms (${profile.incomplete.few} lack one); every subset switched on ${Math.round(profile.impact.many)} ms; one plain count of the same table ${Math.round(profile.raw)} ms`,
    )
  },
  validate: async () => {
    const judged = benchValidate({ persons: small ? 5000 : 100_000 })
    console.log(
      `The judge: ${judged.persons} whole persons of all categories, ${judged.rows} rows in ${judged.subsets} subsets, ${megabytes(judged.bytes)} as JSON; ${judged.findings} findings`,
    )
    console.log(
      `  ${judged.seconds.validate.toFixed(1)} s of one core, ${Math.round(judged.persons / judged.seconds.validate)} persons/s; reading and writing the same as JSON ${judged.seconds.json.toFixed(1)} s, ratio ${judged.ratio.toFixed(1)}; heap ${megabytes(judged.memory.early)} at the beginning, ${megabytes(judged.memory.late)} at the end, process at most ${megabytes(judged.memory.peakRss)}`,
    )
  },
}

const unknown = wanted.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) throw new Error(`no bench is called ${unknown.join(', ')}: ${Object.keys(benches).join(', ')}`)
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  await run()
  console.log()
}
