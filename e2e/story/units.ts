import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { address, desk } from '../visitor.ts'
import { answer, counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'

const wrong = '余杭区苕霅小学'
const right = '余杭区苕溪小学'
const moved = '余杭区望塘小学'
const merged = '余杭区禾苗小学'
const header = '机构代码,机构名称,办学类型,举办者,所在地,属地管理代码,城乡分类,状态,合并到'
/** One of each kind, and one that is out of scope. */
const list = [
  header,
  `2133990017,${right},211,831,330110,,121,,`,
  '2133998801,余杭区新苑小学,211,831,330110,,111,,',
  '3133990020,余杭区苕霅初级中学,312,831,330110,,121,,',
  `2133990019,${moved},211,831,330110,330100,210,,`,
  `2133990018,${merged},211,831,330110,,122,合并,2133990017`,
  '3633998802,余杭区技工学校,366,831,330110,,111,,',
].join('\n')

/** l. A school says that its name is wrong; the county hands it up. */
export async function reportWrongName(stage: Stage): Promise<void> {
  const { page: school } = await stage.as('tiaoxi-sys')
  await goTo(school, '机构')
  await school.getByRole('link', { name: wrong }).click()
  await school.getByRole('button', { name: '报告机构信息有误' }).click()
  await school.getByLabel('正确的名称').fill(right)
  await school.getByLabel('说明和依据').fill('校名用字有误，批复文号 余教〔2020〕15 号')
  await stage.face(school, 'unit-report', 'desk')
  await answer(school, '向上级报告')
  await sees(school, '正在等待余杭区教育局办理')
  await school.goto(address('/units/reports'))
  await sees(school, '现由 余杭区教育局 办理')

  const { page: county } = await stage.as('yuhang-sys')
  await goToNow(county, '工作台')
  await county.getByText('下级报告机构信息有误').click()
  await county.getByRole('button', { name: '转报上级' }).click()
  await county.getByLabel('转报意见').fill('属实，请在名单中更正')
  await answer(county, '转报上级')
  await sees(county, '没有等待本单位办理的报告')
  await stage.face(county, 'unit-reports', 'phone')
}

/** l. The centre takes in a list: low risk together, the rest by key, one by one; the new name stands and the report is settled. */
export async function listSettles(stage: Stage): Promise<void> {
  const visitor = await stage.as('moe-sys')
  const { page } = visitor
  await goTo(page, '机构')
  await page.getByRole('link', { name: '年度机构名单' }).click()
  await page.setInputFiles('input[type=file]', {
    name: '2026名单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`﻿${list}`),
  })
  await page.getByRole('heading', { level: 1, name: /机构名单 JG-/ }).waitFor()
  const together = page.getByRole('button', { name: /采纳全部 3 项低风险/ })
  await together.waitFor({ timeout: 60_000 })
  await stage.face(page, 'unit-list', 'desk')
  await page.getByRole('tab', { name: /错误和提示/ }).click()
  await sees(page, /366/)
  await page.getByRole('tab', { name: '与现有机构的差异' }).click()

  const low = await counted(visitor, async () => {
    await together.click()
    await answer(page, '采纳 3 项')
    await sees(page, '已采纳 3 项')
  })
  most(low.clicks, 2, '低风险一并采纳')
  const cards = page.getByRole('article')
  await nextCard(page, cards, merged)
  await stage.face(page, 'unit-list-risk', 'phone')
  await page.setViewportSize(desk)
  const risky = await counted(visitor, async () => {
    for (const name of await names(page)) {
      await nextCard(page, cards, name)
      await page.keyboard.press('a')
      await page.getByRole('list', { name: '差异' }).getByText(name).waitFor({ state: 'detached' })
    }
  })
  most(risky.clicks, 0, '逐项核定不用鼠标')
  await sees(page, '差异已全部核定')
  await page.getByText('等待安置 1').first().waitFor({ timeout: 60_000 })

  await goToNow(page, '机构')
  await page.getByPlaceholder('按名称或代码查找机构').fill('2133990017')
  await page.getByRole('link', { name: right }).click()
  await page.getByRole('tab', { name: /历史/ }).click()
  await sees(page, /机构名单 JG-/)
  await stage.face(page, 'unit-history', 'desk')
  await page.goto(address('/units?search=2133990019'))
  const row = page.getByRole('main').getByRole('row').filter({ hasText: moved })
  await row.getByText('杭州市教育局').waitFor()

  const { page: school } = await stage.as('tiaoxi-sys')
  await school.goto(address('/units/reports?which=mine&state=any'))
  await sees(school, /已由机构名单 JG-.*更新/)
}

async function names(page: Page): Promise<string[]> {
  const list = await page.getByRole('list', { name: '差异' }).getByRole('button').allInnerTexts()
  expect(list).toHaveLength(2)
  return list.map((text) => [merged, moved].find((name) => text.includes(name)) ?? text)
}

/** Goes on with J until the card of that name stands there. */
async function nextCard(page: Page, cards: Locator, name: string): Promise<void> {
  if ((await cards.getByRole('heading', { name }).count()) === 0) await page.keyboard.press('j')
  await cards.getByRole('heading', { name }).waitFor()
}
