import { type DrawPayload, drawBatch, sweepOldFiles } from './handout/make.ts'
import { type ReadPayload, readBatch } from './intake/read.ts'
import { applyDueLists } from './org/list/apply.ts'
import { type ReadListPayload, readList } from './org/list/read.ts'
import type { House } from './platform/context.ts'
import { keepSignInsTidy } from './session/daily.ts'

/** Everything that is done later: the name of a job, and what does it. A payload holds ids, never personal data. */
export const jobs: Record<string, (house: House, payload: never) => Promise<void>> = {
  'intake.read': (house, payload: ReadPayload) => readBatch(house, payload),
  'handout.draw': (house, payload: DrawPayload) => drawBatch(house, payload),
  'handout.sweep': sweepOldFiles,
  'units.list.read': (house, payload: ReadListPayload) => readList(house, payload),
  'units.list.apply': applyDueLists,
  'session.daily': keepSignInsTidy,
}

/** What is done by the clock (in UTC): the job, and the five fields of a crontab. */
export const timetable: readonly { task: string; match: string }[] = [
  // 03:15 in Shanghai
  { task: 'session.daily', match: '15 19 * * *' },
  { task: 'handout.sweep', match: '7 * * * *' },
  // lists of institutions whose day has come, and units that waited for their people to go
  { task: 'units.list.apply', match: '1 * * * *' },
]
