import type { DownloadPayload } from './download/door.ts'
import { sweepDownloads } from './download/rules.ts'
import { type DrawPayload, drawBatch, sweepOldFiles } from './handout/make.ts'
import { keepIntakeTidy, resumeIntake } from './intake/daily.ts'
import { readBatch } from './intake/read.ts'
import type { WorkPayload } from './intake/work.ts'
import { writeBatch } from './intake/write.ts'
import { askForReset } from './lesson/reset.ts'
import { sweepMessages } from './message/rules.ts'
import { sendTexts, type TextPayload } from './message/text.ts'
import { applyDueLists } from './org/list/apply.ts'
import { type ReadListPayload, readList } from './org/list/read.ts'
import type { House } from './platform/context.ts'
import { drawExport } from './query/export.ts'
import { drawRegisters } from './register/print-many.ts'
import { keepSignInsTidy } from './session/daily.ts'

/** Everything that is done later: the name of a job, and what does it. A payload holds ids, never personal data. */
export const jobs: Record<string, (house: House, payload: never) => Promise<void>> = {
  'intake.read': (house, payload: WorkPayload) => readBatch(house, payload),
  'intake.write': writeBatch,
  'intake.resume': resumeIntake,
  'intake.sweep': keepIntakeTidy,
  'handout.draw': (house, payload: DrawPayload) => drawBatch(house, payload),
  'handout.sweep': sweepOldFiles,
  'query.export': (house, payload: DownloadPayload) => drawExport(house, payload),
  'register.print': drawRegisters,
  'download.sweep': sweepDownloads,
  'units.list.read': (house, payload: ReadListPayload) => readList(house, payload),
  'units.list.apply': applyDueLists,
  'message.sweep': sweepMessages,
  'message.text': (house, payload: TextPayload) => sendTexts(house, payload),
  'session.daily': keepSignInsTidy,
  'practice.reset': (house, payload: { postId: string }) => askForReset(house, payload),
}

/** What is done by the clock (in UTC): the job, and the five fields of a crontab. */
export const timetable: readonly { task: string; match: string }[] = [
  // 03:15 in Shanghai
  { task: 'session.daily', match: '15 19 * * *' },
  // 03:40 in Shanghai: messages older than a year
  { task: 'message.sweep', match: '40 19 * * *' },
  { task: 'handout.sweep', match: '7 * * * *' },
  { task: 'intake.resume', match: '* * * * *' },
  // 03:40 in Shanghai
  { task: 'intake.sweep', match: '40 19 * * *' },
  { task: 'download.sweep', match: '17 * * * *' },
  // lists of institutions whose day has come, and units that waited for their people to go
  { task: 'units.list.apply', match: '1 * * * *' },
]
