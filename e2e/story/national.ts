import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { address, signIn, type Visitor } from '../visitor.ts'
import { answer, goTo, type Stage, sees } from './stage.ts'

/**
 * o. The centre renames a code and adds one, a second person confirms; a province reads what changed under it, and the school's form offers the code.
 */
export async function centreUpdates(stage: Stage): Promise<void> {
  const { page } = await anew(stage, 'moe-sys')
  await goTo(page, '国家标准')
  await page.getByPlaceholder('按名称、拼音首字母或代号查找').fill('zxdwlb')
  await stage.face(page, 'national-tables', 'desk')
  await page.getByRole('link', { name: '在学单位类别' }).click()
  await page.getByRole('heading', { level: 1, name: /在学单位类别/ }).waitFor()

  // typed as in a sheet: the name of the fourth code, and a code below the last
  await page.getByRole('textbox', { name: /^代码：/ }).focus()
  await page.keyboard.press('Control+Home')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key)
  await page.keyboard.type('党校（行政学院、干部学院）')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Home')
  await page.keyboard.type('8')
  await page.keyboard.press('Tab')
  await page.keyboard.type('开放大学')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  await sees(page, /的代码“8”重复/)
  expect(await page.getByRole('button', { name: '保存到草稿' }).isDisabled()).toBe(true)
  await page.keyboard.type('10')
  await page.keyboard.press('Enter')
  await stage.face(page, 'national-table', 'desk')
  await page.getByRole('button', { name: '保存到草稿' }).click()
  await sees(page, '已保存到草稿')

  await page.getByRole('link', { name: '本次改动' }).click()
  const differences = page.getByRole('region', { name: '差异' })
  await differences.getByText('开放大学').waitFor()
  await differences.getByText('党校（行政学院、干部学院）').waitFor()
  await page.getByRole('button', { name: '国家指标' }).click()
  await page.getByLabel('查找指标').fill('电子邮箱')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  await page.getByRole('status').getByText('列为核心').waitFor()
  await page.getByRole('button', { name: '本次改动（3）' }).waitFor()
  await stage.face(page, 'national-indicators', 'desk')
  await page.getByRole('button', { name: '提交 3 处改动' }).click()
  await page.getByLabel('调整的依据').fill('教育部办公厅 2026 年第 12 号通知')
  await answer(page, '提交 3 处改动')
  await sees(page, '等待信息管理员确认')

  const { page: second } = await anew(stage, 'moe-info')
  await goTo(second, '工作台')
  await second.getByText('国家标准调整待确认').click()
  await second.getByRole('region', { name: '差异' }).getByText('开放大学').waitFor()
  await stage.face(second, 'national-confirm', 'desk')
  await second.getByRole('button', { name: '确认发布' }).click()
  await answer(second, '确认发布 3 处改动')
  await sees(second, '现行第 1 版')

  await provinceReads(stage)
  await schoolChooses(stage)
}

async function provinceReads(stage: Stage): Promise<void> {
  const { page } = await anew(stage, 'zhejiang-sys')
  await goTo(page, '工作台')
  await page.getByText('国家标准有新版本，请了解本次更新').click()
  const updated = page.getByRole('region', { name: '本次更新' })
  await updated
    .getByText(/本单位使用：.*学习经历—在学单位类别/)
    .first()
    .waitFor()
  await updated
    .getByText(/联系方式—电子邮箱/)
    .first()
    .waitFor()
  await stage.face(page, 'national-version', 'desk')
  await stage.face(page, 'national-version', 'phone')
  await page.getByRole('button', { name: '本省已了解第 1 版' }).click()
  await page.getByRole('button', { name: '本省已了解第 1 版' }).waitFor({ state: 'detached' })
  await page.goto(address('/'))
  await page.getByRole('heading', { level: 1, name: '工作台' }).waitFor()
  expect(await page.getByText('国家标准有新版本').count()).toBe(0)
}

/** The school's clerk opens the form of somebody who is still being filled in: the code is among the choices. */
async function schoolChooses(stage: Stage): Promise<void> {
  const { page } = await stage.as('moxiang-info')
  await page.goto(address('/teachers?stage=empty'))
  await page.getByRole('main').getByRole('table').getByRole('link').first().click()
  const education = page.getByRole('region', { name: '学习经历' })
  await education
    .getByRole('button', { name: /增加|添加|新增/ })
    .first()
    .click()
  await page.getByLabel('在学单位类别').click()
  await choice(page, '开放大学').waitFor()
  await choice(page, '党校（行政学院、干部学院）').waitFor()
  await page.keyboard.press('Escape')
}

const choice = (page: Page, name: string) =>
  page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByText(name).first()

/** Signs in anew: who submits or confirms must have proved who they are in the last minutes. */
async function anew(stage: Stage, login: string): Promise<Visitor> {
  const visitor = await signIn(stage.browser, login)
  stage.add(visitor)
  return visitor
}
