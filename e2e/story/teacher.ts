import { expect } from 'vitest'
import { address, knock, open, phone } from '../visitor.ts'
import { counted, most, type Stage, sees } from './stage.ts'

const password = 'Yueyang-Lou-1046'

/** c. A teacher on a phone: a password of his own, his section, the check, his submission. */
export async function fillAsTeacher(stage: Stage): Promise<void> {
  const teacher = await open(stage.browser, 'chenxi-new', phone)
  stage.add(teacher)
  const { page, name } = teacher
  await page.goto(address('/'))
  await knock(teacher)
  await page.getByRole('heading', { name: `${name}，请设置自己的密码` }).waitFor()
  await page.getByLabel('新密码', { exact: true }).fill('chenxi-new1')
  await page.getByText('不含姓名和账号，未满足').waitFor()
  await stage.face(page, 'first-login', 'phone')
  await page.getByLabel('新密码', { exact: true }).fill(password)
  await page.getByLabel('再输一次', { exact: true }).fill(password)
  const enter = page.getByRole('button', { name: '设置密码并进入系统' })
  expect(await enter.isDisabled()).toBe(true)
  await page.getByRole('region', { name: '隐私告知全文' }).evaluate((notice) => notice.scrollTo(0, notice.scrollHeight))
  await page.getByRole('checkbox', { name: /我已阅读并同意/ }).check()
  await enter.click()
  await page.getByRole('heading', { name: '我的信息' }).waitFor()

  // What the school fills stands there, locked, and says who fills it.
  await page.getByRole('link', { name: /^基本信息/ }).click()
  await page.getByRole('heading', { name: '基本信息' }).waitFor()
  await sees(page, '关键信息由学校填写；生效后只能通过“关键信息变更”修改，有误请联系学校信息管理员。')
  expect(await page.getByRole('textbox', { name: '出生日期' }).count()).toBe(0)
  await page.getByRole('link', { name: '返回' }).click()

  // The next morning, with the own password.
  await page.getByRole('button', { name: '更多' }).click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByLabel('密码或激活码', { exact: true }).waitFor()
  const { clicks } = await counted(teacher, async () => {
    await knock({ ...teacher, secret: password })
    await page.getByRole('link', { name: /^联系方式/ }).click()
    await page.getByRole('textbox', { name: '通讯地址' }).click()
  })
  most(clicks, 3, 'taps from the login to the first field')
  await page.getByRole('textbox', { name: '通讯地址' }).fill('杭州市西湖区晨曦路 4 号')
  await page.getByRole('textbox', { name: '联系电话' }).fill('0571-01234567')
  await page.getByRole('textbox', { name: '手机' }).fill('１９９０００００１２３')
  await page.getByRole('textbox', { name: '电子邮箱' }).fill('deng@example.com')
  await stage.face(page, 'teacher-contact', 'phone')
  await page.getByRole('button', { name: /保存/ }).click()
  await page.getByRole('heading', { name: '联系方式' }).waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: '完整性检测' }).waitFor()
  await sees(page, '您填写的部分没有问题')
  await page.getByRole('button', { name: '提交我的信息' }).click()
  await sees(page, '提交以后不能再修改')
  await page.getByRole('button', { name: '确认提交' }).click()
  await page.getByRole('heading', { name: '我的信息' }).waitFor()
  await sees(page, '学校信息管理员核对')
  await sees(page, '今天到达')
}
