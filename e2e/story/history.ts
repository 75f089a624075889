import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { account } from '../visitor.ts'
import { openTeacher } from './review.ts'
import type { Stage } from './stage.ts'

/** f. The teacher's page tells who entered, signed, reported, returned and approved, when, and what was changed. */
export async function readHistory(stage: Stage): Promise<void> {
  const [returned = ''] = stage.returned
  const { page } = await stage.as('xihu-info')
  const by = (login: string) => {
    const { unit, role, name } = account(login)
    return `${unit} · ${role} · ${name}`
  }
  const told = await historyOf(page, returned)
  await stage.face(page, 'history', 'desk')
  const has = (events: readonly string[], ...words: string[]) =>
    expect(
      events.filter((event) => words.every((word) => event.includes(word))),
      `an event with ${words.join('、')}`,
    ).not.toEqual([])
  has(told, '填报', by('chenxi-info'))
  has(told, '学校负责人审核：通过', by('chenxi-head'))
  has(told, '学校报送', by('chenxi-info'))
  has(told, '主管教育行政部门审核：退回', by('xihu-info'), '与证件不符')
  has(told, '修改', by('chenxi-info'), '民族', '汉族', '满族')
  has(told, '主管教育行政部门审核：通过', by('xihu-info'))
  for (const event of told) expect(event).toMatch(/20\d\d-\d\d-\d\d \d\d:\d\d/)

  // What the teacher wrote himself is told as his.
  has(await historyOf(page, account('chenxi-new').name), by('chenxi-new'), '联系方式 · 通讯地址')
}

async function historyOf(page: Page, name: string): Promise<string[]> {
  await openTeacher(page, name)
  await page.reload()
  await page.getByRole('button', { name: '谁填报、谁审核、谁批准' }).click()
  const events = page.getByRole('listitem').filter({ has: page.getByRole('time') })
  await events.first().waitFor()
  return events.allInnerTexts()
}
