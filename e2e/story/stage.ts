import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { inventPeople, type PracticePerson } from '../../practice/people.ts'
import { desk, expectNoComplaints, keepScreens, signIn, type Visitor } from '../visitor.ts'

/** Everybody who takes part in the story, each at a screen of their own, and what one act hands to the next. */
export type Stage = {
  browser: Browser
  /** Who signed in before is found at the screen where they were left. */
  as: (login: string, viewport?: typeof desk) => Promise<Visitor>
  /** the thirty who come new to the school */
  newcomers: readonly PracticePerson[]
  /** login and activation code of each of them, by name */
  slips: Map<string, { login: string; code: string }>
  /** At the end of every act: no screen complained; of a failed one the screens are kept. */
  check: (failed: boolean) => Promise<void>
  close: () => Promise<void>
}

export const storySchool = '西湖区晨曦小学'

export function openStage(browser: Browser): Stage {
  const visitors = new Map<string, Visitor>()
  return {
    browser,
    as: async (login, viewport = desk) => {
      const here = visitors.get(login) ?? (await signIn(browser, login, viewport))
      visitors.set(login, here)
      return here
    },
    newcomers: newcomers(),
    slips: new Map(),
    check: async (failed) => {
      if (failed) await keepScreens(visitors.values())
      expectNoComplaints(visitors.values())
    },
    close: async () => {
      for (const { context } of visitors.values()) await context.close()
    },
  }
}

/** Thirty invented people with thirty names, of a county from which the practice environment has nobody. */
function newcomers(): PracticePerson[] {
  const byName = new Map(inventPeople('e2e', 60, { region: '330108' }).map((person) => [person.name, person]))
  return [...byName.values()].slice(0, 30)
}

/** Waits until a text stands on the page. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor()
}

/** The menu at the left, as a person goes through the house. */
export async function goTo(page: Page, entry: string): Promise<void> {
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: entry }).click()
  await page.getByRole('heading', { level: 1, name: entry }).waitFor()
}

/** Presses the button of the question that stands over the page. */
export async function answer(page: Page, button: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: button }).click()
}

/** Counts what a person does: clicks are taps, keys are strokes outside a text that is typed. */
export async function counted(page: Page, deed: () => Promise<void>): Promise<{ clicks: number; keys: number }> {
  await page.evaluate(() => {
    const counts = { clicks: 0, keys: 0 }
    Object.assign(window, { counts })
    const lone = ['Shift', 'Control', 'Alt', 'Meta']
    addEventListener('pointerdown', () => counts.clicks++, true)
    addEventListener('keydown', (event) => (counts.keys += lone.includes(event.key) ? 0 : 1), true)
  })
  await deed()
  return page.evaluate(() => Reflect.get(window, 'counts'))
}

export const most = (count: number, limit: number, what: string) =>
  expect(count, `${what}: ${count}, at most ${limit}`).toBeLessThanOrEqual(limit)
