import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { handOver, report, sign } from './report.ts'
import { counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'

/** e. The county returns two with reasons at fields, looks at whom it must and at the sample, and passes the others at once; the school mends the two; then all is in effect. */
export async function reviewByCounty(stage: Stage): Promise<void> {
  const county = await stage.as('xihu-info')
  const { page } = county
  const people = await openSchool(page)
  const list = page.getByRole('region', { name: '本校名单' })
  expect(await list.innerText()).toContain(`名单 ${people} 人`)
  await stage.face(page, 'review-desk', 'desk')
  // two of whom nobody would have had to look at: the sample has no failure
  const others = page
    .getByRole('list', { name: '待办列表' })
    .getByRole('listitem')
    .filter({ hasNotText: /必看|抽样/ })
  await others.first().getByRole('button').click()
  const one = await counted(county, () => giveBack(stage, page))
  most(one.keys, 3, 'keys to return one with a reason at a field')
  await others.nth(1).getByRole('button').click()
  await giveBack(stage, page)

  await page.keyboard.press('Shift+A')
  await sees(page, /还有.*没有查看并标记，其余暂不能一并通过/)
  const risky = await toSee(page).filter({ hasText: '必看' }).count()
  const rest = await counted(county, async () => {
    await lookAndPass(page)
    await page.keyboard.press('Shift+A')
    await sees(page, `提交决定：通过 ${people - 2} 人，退回 2 人`)
    await page.keyboard.press('Enter')
    await sees(page, `已办理 ${people} 人`)
  })
  most(rest.keys - risky, 12, `keys for a school of ${people}, beside one for each who must be looked at`)
  most(rest.clicks, 0, 'clicks beside them')
}

/** Who must be looked at, and the sample: they stand first. */
const toSee = (page: Page) =>
  page
    .getByRole('list', { name: '待办列表' })
    .getByRole('listitem')
    .filter({ hasText: /必看|抽样/ })

/** A for each of them: the next one opens by itself. */
async function lookAndPass(page: Page): Promise<void> {
  const open = toSee(page).filter({ hasNotText: /拟通过|拟退回/ })
  const article = page.getByRole('article')
  for (let left = await open.count(); left > 0; left -= 1) {
    const name = (await article.getAttribute('aria-label')) ?? ''
    await article.getByRole('button', { name: '通过 A' }).waitFor()
    await page.keyboard.press('a')
    await expect.poll(() => open.count(), { timeout: 10_000 }).toBe(left - 1)
    // after the last of all it stays open
    if (left === 1) break
    await page.waitForFunction((old) => document.querySelector('article')?.getAttribute('aria-label') !== old, name)
    await article.waitFor()
  }
}

/** The school mends what was returned, and it goes the whole way once more. */
export async function mendAndPass(stage: Stage): Promise<void> {
  const { page: clerk } = await stage.as('chenxi-info')
  for (const name of stage.returned) await mend(stage, clerk, name)
  await handOver(clerk, 2)
  await sign(stage, 2)
  await report(clerk, 2)

  const { page } = await stage.as('xihu-info')
  expect(await openSchool(page)).toBe(2)
  expect(await toSee(page).filter({ hasText: '退回后重报' }).count()).toBe(2)
  await lookAndPass(page)
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

/** The desk of the county for the school of the story, out of the schools that wait; how many wait there. The first whom it must look at stands open. */
export async function openSchool(page: Page): Promise<number> {
  await goToNow(page, '审核')
  const row = page.getByRole('row').filter({ hasText: '西湖区晨曦小学' })
  const waits = /(\d+) 件/.exec(await row.innerText())?.[1]
  await row.getByRole('button', { name: '西湖区晨曦小学', exact: true }).click()
  await page.waitForURL(/unitId=/)
  await sees(page, `共 ${waits} 件`)
  await page.getByRole('region', { name: '本校名单' }).waitFor()
  await page.getByRole('article').getByText('信息报送 · 西湖区晨曦小学').waitFor()
  return Number(waits)
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
