import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { Account } from './house.ts'

export const desk = { width: 1366, height: 768 }
export const phone = { width: 375, height: 667 }

/** One person at one screen: a context of its own, and all that went wrong in it. */
export type Visitor = Account & {
  page: Page
  context: BrowserContext
  /** what the browser complained of: errors of scripts, violations of the content security policy, answers 5xx */
  complaints: string[]
  /** what was done so far: clicks (taps), and strokes of keys other than Shift, Ctrl, Alt */
  counts: { clicks: number; keys: number }
}

/** @throws when the start printed no such practice account */
export function account(login: string): Account {
  const found = inject('house').accounts.find((each) => each.login === login)
  if (!found) throw new Error(`no practice account ${login}`)
  return found
}

export const address = (path: string) => new URL(path, inject('house').url).href

/** Opens a screen for somebody who has not signed in. */
export async function open(browser: Browser, login: string, viewport = desk): Promise<Visitor> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport,
    acceptDownloads: true,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A refusal by the server (4xx) is an answer that the page shows; what is missing elsewhere is a fault.
    const refusal = message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/')
    if (message.type() === 'error' && !refusal) complaints.push(`${message.text()} (${message.location().url})`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`)
  })
  const counts = { clicks: 0, keys: 0 }
  await context.exposeFunction('countDeed', (deed: 'clicks' | 'keys') => counts[deed]++)
  await context.addInitScript(() => {
    const count: (deed: string) => void = Reflect.get(window, 'countDeed')
    const lone = ['Shift', 'Control', 'Alt', 'Meta']
    addEventListener('pointerdown', () => count('clicks'), true)
    addEventListener('keydown', ({ key }) => lone.includes(key) || count('keys'), true)
  })
  return { ...account(login), page, context, complaints, counts }
}

/** Signs in by the login page, as everybody does; `path` is the page that is wanted. */
export async function signIn(browser: Browser, login: string, viewport = desk, path = '/'): Promise<Visitor> {
  const visitor = await open(browser, login, viewport)
  await visitor.page.goto(address(path))
  await knock(visitor)
  await visitor.page.getByRole('heading', { level: 1 }).filter({ hasNotText: '全国教师管理信息系统' }).first().waitFor()
  return visitor
}

/** Fills the login form that stands on the screen. */
export async function knock({ page, login, secret }: Visitor): Promise<void> {
  await page.getByLabel('账号', { exact: true }).fill(login)
  await page.getByLabel('密码或激活码', { exact: true }).fill(secret)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** To be said at the end of every test. */
export function expectNoComplaints(visitors: Iterable<Visitor>): void {
  for (const { login, complaints } of visitors) expect(complaints, `the browser of ${login}`).toEqual([])
}

/** Of a test that failed: what each screen showed then. */
export async function keepScreens(visitors: Iterable<Visitor>): Promise<void> {
  for (const { login, page } of visitors) await page.screenshot({ path: `test-results/failed/${login}.png` })
}
