import { cpus, totalmem } from 'node:os'
import { benchDecisions } from './decisions.ts'
import { benchIntake } from './intake.ts'
import { benchProfile } from './profile.ts'
import { benchUnits } from './units.ts'

/**
 * `npm run bench`: what our ways cost against the raw engine doing the same in the same run; ratios carry over to other machines, seconds do not.
 * `npm run bench -- --small` for a quick look.
 */
const small = process.argv.includes('--small')
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`

console.log(
  `${cpus().length} cores, ${megabytes(totalmem())} memory, Node ${process.version}${small ? ', small sizes' : ''}\n`,
)

const intake = await benchIntake({ rows: small ? 200 : 2000 })
console.log(
  `Import: ${intake.people} people, ${intake.rows} rows, ${intake.cells} cells, .xlsx to committed (fsync on)`,
)
console.log(
  `  reading and judging ${intake.seconds.read.toFixed(2)} s, commit ${intake.seconds.commit.toFixed(2)} s; the engine alone ${intake.seconds.raw.toFixed(2)} s`,
)
console.log(
  `  ratio ${intake.ratio.toFixed(1)} in all, ${intake.commitRatio.toFixed(1)} for the commit; reader's peak ${megabytes(intake.readerPeak)}, worker's growth ${megabytes(intake.workerGrowth)}; rows left out ${intake.skipped}\n`,
)

const decisions = await benchDecisions({ cases: small ? 100 : 1000 })
console.log(
  `Decisions: ${decisions.cases} cases passed into effect by one act, ${decisions.records} rows of the register (fsync on)`,
)
console.log(
  `  ${decisions.seconds.decide.toFixed(2)} s; the engine alone ${decisions.seconds.raw.toFixed(2)} s; ratio ${decisions.ratio.toFixed(1)}`,
)

const units = await benchUnits({ rows: small ? 20_000 : 500_000 })
console.log(`\nInstitutions: a list of ${units.rows} (${megabytes(units.fileBytes)}), .csv to in effect (fsync on)`)
console.log(
  `  reading and comparing ${units.seconds.read.toFixed(1)} s, accepting ${units.seconds.accept.toFixed(1)} s, taking effect ${units.seconds.apply.toFixed(1)} s; again, unchanged ${units.seconds.again.toFixed(1)} s`,
)
console.log(
  `  ${Math.round(units.rowsPerSecond)} rows/s; COPY of the file into a bare table ${units.seconds.copy.toFixed(2)} s, ratio ${units.ratio.toFixed(0)} (reading ${units.readRatio.toFixed(0)}); reader's peak ${megabytes(units.readerPeak)}, worker's growth ${megabytes(units.workerGrowth)}`,
)

const profile = await benchProfile({ teachers: small ? 5000 : 100_000 })
console.log(
  `\nIndicators: the effect of a draft on ${profile.teachers} teachers in effect, ${profile.records} rows of the register`,
)
console.log(
  `  three fields become required ${Math.round(profile.impact.few)} ms (${profile.incomplete.few} lack one); every subset switched on ${Math.round(profile.impact.many)} ms; one plain count of the same table ${Math.round(profile.raw)} ms`,
)
