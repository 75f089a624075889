import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { phone } from '../visitor.ts'
import { answer, counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'

const school = '西湖区墨香小学'

/** q. The clerk sees what is missing at the whole school, fills one field for everybody at once, and the 负责人 reads the summary on a phone before signing. */
export async function schoolDesk(stage: Stage): Promise<void> {
  const clerk = await stage.as('moxiang-info')
  const { page } = clerk
  await goToNow(page, '问题数据')
  await sees(page, /检测结果已是最新/)
  const rule = page.getByRole('button', { name: /参加工作年月：必填未填/ })
  const people = Number(/(\d+) 人/.exec(await rule.innerText())?.[1])
  expect(people).toBeGreaterThan(1)
  await rule.click()
  await page.getByText('按人员和信息集').click()
  await page
    .getByRole('link', { name: /：有错误$/ })
    .first()
    .waitFor()
  await stage.face(page, 'heat', 'desk')
  await page.getByText('按问题', { exact: true }).click()

  const { clicks, keys } = await counted(clerk, async () => {
    await rule.click()
    await page.getByRole('link', { name: '用表格批量填写' }).click()
    await fillDown(page, '2010.9', people)
  })
  most(clicks, 5, 'clicks to fill one field for everybody')
  most(keys, 10, 'keys to fill one field for everybody')
  // read as a workbook is: 2010.9 is a month
  expect(await cells(page).allInnerTexts()).toEqual(Array.from({ length: people }, () => '2010-09'))
  await stage.face(page, 'sheet', 'desk')
  await goTo(page, '问题数据')
  await sees(page, /检测结果已是最新/)
  await rule.waitFor({ state: 'detached' })

  await goTo(page, '学校工作')
  await page.getByRole('button', { name: /^核对并提交负责人（\d+ 人）$/ }).waitFor()
  const head = await stage.as('moxiang-head', phone)
  await head.page.goto(new URL('/desk', head.page.url()).href)
  await sees(head.page, /^交接单：\d+ 人等待负责人签字$/)
  await stage.face(head.page, 'summary', 'phone')
}

const cells = (page: Page) => page.getByRole('grid').getByRole('gridcell')

/** Types into the first cell, takes all below it with Shift, and fills down. */
async function fillDown(page: Page, text: string, people: number): Promise<void> {
  await cells(page).first().click()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await cells(page).first().click()
  await cells(page)
    .nth(people - 1)
    .click({ modifiers: ['Shift'] })
  await page.keyboard.press('Control+d')
  await sees(page, /已保存 \d/)
  await page.waitForFunction(() => !document.body.innerText.includes('正在保存'))
}

/** r. The county enters an assessment for its school, and the 负责人 confirms it; then it is in effect, and the record says who entered it. */
export async function countyEnters(stage: Stage): Promise<void> {
  const county = await stage.as('xihu-info')
  const { page } = county
  await goToNow(page, '主管部门填报')
  await page.getByRole('combobox', { name: '学校' }).fill('墨香')
  await page.locator('.ant-select-item-option').filter({ hasText: school }).first().click()
  await page.getByRole('combobox', { name: '信息集' }).click()
  await page.locator('.ant-select-item-option').filter({ hasText: '年度考核' }).click()
  await page.getByRole('button', { name: '每人加一行' }).click()
  // the last line without a year: the first ones may be the 负责人's own, which another confirms
  const blank = page
    .getByRole('grid')
    .getByRole('row')
    .filter({ hasNotText: /20\d\d/ })
    .last()
  const name = (await blank.getByRole('rowheader').innerText()).trim()
  await blank.getByRole('gridcell').first().click()
  await page.keyboard.type('2021')
  await page.keyboard.press('Tab')
  await page.keyboard.type('合格')
  await page.keyboard.press('Enter')
  await sees(page, /已保存 \d/)
  await stage.face(page, 'entry', 'desk')
  await page.getByRole('button', { name: '提交该校确认' }).click()
  await answer(page, '提交 1 人')
  await page.getByRole('dialog').getByText('办理 1 人，未办理 0 人').waitFor()
  await answer(page, '知道了')

  const head = await stage.as('moxiang-head', phone)
  await head.page.goto(new URL('/review?step=sign', head.page.url()).href)
  await head.page.getByRole('listitem').filter({ hasText: '学校负责人确认' }).getByText(name).click()
  await sees(head.page, `主管部门填报 · ${school}`)
  await stage.face(head.page, 'entry-confirm', 'phone')
  await head.page.getByRole('button', { name: /^签字/ }).click()
  // the next one opens by itself
  await head.page.getByRole('article', { name }).waitFor({ state: 'detached' })
  await head.page.getByRole('button', { name: '返回列表' }).click()
  await head.page.getByRole('button', { name: /^提交决定（签字 1，/ }).click()
  await answer(head.page, /1 人/)
  await sees(head.page, '已办理 1 人')

  // what is in effect is locked in the authority's sheet
  await page.reload()
  await page.getByPlaceholder('姓名、全国唯一编号').fill(name)
  const confirmed = page.getByRole('grid').getByRole('row').filter({ hasText: '2021' })
  await confirmed.getByRole('rowheader', { name }).waitFor()
  expect(await confirmed.getByRole('rowheader').getAttribute('title')).toContain('已生效')
}
