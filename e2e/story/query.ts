import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { address, signIn } from '../visitor.ts'
import { answer, counted, goTo, most, type Stage, sees } from './stage.ts'

/** The county looks for people by an indicator, keeps the view, counts them, goes behind a number and takes the list out; a sensitive column waits for a second person. */
export async function listsAndCounts(stage: Stage): Promise<void> {
  // who takes people out must have proved who they are in the last minutes
  const county = await signIn(stage.browser, 'xihu-info')
  stage.add(county)
  const { page } = county
  await goTo(page, '教师名册')
  await page.getByLabel('学校类别').click()
  await page.getByTitle('中小学校', { exact: true }).click()

  // one condition: the indicator by its initials, a value by its code
  const add = page.getByRole('button', { name: '筛选条件' })
  await page.waitForFunction(() => new URL(location.href).searchParams.get('category') === 'k12')
  await add.click()
  await page.locator('#filter-field').and(page.locator(':focus')).waitFor()
  await page.keyboard.type('zgxl')
  await page.keyboard.press('Enter')
  await page.getByLabel('取值（任一即可）').click()
  await page.keyboard.type('21')
  await page.keyboard.press('Enter')
  await stage.face(page, 'query-filter', 'desk')
  await answer(page, '确定')
  await sees(page, '最高学历 等于 大学本科毕业')
  await page.getByRole('main').getByRole('button', { name: /列$/ }).click()
  await page.locator('#columns').and(page.locator(':focus')).waitFor()
  await page.keyboard.type('cjgzny')
  await page.keyboard.press('Enter')
  await answer(page, '确定')
  await page.getByRole('columnheader', { name: '参加工作年月' }).first().waitFor()
  await stage.face(page, 'query-list', 'desk')

  const { clicks } = await counted(county, async () => {
    await page.getByRole('button', { name: '我的视图' }).click()
    await page.locator('#view-name').and(page.locator(':focus')).waitFor()
    await page.keyboard.type('本科教师')
    await page.keyboard.press('Enter')
    await sees(page, '已保存视图“本科教师”')
  })
  most(clicks, 1, 'clicks to keep a view')
  await goTo(page, '教师名册')
  await page.getByRole('button', { name: '我的视图' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '本科教师', exact: true }).click()
  await sees(page, '最高学历 等于 大学本科毕业')

  // 学历 × 年龄; the number is that of the list behind it
  await goTo(page, '统计分析')
  await page.goto(address('/statistics?category=k12'))
  for (const [side, initials] of [
    ['#rows', 'zgxl'],
    ['#columns', 'nl'],
  ] as const) {
    await page.locator(side).click()
    await page.keyboard.type(initials)
    await page.keyboard.press('Enter')
  }
  const number = page.getByRole('region', { name: '交叉表' }).getByRole('link', { name: /^大学本科毕业：/ })
  await number.waitFor()
  await stage.face(page, 'query-table', 'phone')
  const people = Number(await number.innerText())
  await number.click()
  await page.getByRole('heading', { level: 1, name: '教师名册' }).waitFor()
  await page.getByText(`共 ${people} 条`).waitFor()

  await page.getByRole('main').getByRole('button', { name: /导出$/ }).click()
  await page.getByLabel('用途').fill('核对本科学历教师名单')
  await stage.face(page, 'query-export', 'desk')
  await answer(page, `导出 ${people} 人`)
  await page.getByRole('heading', { level: 1, name: '下载中心' }).waitFor()
  const button = page.getByRole('button', { name: /^下载 \d/ }).first()
  await button.waitFor()
  await stage.face(page, 'downloads', 'desk')
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  expect(file.suggestedFilename()).toMatch(/^教师名册 \d{8}-\d{6}\.xlsx$/)
  expect(
    readFileSync(await file.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')

  // a sensitive column is another person's to agree to
  await page.goto(address('/teachers?category=k12&cols=basic_info.ethnicity'))
  await page.getByRole('columnheader', { name: '民族' }).first().waitFor()
  await page.getByRole('main').getByRole('button', { name: /导出$/ }).click()
  await page.getByLabel('用途').fill('民族教师情况摸底')
  await answer(page, /^导出 \d+ 人/)
  await sees(page, '待系统管理员确认')
  const admin = await signIn(stage.browser, 'xihu-sys')
  stage.add(admin)
  const { page: second } = admin
  await goTo(second, '导出确认')
  await sees(second, '含敏感指标')
  await stage.face(second, 'download-requests', 'desk')
  await second
    .getByRole('button', { name: /^同意 \d/ })
    .first()
    .click()
  await answer(second, '同意导出')
  await sees(second, '已同意，文件由申请人下载')
  // the first was fetched, and is gone
  await page.getByText('已下载或过期').waitFor()
  await page.getByText('可下载').waitFor()
}
