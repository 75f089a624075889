import type { Page } from 'playwright-core'
import { account } from '../visitor.ts'
import { answer, goTo, goToNow, type Stage, sees } from './stage.ts'

/** j. A school gives, hands over and takes back its posts; an account is stopped and restarted; a province grants a university more. */
export async function postsChangeHands(stage: Stage): Promise<void> {
  const { page } = await stage.as('tiaoxi-sys')
  const [first, second] = await teachersOf(page)
  await goTo(page, '岗位')
  await page.getByRole('button', { name: '授予：信息查询员（第 2 席）' }).click()
  await choose(page, first)
  await answer(page, `授予 ${first}`)
  await seat(page, '信息查询员 2').getByText(first).waitFor()

  const clerk = account('tiaoxi-info').name
  await page.getByRole('button', { name: '交接：信息管理员（第 1 席）' }).click()
  await page
    .getByRole('region', { name: '未了事项' })
    .getByText(/未了事项/)
    .waitFor()
  await choose(page, second)
  await stage.face(page, 'post-hand-over', 'desk')
  await answer(page, `交接给 ${second}`)
  await seat(page, '信息管理员').getByText(second).waitFor()
  await seat(page, '信息管理员').getByText(clerk).waitFor()

  await page.getByRole('button', { name: '收回：信息查询员（第 2 席）' }).click()
  await answer(page, '收回岗位')
  await page.getByRole('dialog').getByText('请写明收回的原因').waitFor()
  await page.getByLabel('收回的原因').fill('岗位调整')
  await answer(page, '收回岗位')
  await seat(page, '信息查询员 2').getByText('空缺').waitFor()

  await ownPostByCancelledSlip(page)
  await stopAndRestart(page, first)
  await provinceGrantsMore(stage)
}

/** One's own post goes by a slip only; a batch that is cancelled leaves everything as it was. */
async function ownPostByCancelledSlip(page: Page): Promise<void> {
  await page.getByRole('button', { name: '交接：系统管理员（第 1 席）' }).click()
  await sees(page, '启用时您同时卸任')
  await answer(page, '生成交接密码函')
  await page.getByRole('button', { name: /下载密码函（1 张）$/ }).waitFor()
  await answer(page, '取消本批')
  await page.getByRole('dialog').getByText('已取消 1 张密码函').waitFor()
  await answer(page, '关闭')
  await seat(page, '系统管理员').getByText('在任', { exact: true }).waitFor()
  await page.getByRole('link', { name: '密码函台账' }).click()
  await page.getByRole('main').getByRole('row').filter({ hasText: '本单位岗位' }).getByText('已取消').waitFor()
}

async function stopAndRestart(page: Page, name: string): Promise<void> {
  await goTo(page, '账号管理')
  await page.getByPlaceholder('按姓名或登录账号查找').fill(name)
  const row = page.getByRole('main').getByRole('row').filter({ hasText: name })
  await row.getByRole('button', { name: `${name}的更多操作` }).click()
  await page.getByRole('menuitem', { name: '停用' }).click()
  await page.getByLabel('停用的原因').fill('借调外单位')
  await answer(page, `停用 ${name}`)
  await row.getByText('已停用').waitFor()
  await row.getByRole('button', { name: '启用' }).click()
  await page.getByLabel('启用的原因').fill('借调结束')
  await answer(page, `启用 ${name}`)
  await row.getByText('已停用').waitFor({ state: 'detached' })
}

/** Two more 信息管理员 for a university, which finds their seats vacant. */
async function provinceGrantsMore(stage: Stage): Promise<void> {
  const { page: province } = await stage.as('zhejiang-sys')
  await goTo(province, '账号分发')
  await province.getByPlaceholder('按单位名称或代码查找').fill('云岫')
  await province.getByRole('row').filter({ hasText: '浙江云岫学院' }).getByRole('link', { name: '岗位' }).click()
  await province.getByRole('button', { name: '调整增设数额' }).click()
  await province.getByLabel('增设人数（0–20）').fill('2')
  await province.getByLabel('理由').fill('院系较多')
  await stage.face(province, 'post-quota', 'desk')
  await answer(province, '保存数额')
  await sees(province, '信息管理员数额：1 名，增设 2 名')
  const { page: university } = await stage.as('yunxiu-sys')
  await goToNow(university, '岗位')
  await seat(university, '信息管理员 3').getByText('空缺').waitFor()
}

/** Two who hold no post but their own. */
async function teachersOf(page: Page): Promise<[string, string]> {
  await goTo(page, '账号管理')
  const rows = page
    .getByRole('main')
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: '教师', exact: true }) })
  await rows.first().waitFor()
  const names = await rows.evaluateAll((all) => all.map((row) => row.querySelector('td')?.textContent?.trim() ?? ''))
  const [first, second] = [...new Set(names)]
  if (!first || !second) throw new Error(`teachers: ${names.join()}`)
  return [first, second]
}

async function choose(page: Page, name: string): Promise<void> {
  const field = page.getByRole('dialog').getByRole('combobox')
  await field.click()
  await field.fill(name)
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: `${name} · ` })
    .first()
    .click()
}

const seat = (page: Page, name: string) =>
  page
    .getByRole('main')
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name, exact: true }) })
