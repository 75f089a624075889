import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { account, phone, type Visitor } from '../visitor.ts'
import { answer, goTo, type Stage, sees } from './stage.ts'

/** d. The clerk checks a set and hands it over, the 负责人 signs on a phone, the clerk reports. Nobody decides his own entry or record. */
export async function signAndReport(stage: Stage): Promise<void> {
  const clerk = await stage.as('chenxi-info')
  await handOver(clerk.page, 35)
  await cannotSignOwnEntry(stage, clerk)
  await sign(stage, 34)
  await report(clerk.page)
}

/** The clerk's check of all who are listed: first what would be left out and why, then the act. */
export async function handOver(page: Page, people: number): Promise<void> {
  await goTo(page, '教师名册')
  await page.getByRole('button', { name: /^选中全部 \d+ 人$/ }).click()
  await page.getByRole('button', { name: /^核对并提交负责人/ }).click()
  await sees(page, /^可以提交/)
  await page.screenshot({ path: 'test-results/hand-over.png' })
  await sees(page, `可以提交 ${people} 人`)
  await answer(page, `提交 ${people} 人`)
  await page.getByRole('dialog').getByText(`办理 ${people} 人，未办理 0 人`).waitFor()
  await answer(page, '知道了')
}

/** The clerk is named 负责人 too, and still may not sign what she entered. */
async function cannotSignOwnEntry(stage: Stage, clerk: Visitor): Promise<void> {
  const { page: system } = await stage.as('chenxi-sys')
  await goTo(system, '账号管理')
  await system.getByPlaceholder('按姓名或登录账号查找').fill(clerk.name)
  await system.getByRole('row').filter({ hasText: 'chenxi-info' }).getByRole('button', { name: '指定为负责人' }).click()
  await answer(system, `指定 ${clerk.name}`)
  await sees(system, `已指定 ${clerk.name} 为学校负责人`)
  const { page } = clerk
  await page.reload()
  await switchPost(page, '学校负责人')
  await goTo(page, '审核')
  await page.getByRole('list', { name: '待办列表' }).getByText('不能办理').first().waitFor()
  await sees(page, '含有您本人录入的内容，须由他人审核')
  await page.screenshot({ path: 'test-results/own-entry.png' })
  expect(await page.getByRole('button', { name: /^退回 R/ }).count()).toBe(0)
  await switchPost(page, '信息管理员')
}

async function switchPost(page: Page, role: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^(user )?${account('chenxi-info').name}，`) }).click()
  await page.getByRole('menuitem', { name: `${account('chenxi-info').unit} · ${role}` }).click()
  await page.getByRole('banner').getByText(role).waitFor()
}

/** On a phone: all at once, but for what is about himself. */
export async function sign(stage: Stage, people: number): Promise<void> {
  const { page, name } = await stage.as('chenxi-head', phone)
  await page.goto(new URL('/review', page.url()).href)
  const list = page.getByRole('list', { name: '待办列表' })
  await list.waitFor()
  await page.screenshot({ path: 'test-results/sign.png' })
  console.log((await list.innerText()).replaceAll('\n', '|'))
  const own = list.getByRole('listitem').filter({ hasText: name })
  if (await own.count()) {
    await own.getByText('不能办理').waitFor()
    await own.getByRole('button').click()
    await sees(page, '这是您本人的信息，须由他人审核')
    await page.getByRole('button', { name: '返回列表' }).click()
  }
  await page.getByRole('button', { name: new RegExp(`^其余 ${people} 人一并`) }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`${people} 人`) })
    .click()
  await sees(page, `已办理 ${people} 人`)
}

/** 报送 of all that the 负责人 has signed. */
export async function report(page: Page): Promise<void> {
  await goTo(page, '教师名册')
  const view = page.getByRole('navigation', { name: '按环节查看' }).getByRole('button', { name: /^待报送/ })
  await view.click()
  const people = Number(/\d+/.exec(await view.innerText())?.[0])
  await page.getByRole('button', { name: `选中全部 ${people} 人` }).click()
  await page.getByRole('button', { name: `报送（${people} 人）` }).click()
  await answer(page, `报送 ${people} 人`)
  await page.getByRole('dialog').getByText(`办理 ${people} 人，未办理 0 人`).waitFor()
  await answer(page, '知道了')
}
