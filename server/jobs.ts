import { type ReadPayload, readBatch } from './intake/read.ts'
import type { House } from './platform/context.ts'

/** Everything that is done later: the name of a job, and what does it. A payload holds ids, never personal data. */
export const jobs: Record<string, (house: House, payload: never) => Promise<void>> = {
  'intake.read': (house, payload: ReadPayload) => readBatch(house, payload),
}
