import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { address, knock } from '../visitor.ts'
import { type Stage, sees } from './stage.ts'

/** k. Somebody sets up the second factor of the own account, and is asked for it from then on; a code counts once, and the other session is told why it ended. */
export async function twoSteps(stage: Stage): Promise<void> {
  const visitor = await stage.as('xihu-query')
  const { page } = visitor
  await page.getByRole('button', { name: /，信息查询员$/ }).click()
  await page.getByRole('menuitem', { name: '我的账号' }).click()
  await page.getByRole('heading', { level: 1, name: '我的账号' }).waitFor()
  await sees(page, '演练环境对任何岗位都不要求两步验证')
  await stage.face(page, 'my-account', 'desk')
  await stage.face(page, 'my-account', 'phone')
  await page.getByRole('button', { name: '设置两步验证' }).click()
  await page.getByRole('button', { name: '已安装，开始设置' }).click()
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(' ', '')
  await page.getByRole('img', { name: '两步验证二维码' }).waitFor()
  await stage.face(page, 'factor-set-up', 'desk')
  await typeCode(page, codeOf(secret, 9))
  await sees(page, /动态口令不正确/)
  await typeCode(page, codeOf(secret, 0))
  await sees(page, '两步验证已设置，下次登录时使用')

  await page.getByRole('button', { name: /，信息查询员$/ }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await page.getByRole('button', { name: '登录', exact: true }).waitFor()
  await knock(visitor)
  await page.getByRole('heading', { level: 1, name: '两步验证' }).waitFor()
  await stage.face(page, 'factor-give', 'phone')
  // the step that proved the set-up is spent
  await typeCode(page, codeOf(secret, 0))
  await sees(page, /已经用过/)
  await typeCode(page, codeOf(secret, 1))
  await page
    .getByRole('heading', { level: 1, name: '我的账号' })
    .or(page.getByRole('heading', { level: 1, name: '工作台' }))
    .waitFor()
  await page.goto(address('/me'))
  const records = page.getByRole('list', { name: '登录记录' }).getByRole('listitem')
  await records.first().getByText('两步验证通过').waitFor()
  expect(await records.nth(1).innerText()).toContain('动态口令')
}

const codeOf = (secret: string, steps: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

/** The sixth digit sends it. */
async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('6 位动态口令').fill(code)
}
