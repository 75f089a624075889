import { cpus, totalmem } from 'node:os'
import { benchDecisions } from './decisions.ts'
import { benchIntake } from './intake.ts'

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
