import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { generateAccounts } from './story/accounts.ts'
import { addFromPhone } from './story/addition.ts'
import { countyEnters, schoolDesk } from './story/desk.ts'
import { twoSteps } from './story/factor.ts'
import { handOut } from './story/handout.ts'
import { readHistory } from './story/history.ts'
import { importWorkbook } from './story/import.ts'
import { lessonsSeeDeeds } from './story/lesson.ts'
import { centreUpdates } from './story/national.ts'
import { postsChangeHands } from './story/posts.ts'
import { provinceChooses } from './story/profile.ts'
import { lookAtProgress, progressMoved } from './story/progress.ts'
import { listsAndCounts } from './story/query.ts'
import { signAndReport } from './story/report.ts'
import { mendAndPass, reviewByCounty } from './story/review.ts'
import { roundIsUrged } from './story/round.ts'
import { openStage, type Stage } from './story/stage.ts'
import { fillAsTeacher } from './story/teacher.ts'
import { listSettles, reportWrongName } from './story/units.ts'
import { refuseStrangers } from './story/walls.ts'

/** From the first account to information in effect, through every party, by the pages alone. Each act goes on where the last one ended. */
describe('the story of a school, its county and its province', () => {
  let stage: Stage
  const act = (title: string, play: (stage: Stage) => Promise<void>) =>
    test(title, async () => {
      if (stage.progress.length === 0) stage.progress.push(await lookAtProgress(stage))
      await play(stage)
    })
  const andLook = (play: (stage: Stage) => Promise<void>) => async (on: Stage) => {
    await play(on)
    on.progress.push(await lookAtProgress(on))
  }
  beforeAll(async () => {
    stage = openStage(await openBrowser())
  })
  afterEach(({ task }) => stage.check(task.result?.state === 'fail'))
  afterAll(async () => {
    await stage?.browser.close()
  })

  act('a. thirty accounts from a pasted sheet', andLook(generateAccounts))
  act('b. a workbook with a dozen mistakes, mended and committed', andLook(importWorkbook))
  act('c. a teacher fills the own part on a phone', fillAsTeacher)
  act('d. handed over, signed on a phone, reported', andLook(signAndReport))
  act('e. the county passes all but two', andLook(reviewByCounty))
  act('e. the school mends the two, and all is in effect', andLook(mendAndPass))
  act('f. the history of a record', readHistory)
  act('g. the progress of the province, down to the people of a school', progressMoved)
  act('q. what was done stands as done in the lessons', lessonsSeeDeeds)
  act('h. strangers are refused, and the log keeps it', refuseStrangers)
  act('k. two steps to sign in, set up by oneself', twoSteps)
  act('i. accounts are handed down from the city to a county to a school, on paper', handOut)
  act('j. posts are given, handed over and taken back', postsChangeHands)
  act('l. a school says that its name is wrong, the county hands it up', reportWrongName)
  act('l. the yearly list mends the name, moves a school and waits with another', listSettles)
  act('p. a training added from the phone, by school and county, to effect', addFromPhone)
  act('m. the province chooses its indicators, and a teacher fills one of them', provinceChooses)
  act('n. a round with an earlier deadline, urging with receipts, and a question to the level above', roundIsUrged)
  act('o. the centre renames a code and adds one, a province reads it, and a form offers it', centreUpdates)
  act('the county lists, counts and takes out by any indicator', listsAndCounts)
  act('q. what a whole school lacks is filled for everybody at once, and summed up for the 负责人', schoolDesk)
  act('r. the county enters an assessment, the school confirms it', countyEnters)
})
