/** One job of an import in a process of its own, as the worker does it, so that its memory can be measured: told on stdin what to do, it says on stdout what it took. */
import { readFileSync } from 'node:fs'
import { can, mayEver } from '../contract/policy.ts'
import { jobs } from '../server/jobs.ts'
import type { Keys } from '../server/platform/cipher.ts'
import { openDatabase } from '../server/platform/database.ts'
import type { DatabaseConfig } from '../server/platform/postgres-roles.ts'

export interface JobOrder {
  app: DatabaseConfig
  filesDir: string
  /** base64 */
  keys: Record<keyof Keys, string>
  task: string
  payload: object
}

/** `peak`: resident memory in bytes, all of it: Node itself is some 60 MB. */
export interface JobAnswer {
  seconds: number
  peak: number
}

// what bench/intake.ts wrote
const order = JSON.parse(readFileSync(0, 'utf8')) as JobOrder
const key = (name: keyof Keys) => Buffer.from(order.keys[name], 'base64')
const database = openDatabase(order.app)
const keys = { field: key('field'), fieldMac: key('fieldMac'), index: key('index'), pepper: key('pepper') }
const job = jobs[order.task]
if (!job) throw new Error(`there is no job ${order.task}`)
const began = performance.now()
await job(
  { database, keys, guard: { can, mayEver }, practice: false, filesDir: order.filesDir },
  order.payload as never,
)
const seconds = (performance.now() - began) / 1000
await database.destroy()
const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
process.stdout.write(JSON.stringify({ seconds, peak } satisfies JobAnswer))
