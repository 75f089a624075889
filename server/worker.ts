import { Logger, parseCronItems, run } from 'graphile-worker'
import pg from 'pg'
import { openHouse } from './app.ts'
import { startSealer } from './audit/sealer.ts'
import { jobs, timetable } from './jobs.ts'
import type { WorkerHandover } from './main.ts'

/** The worker's process: takes jobs from the queue as the owner of its tables, and does them as the application's role. Its parent hands it what it needs. */
process.once('message', (handover: WorkerHandover) => {
  work(handover).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
// Without its parent it must not go on: the parent stops the database.
process.once('disconnect', () => process.exit(0))

async function work(handover: WorkerHandover): Promise<void> {
  const house = openHouse(handover)
  const pgPool = new pg.Pool({ ...handover.owner, max: 4 })
  pgPool.on('error', () => undefined)
  pgPool.on('connect', (client) => client.on('error', () => undefined))
  const runner = await run({
    pgPool,
    concurrency: 2,
    pollInterval: 2000,
    noHandleSignals: true,
    // of the queue only what went wrong is said
    // a line of a crontab file may not name a job with a dot in it, an item may
    parsedCronItems: parseCronItems([...timetable]),
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') console.error(message)
    }),
    taskList: Object.fromEntries(
      Object.entries(jobs).map(([name, job]) => [name, (payload: unknown) => job(house, payload as never)]),
    ),
  })
  const sealer = startSealer(handover.owner)
  process.once('SIGTERM', () => {
    void Promise.all([runner.stop(), sealer.stop()])
      .then(() => house.database.destroy())
      .finally(() => process.exit(0))
  })
  await runner.promise
}
