import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { inventPeople } from '../../practice/people.ts'
import { address, knock, open, phone, signIn, type Visitor } from '../visitor.ts'
import { paste } from './accounts.ts'
import { answer, counted, goTo, most, type Stage, sees } from './stage.ts'

const password = 'Teng-Wang-Ge-0675'
const codes = ['1\t步行', '2\t骑行', '3\t公交', '4\t自驾'].join('\n')

/**
 * l. The province requires one more indicator of 中小学 and adds one of its own with its own code table, open to teachers; a second person confirms, and a teacher
 * fills it on the phone.
 */
export async function provinceChooses(stage: Stage): Promise<void> {
  const province = await anew(stage, 'zhejiang-sys')
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
  await page.getByRole('button', { name: /差异和影响/ }).click()
  await sees(page, '将变为不完整')
  await page.getByRole('region', { name: '差异' }).getByText('联系方式—上班方式').waitFor()
  await stage.face(page, 'profile-impact', 'desk')
  await page.getByRole('button', { name: '预览', exact: true }).click()
  await page.getByText('手机', { exact: true }).click()
  await page.getByRole('combobox', { name: '信息子集' }).fill('联系方式')
  await page.locator('.ant-select-item-option').filter({ hasText: '联系方式' }).click()
  await page.getByLabel('上班方式').waitFor()
  await stage.face(page, 'profile-preview', 'desk')
  await page.getByRole('button', { name: /^提交 \d 处调整/ }).click()
  await page.getByLabel(/^立即/).check()
  await page.getByLabel('调整的依据').fill('浙教办函〔2026〕12 号')
  await answer(page, /^提交 \d 处调整/)
  await sees(page, '等待本单位信息管理员确认')

  const { page: second } = await anew(stage, 'zhejiang-info')
  await goTo(second, '工作台')
  await second.getByText('指标体系调整待确认').click()
  await second.getByRole('heading', { level: 1, name: /指标体系/ }).waitFor()
  if (!second.url().includes('/k12')) await second.getByRole('link', { name: '中小学校' }).click()
  await second.getByRole('region', { name: '差异' }).getByText('联系方式—联系电话').waitFor()
  await stage.face(second, 'profile-confirm', 'desk')
  await second.getByRole('button', { name: '确认发布' }).click()
  await answer(second, /^确认发布 \d 处调整/)
  await sees(second, '现行第 2 版')
  await second.getByRole('button', { name: '历次版本' }).click()
  await second.getByRole('region', { name: '比较两个版本' }).getByText('联系方式—上班方式').waitFor()
  await stage.face(second, 'profile-versions', 'desk')

  await teacherFills(stage)
}

async function addOwn(stage: Stage, page: Page): Promise<void> {
  await page.getByRole('button', { name: /^拓展/ }).click()
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
  await pick(page, '类型', '代码', false)
  await pick(page, '代码表', '上班方式（拓展）')
  await page.getByLabel('教师本人').check()
  await page.getByLabel('填写说明').fill('平时从家到学校主要用的方式')
  await answer(page, '保存到草稿')
  await page.getByRole('region', { name: '拓展指标' }).getByText('教师可填').waitFor()
  await stage.face(page, 'profile-own', 'desk')
}

/** Opens a list; where it can be searched, what is typed leaves the option to be found. */
async function pick(page: Page, field: string, option: string, search = true): Promise<void> {
  await page.getByRole('dialog').getByLabel(field, { exact: true }).click()
  if (search) await page.keyboard.type(option)
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')
    .getByTitle(option, { exact: true })
    .click()
}

/** Signs in anew: who submits or confirms must have proved who they are in the last minutes. */
async function anew(stage: Stage, login: string): Promise<Visitor> {
  const visitor = await signIn(stage.browser, login)
  stage.add(visitor)
  return visitor
}

/** Somebody who is new at a school finds the indicator of the province in the own form, with its codes and its explanation. */
async function teacherFills(stage: Stage): Promise<void> {
  const { page } = await newTeacher(stage)
  await page.getByRole('link', { name: /^联系方式/ }).click()
  await page.getByRole('heading', { name: '联系方式' }).waitFor()
  await sees(page, '平时从家到学校主要用的方式')
  await page.getByLabel('上班方式').selectOption({ label: '骑行' })
  await stage.face(page, 'profile-teacher', 'phone')
  await page.getByRole('textbox', { name: '联系电话' }).fill('0571-01234568')
  await page.getByRole('button', { name: /保存/ }).click()
  await page.getByRole('heading', { name: '联系方式' }).waitFor({ state: 'detached' })
  await page.goto(address('/'))
  await page.getByRole('link', { name: /^联系方式/ }).click()
  await page.getByRole('textbox', { name: '联系电话' }).waitFor()
  expect(await page.getByLabel('上班方式').inputValue()).toBe('2')
}

async function newTeacher(stage: Stage): Promise<Visitor> {
  const [person] = inventPeople('e2e-profile', 1, { region: '330109' })
  if (!person) throw new Error('nobody was invented')
  const { page } = await anew(stage, 'moxiang-sys')
  await goTo(page, '账号管理')
  await page.getByRole('button', { name: '生成教师账号' }).click()
  await sees(page, '名单为空')
  await page.getByRole('radio', { name: '没有填写的，都是在编教师' }).check()
  await paste(page, [[person.name, person.gender === '1' ? '男' : '女', person.birthDate, person.idNumber]])
  await page.getByRole('button', { name: '生成 1 个账号' }).click()
  await answer(page, '生成 1 个账号')
  await page.getByRole('heading', { level: 1, name: '已生成 1 个账号' }).waitFor()
  const slip = page.getByRole('region', { name: /的账号领取单$/ })
  const [, login = '', secret = ''] = await slip.getByRole('definition').allInnerTexts()

  const teacher = { ...(await open(stage.browser, 'chenxi-teacher', phone)), login, secret, name: person.name }
  stage.add(teacher)
  await teacher.page.goto(address('/'))
  await knock(teacher)
  await teacher.page.getByLabel('新密码', { exact: true }).fill(password)
  await teacher.page.getByLabel('再输一次', { exact: true }).fill(password)
  await teacher.page
    .getByRole('region', { name: '隐私告知全文' })
    .evaluate((notice) => notice.scrollTo(0, notice.scrollHeight))
  await teacher.page.getByRole('checkbox', { name: /我已阅读并同意/ }).check()
  await teacher.page.getByRole('button', { name: '设置密码并进入系统' }).click()
  await teacher.page.getByRole('heading', { name: '我的信息' }).waitFor()
  return teacher
}
