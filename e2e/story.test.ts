import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { generateAccounts } from './story/accounts.ts'
import { importWorkbook } from './story/import.ts'
import { signAndReport } from './story/report.ts'
import { openStage, type Stage } from './story/stage.ts'
import { fillAsTeacher } from './story/teacher.ts'

/** From the first account to information in effect, through every party, by the pages alone. Each act goes on where the last one ended. */
describe('the story of a school, its county and its province', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = openStage(await openBrowser())
  })
  afterEach(({ task }) => stage.check(task.result?.state === 'fail'))
  afterAll(async () => {
    await stage?.browser.close()
  })

  test('a. thirty accounts from a pasted sheet', () => generateAccounts(stage))
  test('b. a workbook with a dozen mistakes, mended and committed', () => importWorkbook(stage))
  test('c. a teacher fills the own part on a phone', () => fillAsTeacher(stage))
  test('d. handed over, signed on a phone, reported', () => signAndReport(stage))
})
