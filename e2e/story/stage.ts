import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { inventPeople, type PracticePerson } from '../../practice/people.ts'
import { look } from '../look.ts'
import { desk, expectNoComplaints, keepScreens, signIn, type Visitor } from '../visitor.ts'

/** Everybody who takes part in the story, each at a screen of their own, and what one act hands to the next. */
export type Stage = {
  browser: Browser
  /** Who signed in before is found at the screen where they were left. */
  as: (login: string, viewport?: typeof desk) => Promise<Visitor>
  /** Somebody who came in by another door, e.g. with an activation code. */
  add: (visitor: Visitor) => void
  /** the thirty who come new to the school */
  newcomers: readonly PracticePerson[]
  /** login and activation code of each of them, by name */
  slips: Map<string, { login: string; code: string }>
  /** names of the two whom the county returned */
  returned: string[]
  /** how the school stood each time the province looked */
  progress: Standing[]
  /** Looks at a face that only an act brings up: for everybody, in Chinese, no wider than the screen. */
  face: (page: Page, name: string, size: 'desk' | 'phone') => Promise<void>
  /** At the end of every act: no screen complained and no face was at fault; of a failed act the screens are kept. */
  check: (failed: boolean) => Promise<void>
  close: () => Promise<void>
}

/** How many of a unit stand at each 环节, as its bar says: '填报中 3，生效 5'. */
export type Standing = Record<string, number>

export const storySchool = '西湖区晨曦小学'

export function openStage(browser: Browser): Stage {
  const visitors = new Map<string, Visitor>()
  const faults: string[] = []
  return {
    browser,
    as: async (login, viewport = desk) => {
      const here = visitors.get(login) ?? (await signIn(browser, login, viewport))
      visitors.set(login, here)
      return here
    },
    add: (visitor) => void visitors.set(visitor.login, visitor),
    newcomers: newcomers(),
    slips: new Map(),
    returned: [],
    progress: [],
    face: async (page, name, size) => void faults.push(...(await look(page, `story-${name}`, [size]))),
    check: async (failed) => {
      if (failed) await keepScreens(visitors.values())
      expectNoComplaints(visitors.values())
      expect(faults.splice(0)).toEqual([])
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
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: entry, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: new RegExp(entry) }).waitFor()
}

/** The same, looking at what others did in the last seconds: a page keeps what it read for five. */
export async function goToNow(page: Page, entry: string): Promise<void> {
  await goTo(page, entry)
  await page.reload()
  await page.getByRole('heading', { level: 1, name: new RegExp(entry) }).waitFor()
}

/** Presses the button of the question that stands over the page. */
export async function answer(page: Page, button: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: button }).click()
}

/** What a deed took: clicks (taps) and strokes of keys, the text that is typed included. */
export async function counted({ page, counts }: Visitor, deed: () => Promise<void>): Promise<Visitor['counts']> {
  const before = { ...counts }
  await deed()
  // a last stroke may still be on its way here
  await page.waitForTimeout(50)
  return { clicks: counts.clicks - before.clicks, keys: counts.keys - before.keys }
}

export const most = (count: number, limit: number, what: string) =>
  expect(count, `${what}: ${count}, at most ${limit}`).toBeLessThanOrEqual(limit)
