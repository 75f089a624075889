import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { type Faults, look } from './look.ts'
import { account, address, expectNoComplaints, signIn, type Visitor } from './visitor.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
})

/** Every kind of post at every level that has screens of its own. */
const managers = [
  ['chenxi-sys', 'zhejiang-info', 'moe-sys', 'zhejiang-security', 'moe-audit'],
  ['moxiang-info', 'moxiang-head', 'xihu-sys', 'zju-info', 'hangzhou-sys'],
  ['xihu-info', 'chenxi-query', 'zhejiang-sys', 'zhejiang-audit'],
]

test('every screen of every role: for everybody, in Chinese, on a desk and on a phone', async () => {
  const faults: Faults = []
  const visitors: Visitor[] = []
  const lane = async (logins: readonly string[]) => {
    for (const login of logins) {
      const visitor = await signIn(browser, login)
      visitors.push(visitor)
      faults.push(...(await everyScreen(visitor)))
      await visitor.context.close()
    }
  }
  await Promise.all(managers.map(lane))
  expect(faults).toEqual([])
  expectNoComplaints(visitors)
  // some 180 screens, each at both sizes
}, 300_000)

/** What the menu leads to, and the pages behind it. */
async function everyScreen({ page, login }: Visitor): Promise<Faults> {
  const faults: Faults = []
  const menu = page.getByRole('navigation', { name: '主菜单' }).getByRole('link')
  const paths = await menu.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(paths.length).toBeGreaterThan(1)
  for (const path of paths) {
    await page.goto(address(path))
    await settled(page)
    faults.push(...(await look(page, `${login}${path.replaceAll('/', '-')}`)))
  }
  if (paths.includes('/teachers')) {
    await page.goto(address('/teachers?stage=effective'))
    await settled(page)
    const link = page.getByRole('main').getByRole('table').getByRole('link').first()
    if (await link.count()) {
      await link.click()
      await page.getByRole('region', { name: '基本信息' }).waitFor()
      await settled(page)
      faults.push(...(await look(page, `${login}-teacher`)))
    }
  }
  for (const path of {
    'chenxi-sys': ['/accounts/new', '/handout'],
    'hangzhou-sys': ['/handout?tab=ledger', '/accounts?tab=next', '/accounts?tab=factor'],
    'moe-sys': ['/units/lists', '/units/reports', '/national/tables/honor_title', '/national?tab=indicators'],
    'zhejiang-sys': ['/profiles/k12', '/profiles/modes', '/national/versions'],
    'zhejiang-info': ['/profiles/modes', '/dictionary', '/messages', '/progress?level=county&sort=-stalled'],
    'xihu-info': [
      '/review/setting',
      '/help?tab=desk',
      '/messages',
      '/statistics?category=k12&rows=basic_info.highest_education&columns=age',
    ],
  }[login] ?? []) {
    await page.goto(address(path))
    await settled(page)
    faults.push(...(await look(page, `${login}${path.replaceAll('/', '-')}`)))
  }
  return faults
}

/** Nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.getByRole('status', { name: '正在读取' }).first().waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.querySelector('.ant-spin-spinning, [aria-busy="true"]') === null)
}

test('the door, and the page of a teacher', async () => {
  const teacher = await signIn(browser, 'chenxi-teacher', undefined, '/me.html')
  const { page } = teacher
  const faults: Faults = []
  for (const path of [
    '',
    '#/check',
    '#/history',
    '#/messages',
    '#/box',
    '#/help',
    '#/subset/award',
    '#/subset/basic_info/new',
    '#/subset/education_history',
    '#/subset/contact/new',
  ]) {
    await page.goto(address(`/me.html${path}`))
    await settled(page)
    faults.push(...(await look(page, `teacher${path.replace(/^#/, '').replaceAll('/', '-')}`)))
  }
  await page.getByRole('button', { name: '更多' }).click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByLabel('密码或激活码', { exact: true }).waitFor()
  faults.push(...(await look(page, 'login')))
  await page.getByLabel('账号', { exact: true }).fill(account('chenxi-teacher').login)
  await page.getByLabel('密码或激活码', { exact: true }).fill('not-the-password')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('alert').waitFor()
  faults.push(...(await look(page, 'login-refused')))
  await page.goto(address('/slip'))
  await page.getByRole('heading', { name: '启用密码函' }).waitFor()
  faults.push(...(await look(page, 'slip')))
  expect(faults).toEqual([])
  expectNoComplaints([teacher])
})
