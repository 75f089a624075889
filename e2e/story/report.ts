import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { account, phone, type Visitor } from '../visitor.ts'
import { answer, goTo, goToNow, type Stage, sees } from './stage.ts'

/** d. The clerk checks a set and hands it over, the 负责人 signs on a phone, the clerk reports. Nobody decides his own entry or record. */
export async function signAndReport(stage: Stage): Promise<void> {
  await nameHeads(stage, ['chenxi-info', 'chenxi-query'])
  const clerk = await stage.as('chenxi-info')
  await handOver(clerk.page, 35)
  await cannotSignOwnEntry(stage, clerk)
  await sign(stage, 35)
  await anotherSigns(stage)
  await report(clerk.page, 37)
}

/** The school names two more: the clerk, who will find that she may sign nothing, and one who can sign for the first. */
async function nameHeads(stage: Stage, logins: readonly string[]): Promise<void> {
  const { page } = await stage.as('chenxi-sys')
  await goTo(page, '账号管理')
  for (const login of logins) {
    const { name } = account(login)
    await page.getByPlaceholder('按姓名或登录账号查找').fill(name)
    await page.getByRole('row').filter({ hasText: login }).getByRole('button', { name: '指定为负责人' }).click()
    await answer(page, `指定 ${name}`)
    await sees(page, `已指定 ${name} 为学校负责人`)
  }
}

/** The clerk's check of all who are listed: first what would be left out and why, then the act. */
export async function handOver(page: Page, people: number): Promise<void> {
  await goTo(page, '教师名册')
  await page.getByRole('button', { name: /^选中全部 \d+ 人$/ }).click()
  await page.getByRole('button', { name: /^核对并提交负责人/ }).click()
  await sees(page, /^可以提交/)
  await sees(page, `可以提交 ${people} 人`)
  await answer(page, `提交 ${people} 人`)
  await page.getByRole('dialog').getByText(`办理 ${people} 人，未办理 0 人`).waitFor()
  await answer(page, '知道了')
}

/** The clerk is 负责人 now, and still may not sign what she entered. */
async function cannotSignOwnEntry(stage: Stage, clerk: Visitor): Promise<void> {
  const { page } = clerk
  await page.reload()
  await switchPost(clerk, '学校负责人')
  await goTo(page, '审核')
  await page.getByRole('list', { name: '待办列表' }).getByText('不能办理').first().waitFor()
  await sees(page, '含有您本人录入的内容，须由他人审核')
  await stage.face(page, 'own-entry', 'desk')
  expect(await page.getByRole('button', { name: /^退回 R/ }).count()).toBe(0)
  expect(await page.getByRole('button', { name: /一并签字/ }).count()).toBe(0)
  await switchPost(clerk, '信息管理员')
}

/** The first 负责人's own record is signed by another one. */
async function anotherSigns(stage: Stage): Promise<void> {
  const other = await stage.as('chenxi-query')
  const { page } = other
  await page.reload()
  await switchPost(other, '学校负责人')
  await goTo(page, '审核')
  await page.getByRole('article').getByRole('button', { name: /^签字/ }).click()
  await page.getByRole('button', { name: '提交决定（签字 1，退回 0）' }).click()
  await answer(page, '签字 1 人')
  await sees(page, '已办理 1 人')
  await switchPost(other, '信息查询员')
}

async function switchPost({ page, name, unit }: Visitor, role: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`${name}，`) }).click()
  await page.getByRole('menuitem', { name: `${unit} · ${role}` }).click()
  await page.getByRole('banner').getByText(role).waitFor()
}

/** On a phone: those whom he must look at and the sample one by one, the others at once; not what is about himself. */
export async function sign(stage: Stage, people: number): Promise<void> {
  const { page, name } = await stage.as('chenxi-head', phone)
  await page.goto(new URL('/review', page.url()).href)
  const list = page.getByRole('list', { name: '待办列表' })
  await list.waitFor()
  await stage.face(page, 'sign', 'phone')
  const own = list.getByRole('listitem').filter({ hasText: name })
  if (await own.count()) {
    await own.getByText('不能办理').waitFor()
    await own.getByRole('button').click()
    await sees(page, '这是您本人的信息，须由他人审核')
    await page.getByRole('button', { name: '返回列表' }).click()
  }
  const toSee = list.getByRole('listitem').filter({ hasText: /必看|抽样/ })
  const looked = await toSee.count()
  expect(looked).toBeGreaterThanOrEqual(Math.min(people, 5))
  await toSee.first().getByRole('button').click()
  const article = page.getByRole('article')
  for (let nth = 0; nth < looked; nth += 1) {
    const subject = (await article.getAttribute('aria-label')) ?? ''
    await article.getByRole('button', { name: /^签字/ }).click()
    // after the last of all the list is there again
    await page.waitForFunction((old) => document.querySelector('article')?.getAttribute('aria-label') !== old, subject)
    if (nth < looked - 1) await article.waitFor()
  }
  const rest = people - looked
  // the next one of the others has opened by itself
  if (rest > 0) await page.getByRole('button', { name: '返回列表' }).click()
  const offer = rest > 0 ? new RegExp(`^其余 ${rest} 人一并签字`) : new RegExp(`^提交决定（签字 ${people}，`)
  await page.getByRole('button', { name: offer }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`${people} 人`) })
    .click()
  await sees(page, `已办理 ${people} 人`)
}

/** 报送 of all that the 负责人 has signed. */
export async function report(page: Page, people: number): Promise<void> {
  await goToNow(page, '教师名册')
  await page
    .getByRole('navigation', { name: '按环节查看' })
    .getByRole('button', { name: `待报送 ${people}` })
    .click()
  await page.getByRole('button', { name: `选中全部 ${people} 人` }).click()
  await page.getByRole('button', { name: `报送（${people} 人）` }).click()
  await answer(page, `报送 ${people} 人`)
  await page.getByRole('dialog').getByText(`办理 ${people} 人，未办理 0 人`).waitFor()
  await answer(page, '知道了')
}
