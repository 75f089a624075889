import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { address, phone } from '../visitor.ts'
import { answer, counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'

const codes = ['1\t步行', '2\t骑行', '3\t公交', '4\t自驾'].join('\n')

/**
 * l. The province requires one more indicator of 中小学 and adds one of its own with its own code table, open to teachers; a second person confirms, and a teacher
 * fills it on the phone.
 */
export async function provinceChooses(stage: Stage): Promise<void> {
  const province = await stage.as('zhejiang-sys')
  const { page } = province
  await goTo(page, '指标体系')
  await page.getByRole('link', { name: '中小学校' }).click()
  const search = page.getByLabel('查找指标')
  await search.waitFor()

  // one indicator, after its name is typed: ↓ and 2
  await search.fill('lxdh')
  const { keys, clicks } = await counted(province, async () => {
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('2')
    await page.getByRole('status').getByText('“联系电话”：选填 → 必填').waitFor()
  })
  most(keys, 3, 'keys to change one indicator after its name')
  expect(clicks).toBe(0)
  await sees(page, '与第 1 版不同 1 处')
  await stage.face(page, 'profile-grid', 'desk')
  await stage.face(page, 'profile-grid', 'phone')

  // taken back and done again; what can never be opened says why
  await page.keyboard.press('Control+z')
  await sees(page, '已撤销对“联系电话”的改动')
  await page.keyboard.press('2')
  await page.keyboard.press('/')
  await search.fill('考核结果')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('t')
  await page.getByRole('status').getByText('统一填报').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('谁能看到').waitFor()
  await stage.face(page, 'profile-indicator', 'desk')
  await page.keyboard.press('Escape')

  await addOwn(stage, page)
  await page.getByRole('tab', { name: /差异和影响/ }).click()
  await sees(page, '将变为不完整')
  await page.getByRole('region', { name: '差异' }).getByText('联系方式—上班方式').waitFor()
  await stage.face(page, 'profile-impact', 'desk')
  await page.getByRole('tab', { name: '预览' }).click()
  await page.getByText('手机', { exact: true }).click()
  await page.getByRole('combobox', { name: '信息子集' }).click()
  await page.getByTitle('联系方式').click()
  await page.getByLabel('上班方式').waitFor()
  await stage.face(page, 'profile-preview', 'desk')
  await page.getByRole('button', { name: /^提交 \d 处调整/ }).click()
  await page.getByLabel(/^立即/).check()
  await page.getByLabel('调整的依据').fill('浙教办函〔2026〕12 号')
  await answer(page, /^提交 \d 处调整/)
  await sees(page, '等待本单位信息管理员确认')

  const { page: second } = await stage.as('zhejiang-info')
  await goToNow(second, '工作台')
  await second.getByText('指标体系调整待确认').click()
  await second.getByRole('heading', { level: 1, name: /指标体系/ }).waitFor()
  if (!second.url().includes('/k12')) await second.getByRole('link', { name: '中小学校' }).click()
  await second.getByRole('region', { name: '差异' }).getByText('联系方式—联系电话').waitFor()
  await stage.face(second, 'profile-confirm', 'desk')
  await second.getByRole('button', { name: '确认发布' }).click()
  await answer(second, /^确认发布 \d 处调整/)
  await sees(second, '现行第 2 版')
  await second.getByRole('tab', { name: '历次版本' }).click()
  await second.getByRole('region', { name: '比较两个版本' }).getByText('联系方式—上班方式').waitFor()
  await stage.face(second, 'profile-versions', 'desk')

  await teacherFills(stage)
}

async function addOwn(stage: Stage, page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^拓展/ }).click()
  await page.getByRole('button', { name: '增加拓展代码表' }).click()
  await page.getByLabel('代码表名称').fill('上班方式')
  await page.getByRole('textbox', { name: /^代码：/ }).focus()
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, codes)
  await page.getByRole('dialog').getByText('共 4 个代码').waitFor()
  await stage.face(page, 'profile-table', 'desk')
  await answer(page, '保存到草稿')
  await page.getByRole('region', { name: '拓展代码表' }).getByText('4 个代码').waitFor()

  await page.getByRole('button', { name: '增加拓展指标' }).click()
  await page.getByLabel('指标名称').fill('上班方式')
  await pick(page, '所在信息子集', '联系方式')
  await pick(page, '类型', '代码')
  await pick(page, '代码表', '上班方式（拓展）')
  await page.getByLabel('教师本人').check()
  await page.getByLabel('填写说明').fill('平时从家到学校主要用的方式')
  await answer(page, '保存到草稿')
  await page.getByRole('region', { name: '拓展指标' }).getByText('教师可填').waitFor()
  await stage.face(page, 'profile-own', 'desk')
}

async function pick(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(field, { exact: true }).click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
    .getByTitle(option, { exact: true })
    .click()
}

/** The indicator of the province stands in the teacher's own form, with its codes and its explanation. */
async function teacherFills(stage: Stage): Promise<void> {
  const { page } = await stage.as('chenxi-teacher', phone)
  await page.goto(address('/'))
  await page.getByRole('link', { name: /^联系方式/ }).click()
  await page.getByRole('heading', { name: '联系方式' }).waitFor()
  await sees(page, '平时从家到学校主要用的方式')
  await stage.face(page, 'profile-teacher', 'phone')
  await page.getByLabel('上班方式').selectOption({ label: '骑行' })
  await page.getByRole('textbox', { name: '联系电话' }).fill('0571-01234568')
  await page.getByRole('button', { name: /保存/ }).click()
  await page.getByRole('heading', { name: '联系方式' }).waitFor({ state: 'detached' })
  await page.goto(address('/'))
  await page.getByRole('link', { name: /^联系方式/ }).click()
  expect(await page.getByLabel('上班方式').inputValue()).toBe('2')
}
