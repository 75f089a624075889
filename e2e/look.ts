import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { seats } from '../practice/accounts.ts'
import { subsets } from '../standard/subsets.ts'
import { desk, phone } from './visitor.ts'

/** What is wrong with a screen, each as a sentence that names the screen; none when it is as it should be. */
export type Faults = string[]

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const sizes = { desk, phone }

/**
 * Looks at what stands on the page, at the desk and on the phone: a picture to look at (test-results/screens), WCAG 2.1 A and AA by axe,
 * no English by accident, nothing wider than the screen.
 * @param name of the screen, for its pictures, e.g. 'chenxi-info-teachers'
 */
export async function look(
  page: Page,
  name: string,
  at: readonly (keyof typeof sizes)[] = ['desk', 'phone'],
): Promise<Faults> {
  const before = page.viewportSize()
  const faults: Faults = []
  for (const size of at) {
    await page.setViewportSize(sizes[size])
    // Transitions have run out, and what is laid out by measuring has been.
    await page.waitForTimeout(300)
    await page.screenshot({ path: `test-results/screens/${name}-${size}.png` })
    const found = [...(await violations(page)), ...(await tooWide(page)), ...(await english(page))]
    faults.push(...found.map((fault) => `${name} (${size}): ${fault}`))
  }
  if (before) await page.setViewportSize(before)
  return faults
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const checker: { run: (options: object) => Promise<AxeResults> } = Reflect.get(window, 'axe')
    const { violations } = await checker.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'],
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
    )
  })
}
type AxeResults = { violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[] }

/** A page that is scrolled sideways has lost half of what it says; tables scroll inside themselves. */
async function tooWide(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return over > 0 ? [`${over} px wider than the screen`] : []
}

/** What is written in Latin letters on purpose: addresses, activation codes, numbers of slips and lists, fingerprints of files, logins, keys, programs, formats, units. */
const meant =
  /(?:GB|JY)\/T [\d.]+(?:-\d+)?(?: [A-Z]{2,})?|\bp\d\d_\w*|\S+@\S+|\b\w{4}-\w{4}-\w{4}(-\S)?|\b\d{2,10}-[0-9A-Z]{4}\b|\b[0-9a-f]{12}…|\.pdf\b|QQ|微信 \w+|\*\S+|Ctrl|Shift|Enter|Tab|Esc|Excel|WPS|TOTP|TEM(?:-?[48])?|CSSCI|\bZJ\d+|\b[0-9a-f]{64}\b|npm run verify-audit -- --data|--head|(?:Microsoft|Google) Authenticator|FreeOTP|(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}|(?:Linux|Windows|Android|iOS) · (?:Chrome|Edge|Firefox|Safari) \d+|[\w-]*\.?(?:xlsx|csv)|\b[KM]B\b|\bJG-\d{4}-\d+|\bmm\b|https?:\/\/\S+|127\.0\.0\.1\S*|\bJG\d+\S*/g

/** The names that indicators and people of the practice environment bear: these and no others. */
const names = new Set([
  ...subsets.flatMap((subset) => subset.fields.map((field) => `${subset.name}.${field.name}`)),
  ...seats.map(({ login }) => login),
  // chosen in the story by those who redeem a slip
  'tonglu-sys',
  'tonglu-info',
])

async function english(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText()
  const foreign = text.replace(/[\w.-]+/g, (word) => (names.has(word) ? ' ' : word)).replace(meant, ' ')
  const words = new Set(foreign.match(/[A-Za-z]{2,}/g) ?? [])
  return words.size > 0 ? [`English: ${[...words].join(', ')}`] : []
}
