import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { inventPeople, type PracticePerson } from '../../practice/people.ts'
import { readSealedPdf } from '../../server/testing/sealed-pdf.ts'
import { inDatabase } from '../database.ts'
import { account, address, open, phone, type Visitor } from '../visitor.ts'
import { answer, counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'
import { takeFile } from './workbook.ts'

/** What stands on one slip. */
type SlipOnPaper = { unit: string; role: string; slipNo: string; code: string }

const county = '桐庐县教育局'
const ownPassword = 'Fuchun-Jiang-1350'

/**
 * i. The city hands out to its counties, all at once; a county's 系统管理员 begins on a phone with the paper alone, fills the posts of the county, and hands
 * out to a school.
 */
export async function handOut(stage: Stage): Promise<void> {
  const [first, second] = inventPeople('handout', 2, { region: '330122' })
  if (!first || !second) throw new Error('nobody was invented')
  const slip = await cityMakesSlips(stage)
  await cityRegistersReceipt(stage)
  const admin = await begins(stage, slip, first, 'tonglu-sys')
  await cannotBeUsedTwice(stage, slip)
  await cityUrges(stage)
  await countyFillsPosts(stage, admin, second)
  await countyHandsOut(admin)
  await cityResets(stage, admin)
}

/** Every county without a 系统管理员, in three clicks and one password. */
async function cityMakesSlips(stage: Stage): Promise<SlipOnPaper> {
  const city = await stage.as('hangzhou-sys')
  const { page } = city
  await goTo(page, '账号分发')
  await page.getByRole('row').filter({ hasText: county }).getByText('未生成').waitFor()
  await stage.face(page, 'handout-board', 'desk')
  await stage.face(page, 'handout-board', 'phone')
  await lastsTooLong('hangzhou-sys')
  let pickUpCode = ''
  let file: Buffer = Buffer.alloc(0)
  const { clicks } = await counted(city, async () => {
    await page.getByRole('button', { name: /^选中全部 \d+ 个$/ }).click()
    await page.getByRole('button', { name: /^生成密码函（\d+ 张）$/ }).click()
    await confirmWith(page, city.secret)
    pickUpCode = await page.getByRole('region', { name: '提取码' }).locator('strong').innerText()
    const fetch = page.getByRole('button', { name: /下载密码函（\d+ 张）$/ })
    await fetch.waitFor()
    file = (await takeFile(page, () => fetch.click())).bytes
  })
  most(clicks, 3, 'clicks to hand out to all counties')
  await page
    .getByRole('dialog')
    .getByText(/^已下载 \d+ 张密码函/)
    .waitFor()
  await stage.face(page, 'handout-made', 'desk')
  await answer(page, '关闭')
  expect(() =>
    readSealedPdf(
      file,
      pickUpCode.replace(/.$/, (last) => (last === '7' ? '8' : '7')),
    ),
  ).toThrow('password')
  const slips = readSealedPdf(file, pickUpCode.trim()).map(readSlip)
  expect(slips.map(({ unit }) => unit)).not.toContain('西湖区教育局')
  const slip = slips.find(({ unit }) => unit === county)
  if (!slip) throw new Error(`no slip for ${county}: ${JSON.stringify(slips.map(({ unit }) => unit))}`)
  expect(slip.role).toBe('系统管理员')
  // The code is on the paper and nowhere else; the file is gone.
  const board = await page.evaluate(async () => (await fetch('/api/handout/board?size=200')).text())
  expect(board).toContain(slip.slipNo)
  for (const other of slips) expect(board).not.toContain(other.code.slice(0, 9))
  await page.getByRole('tab', { name: '密码函台账' }).click()
  const row = page.getByRole('main').getByRole('row').filter({ hasText: '直属下级单位' }).first()
  await row.getByText('已下载').waitFor()
  expect(await row.getByRole('button', { name: '下载' }).count()).toBe(0)
  await stage.face(page, 'handout-ledger', 'desk')
  await page.getByRole('tab', { name: '分发进度' }).click()
  return slip
}

async function cityRegistersReceipt(stage: Stage): Promise<void> {
  const { page } = await stage.as('hangzhou-sys')
  await page.getByRole('checkbox', { name: `选择${county}` }).check()
  await page.getByRole('button', { name: '登记签收（1 个）' }).click()
  await page.getByLabel('签收人').fill('范晓岚')
  await stage.face(page, 'handout-receipt', 'desk')
  await answer(page, '登记 1 个单位签收')
  const row = page.getByRole('row').filter({ hasText: county })
  await row.getByText('已签收').waitFor()
  await row.getByText('范晓岚').waitFor()
}

/** From the login page to the workbench, with the paper in hand. */
async function begins(stage: Stage, slip: SlipOnPaper, person: PracticePerson, login: string): Promise<Visitor> {
  const visitor = await stranger(stage, login, person.name)
  const { page } = visitor
  await typeSlip(page, slip, slip.code.replace(/.$/, ''))
  await page.getByRole('alert').getByText('密码函编号或激活码不正确').waitFor()
  await stage.face(page, `slip-refused-${login}`, 'phone')
  await typeSlip(page, slip, slip.code.toLowerCase().replaceAll('-', ' '))
  await sees(page, `${slip.unit} · ${slip.role}`)
  await page.getByLabel('姓名', { exact: true }).fill(person.name)
  await page.getByLabel('身份证件号', { exact: true }).fill(person.idNumber.slice(0, 17) + wrong(person.idNumber))
  await sees(page, /没有通过校验/)
  await page.getByLabel('身份证件号', { exact: true }).fill(person.idNumber)
  expect(await page.getByLabel('出生日期', { exact: true }).inputValue()).toBe(person.birthDate)
  await page.getByLabel(/^登录名/).fill(login)
  await page.getByLabel('新密码', { exact: true }).fill(`${login}-A1`)
  await page.getByText('不含姓名和账号，未满足').waitFor()
  await page.getByLabel('新密码', { exact: true }).fill(ownPassword)
  await page.getByLabel('再输一次', { exact: true }).fill(ownPassword)
  await page.getByRole('region', { name: '隐私告知全文' }).evaluate((notice) => notice.scrollTo(0, notice.scrollHeight))
  await page.getByRole('checkbox', { name: /我已阅读并同意/ }).check()
  await stage.face(page, `slip-${login}`, 'phone')
  await page.getByRole('button', { name: '启用账号并进入系统' }).click()
  await page.getByRole('heading', { level: 1, name: '工作台' }).waitFor()
  return visitor
}

/** The code opens once; whoever tries again is told what to do. And the city sees who has begun. */
async function cannotBeUsedTwice(stage: Stage, slip: SlipOnPaper): Promise<void> {
  const { page } = await stranger(stage, 'slip-again', '再试的人')
  await typeSlip(page, slip, slip.code)
  await page.getByRole('alert').getByText('密码函编号或激活码不正确').waitFor()
  const { page: city } = await stage.as('hangzhou-sys')
  await goToNow(city, '账号分发')
  await city.getByRole('row').filter({ hasText: county }).getByText('已激活').waitFor()
}

/** Those who have not begun, and cannot read it: a list for the telephone, in two clicks. */
async function cityUrges(stage: Stage): Promise<void> {
  const city = await stage.as('hangzhou-sys')
  const { page } = city
  const { clicks, keys } = await counted(city, async () => {
    await page.getByRole('button', { name: /^已下载 \d+$/ }).click()
    await page.getByRole('button', { name: /^催办 \d+ 个$/ }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('个单位请电话联系').waitFor()
  })
  most(clicks, 2, 'clicks to urge all who have not begun')
  most(keys, 1, 'keys to urge all who have not begun')
  await stage.face(page, 'handout-urged', 'desk')
  await answer(page, '知道了')
}

/** At the desk: slips for the vacant posts; one person takes one as a newcomer, and a second with the account that is there. */
async function countyFillsPosts(stage: Stage, admin: Visitor, person: PracticePerson): Promise<void> {
  const { page } = admin
  await page.setViewportSize({ width: 1366, height: 768 })
  await goTo(page, '岗位')
  await page.getByRole('row').filter({ hasText: '系统管理员' }).getByText('本人').waitFor()
  await stage.face(page, 'posts', 'desk')
  await stage.face(page, 'posts', 'phone')
  await page.getByRole('button', { name: '为 3 个空缺岗位生成密码函' }).click()
  const slips = await takeSlips(page)
  const [information, query] = [
    slips.find(({ role }) => role === '信息管理员'),
    slips.find(({ role }) => role === '信息查询员'),
  ]
  if (!information || !query) throw new Error(`slips for ${slips.map(({ role }) => role).join()}`)

  const clerk = await begins(stage, information, person, 'tonglu-info')
  const known = await stranger(stage, 'tonglu-again', person.name)
  await typeSlip(known.page, query, query.code)
  await known.page.getByRole('button', { name: '我已有账号' }).click()
  await known.page.getByLabel('账号', { exact: true }).fill('tonglu-info')
  await known.page.getByLabel('密码', { exact: true }).fill(ownPassword)
  await stage.face(known.page, 'slip-known', 'phone')
  await known.page.getByRole('button', { name: '领取岗位并进入系统' }).click()
  await known.page.getByRole('heading', { level: 1, name: '工作台' }).waitFor()

  await goToNow(page, '岗位')
  const seats = page.getByRole('main').getByRole('table')
  await seats.getByRole('row').filter({ hasText: '信息管理员' }).getByText(clerk.name).waitFor()
  await seats.getByRole('row').filter({ hasText: '信息查询员' }).getByText(clerk.name).waitFor()
  await seats.getByRole('row').filter({ hasText: '密码函已发' }).waitFor()
}

/** One level further: a school's post is taken back, and goes out on paper again. */
async function countyHandsOut({ page }: Visitor): Promise<void> {
  await goTo(page, '账号分发')
  const school = '桐庐县分江小学'
  await page.getByRole('row').filter({ hasText: school }).getByRole('link', { name: '岗位' }).click()
  await page.getByRole('button', { name: /^收回：/ }).click()
  await page.getByLabel('收回的原因').fill('调离本校，由学校另行安排')
  await answer(page, '收回岗位')
  await page.getByRole('row').filter({ hasText: '系统管理员' }).getByText('空缺').waitFor()
  await goTo(page, '账号分发')
  await page.getByRole('button', { name: '未生成 1', exact: true }).click()
  await page.getByRole('button', { name: '选中全部 1 个' }).click()
  await page.getByRole('button', { name: '生成密码函（1 张）' }).click()
  const slips = await takeSlips(page)
  expect(slips.map(({ unit, role }) => `${unit} ${role}`)).toEqual([`${school} 系统管理员`])
}

/** A forgotten password: found by Ctrl+K, and after asking how it was made sure who asks, a code for one day; whoever was signed in is out. */
async function cityResets(stage: Stage, admin: Visitor): Promise<void> {
  const city = await stage.as('hangzhou-sys')
  const { page } = city
  const { clicks } = await counted(city, async () => {
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox', { name: '查找' }).pressSequentially(admin.login)
    await page.getByRole('option', { name: new RegExp(admin.name) }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '重发激活码' }).click()
    await page.getByRole('radio', { name: '当面核对了本人证件' }).check()
    await answer(page, '重发激活码')
  })
  most(clicks, 3, 'clicks to reset one')
  const slip = page.getByRole('region', { name: `${admin.name}的账号领取单` })
  await slip.waitFor()
  expect(await slip.getByRole('definition').allInnerTexts()).toContain(admin.login)
  await stage.face(page, 'account-reset', 'desk')
  await answer(page, '已交给本人，关闭')
  await page.getByRole('row').filter({ hasText: admin.login }).getByText('待激活').waitFor()
  await admin.page.getByRole('link', { name: '账号管理' }).click()
  await admin.page.getByRole('dialog').getByText(/登录/).first().waitFor()
}

/** The dialog of a batch: its code, its file, what stands on its pages. */
async function takeSlips(page: Page): Promise<SlipOnPaper[]> {
  const code = (await page.getByRole('region', { name: '提取码' }).locator('strong').innerText()).trim()
  const fetch = page.getByRole('button', { name: /下载密码函（\d+ 张）$/ })
  await fetch.waitFor()
  const { bytes } = await takeFile(page, () => fetch.click())
  await page
    .getByRole('dialog')
    .getByText(/^已下载 \d+ 张密码函/)
    .waitFor()
  await answer(page, '关闭')
  return readSealedPdf(bytes, code).map(readSlip)
}

/** What follows a label on the page of a slip. */
function readSlip(lines: readonly string[]): SlipOnPaper {
  const after = (label: string) => {
    const at = lines.indexOf(label)
    const value = lines[at + 1]
    if (at < 0 || !value) throw new Error(`no ${label} on the slip: ${lines.join(' / ')}`)
    return value
  }
  return { unit: after('收件单位'), role: after('岗位'), slipNo: after('密码函编号'), code: after('激活码') }
}

/** Somebody at a phone with nothing but the paper, who finds the way from the login page. */
async function stranger(stage: Stage, login: string, name: string): Promise<Visitor> {
  const someone = await open(stage.browser, account('hangzhou-sys').login, phone)
  const visitor = { ...someone, login, name, unit: county, secret: ownPassword }
  stage.add(visitor)
  await visitor.page.goto(address('/'))
  await visitor.page.getByRole('link', { name: '首次使用：我有密码函' }).click()
  return visitor
}

async function typeSlip(page: Page, slip: SlipOnPaper, code: string): Promise<void> {
  await page.getByLabel('密码函编号', { exact: true }).fill(slip.slipNo)
  await page.getByLabel('激活码', { exact: true }).fill(code)
  await page.getByRole('button', { name: '下一步' }).click()
}

/** The question whether it is really oneself, answered from the keyboard. */
async function confirmWith(page: Page, secret: string): Promise<void> {
  const question = page.getByRole('dialog').filter({ hasText: '确认' })
  await question.getByLabel(/密码/).first().fill(secret)
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'hidden' })
}

const wrong = (idNumber: string) => (idNumber.endsWith('7') ? '8' : '7')

/** Five minutes pass: what was proved at the sign-in is no longer fresh. */
async function lastsTooLong(login: string): Promise<void> {
  const { rowCount } = await inDatabase((client) =>
    client.query(
      `update session set fresh_until = now() - interval '1 second' where person_id in (select id from person where name = $1)`,
      [account(login).name],
    ),
  )
  expect(rowCount).toBeGreaterThan(0)
}
