import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { handOver, report, sign } from './report.ts'
import { counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'

/** e. The county passes all but two, which it returns with reasons at fields; the school mends them; then all is in effect. */
export async function reviewByCounty(stage: Stage): Promise<void> {
  const county = await stage.as('xihu-info')
  const { page } = county
  await openSchool(page)
  const people = await waiting(page)
  const one = await counted(county, () => giveBack(stage, page))
  most(one.keys, 3, 'keys to return one with a reason at a field')
  const rest = await counted(county, async () => {
    await giveBack(stage, page)
    await page.keyboard.press('Shift+A')
    await sees(page, `提交决定：通过 ${people - 2} 人，退回 2 人`)
    await page.keyboard.press('Enter')
    await sees(page, `已办理 ${people} 人`)
  })
  most(one.keys + rest.keys, 12, `keys for a school of ${people}`)
  most(one.clicks + rest.clicks, 0, 'clicks beside them')
}

/** The school mends what was returned, and it goes the whole way once more. */
export async function mendAndPass(stage: Stage): Promise<void> {
  const { page: clerk } = await stage.as('chenxi-info')
  for (const name of stage.returned) await mend(stage, clerk, name)
  await handOver(clerk, 2)
  await sign(stage, 2)
  await report(clerk, 2)

  const { page } = await stage.as('xihu-info')
  await openSchool(page)
  expect(await waiting(page)).toBe(2)
  await page.keyboard.press('Shift+A')
  await sees(page, '提交决定：通过 2 人，退回 0 人')
  await page.keyboard.press('Enter')
  await sees(page, '已办理 2 人')

  for (const name of stage.returned) {
    await openTeacher(clerk, name)
    await clerk.reload()
    await clerk.getByRole('main').getByText('生效', { exact: true }).first().waitFor()
    await sees(clerk, '信息已生效，没有在办的事项')
  }
}

/** The desk of the county, narrowed to the school of the story. */
async function openSchool(page: Page): Promise<void> {
  await goToNow(page, '审核')
  await page.getByRole('combobox', { name: '按学校查看' }).click()
  const option = page.getByRole('option', { name: /西湖区晨曦小学/ })
  const waits = /(\d+) 件/.exec((await option.textContent()) ?? '')?.[1]
  await option.click()
  // nobody of another school is left in the list, whose first record is open; until it has come the whole desk's stands there
  await page.waitForURL(/unitId=/)
  await sees(page, `共 ${waits} 件`)
  await page.getByRole('article').getByText('西湖区晨曦小学').waitFor()
}

/** How many wait, as the button says. */
async function waiting(page: Page): Promise<number> {
  const words = await page.getByRole('button', { name: /^其余 \d+ 人一并通过/ }).innerText()
  return Number(/\d+/.exec(words)?.[0])
}

/** R, the figure of a field, Enter: the usual reason 与证件不符 is chosen already. */
async function giveBack(stage: Stage, page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: '退回', exact: true })
  const field = page.getByRole('article').getByRole('button', { name: /^民族：.*指为退回的一项$/ })
  await field.waitFor()
  stage.returned.push((await page.getByRole('article').getAttribute('aria-label')) ?? '')
  await page.keyboard.press('r')
  await panel.waitFor()
  await page.keyboard.press(/\d/.exec(await field.innerText())?.[0] ?? '')
  await page.keyboard.press('Enter')
  await panel.waitFor({ state: 'detached' })
}

export async function openTeacher(page: Page, name: string): Promise<void> {
  await goTo(page, '教师名册')
  await page.getByRole('navigation', { name: '按环节查看' }).getByRole('button', { name: /^全部/ }).click()
  await page.getByPlaceholder('姓名、全国唯一编号').fill(name)
  await page.getByRole('main').getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** The reason leads to its field, stands there, and goes with the right value. */
async function mend(stage: Stage, page: Page, name: string): Promise<void> {
  await openTeacher(page, name)
  await sees(page, '退回理由（1）')
  await sees(page, '与证件不符')
  await page.getByRole('button', { name: /民族/ }).filter({ hasText: '基本信息' }).first().click()
  const form = page.getByRole('form', { name: '基本信息' })
  await form.getByText(/退回：与证件不符（西湖区教育局 秦望舒）/).waitFor()
  await stage.face(page, 'mend', 'desk')
  await form.getByRole('combobox', { name: '民族' }).fill('满族')
  await page.keyboard.press('Enter')
  await form.getByRole('button', { name: '保存基本信息' }).click()
  await form.waitFor({ state: 'detached' })
}
