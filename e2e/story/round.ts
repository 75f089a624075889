import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { inDatabase } from '../database.ts'
import { answer, counted, goTo, goToNow, most, type Stage, sees, storySchool } from './stage.ts'

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** n. The province opens a round with an earlier deadline for a county, and urges all counties that stand still; the county urges a school, which reads it and asks for help. */
export async function roundIsUrged(stage: Stage): Promise<void> {
  const visitor = await stage.as('zhejiang-info')
  const { page: province } = visitor
  await openRound(stage, province)
  await setEarlier(province)

  await inDatabase((client) =>
    client.query(
      "update progress set moved_at = now() - interval '9 days' where unit_path ^@ (select path from unit_now where name = '西湖区教育局' and province_code = '33')",
    ),
  )
  const urged = await counted(visitor, async () => {
    await goTo(province, '采集进度')
    await province.getByRole('link', { name: /个县/ }).click()
    await province.getByRole('button', { name: /^催办这 \d+ 个/ }).click()
    await answer(province, '发送')
    await sees(province, /已催办 \d+ 个单位/)
  })
  most(urged.clicks, 4, '省级催办全部停滞的县')
  await stage.face(province, 'progress-urged', 'phone')
  await province.setViewportSize({ width: 1366, height: 768 })

  const { page: county } = await stage.as('xihu-info')
  await goToNow(county, '工作台')
  await sees(county, `截止 ${inDays(20)}`)
  await sees(county, /剩 \d+ 个工作日/)
  await county.getByRole('link', { name: /^消息，未读/ }).click()
  await sees(county, '浙江省教育厅催办：信息采集')
  await goTo(county, '采集进度')
  await county.getByRole('checkbox', { name: `选择${storySchool}` }).check()
  await county.getByRole('button', { name: '催办（1 个）' }).click()
  await answer(county, '发送')
  await sees(county, '已催办 1 个单位')
  const row = county.getByRole('main').getByRole('row').filter({ hasText: storySchool })
  await row.getByText('未阅').waitFor()

  const { page: school } = await stage.as('chenxi-info')
  await goToNow(school, '工作台')
  await school.getByRole('link', { name: /^消息，未读/ }).click()
  const told = school.getByRole('listitem').filter({ hasText: '西湖区教育局催办：信息采集' }).first()
  await told.getByText(/人未报送，完成率/).waitFor()
  await told.getByRole('button', { name: '标为已读' }).click()
  await told.getByText('本岗位已阅').waitFor()
  await stage.face(school, 'messages', 'phone')
  await school.setViewportSize({ width: 1366, height: 768 })
  await county.reload()
  await row.getByText('已阅').waitFor()

  await askAndAnswer(stage, school, county)
}

/** The old round is in the way, and says so; when it is closed the new one stands. */
async function openRound(stage: Stage, page: Page): Promise<void> {
  await goTo(page, '采集轮次')
  await page.getByRole('button', { name: '开启采集轮次' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('轮次名称').fill('年末补充采集')
  await setDay(page, '学校报送截止', inDays(30))
  await answer(page, '开启')
  await dialog.getByText(/范围重叠/).waitFor()
  await stage.face(page, 'round-overlaps', 'desk')
  await answer(page, '取消')
  await page.getByRole('button', { name: '结束', exact: true }).first().click()
  await page.getByRole('dialog', { name: /^结束/ }).getByLabel('原因').fill('首次采集已完成')
  await page.getByRole('dialog', { name: /^结束/ }).getByRole('button', { name: '结束' }).click()
  await sees(page, '已结束')
  await page.getByRole('button', { name: '开启采集轮次' }).click()
  await dialog.getByLabel('轮次名称').fill('年末补充采集')
  await setDay(page, '学校报送截止', inDays(30))
  await answer(page, '开启')
  await page.getByRole('region', { name: '年末补充采集' }).getByText('进行中').waitFor()
}

async function setDay(page: Page, label: string, day: string): Promise<void> {
  const field = page.getByRole('dialog').getByLabel(label)
  await field.fill(day)
  await field.press('Enter')
}

async function setEarlier(page: Page): Promise<void> {
  await page.getByRole('region', { name: '年末补充采集' }).getByRole('button', { name: '提前报送截止' }).click()
  const dialog = page.getByRole('dialog', { name: '提前报送截止' })
  await dialog.getByRole('combobox', { name: '市、县' }).fill('西湖区教育局')
  // what a reader of the screen is told of is not what one clicks on
  await page.locator('.ant-select-item-option').filter({ hasText: '西湖区教育局' }).click()
  await page.keyboard.press('Escape')
  await setDay(page, '提前到', inDays(20))
  await dialog.getByRole('button', { name: /^确\s?定$/ }).click()
  await page.getByRole('region', { name: '提前的报送截止' }).getByText('西湖区教育局').waitFor()
}

/** F1 from any page: what looks like a number of a person is refused while typing; the answer comes back as a message. */
async function askAndAnswer(stage: Stage, school: Page, county: Page): Promise<void> {
  await goTo(school, '教师名册')
  await school.keyboard.press('F1')
  const help = school.getByRole('dialog', { name: '帮助' })
  await help.getByLabel('问题').fill('张老师 13800138000 的学历怎么改？')
  await help.getByRole('button', { name: '向上级求助' }).click()
  await help.getByText(/请删去疑似证件号码或电话号码/).waitFor()
  await help.getByLabel('问题').fill('已经生效的学历怎样更改？')
  await help.getByRole('button', { name: '向上级求助' }).click()
  await sees(school, '已送达西湖区教育局')

  await goToNow(county, '工作台')
  await county.getByText('下级求助待答复').click()
  await county.getByRole('button', { name: /^答\s?复$/ }).click()
  await county.getByRole('dialog').getByLabel('答复').fill('由学校提出变更申请。')
  await county
    .getByRole('dialog')
    .getByRole('button', { name: /^答\s?复$/ })
    .click()
  await sees(county, '已答复')
  await stage.face(county, 'help-desk', 'desk')

  await goToNow(school, '工作台')
  await school.getByRole('link', { name: /^消息，未读/ }).click()
  await sees(school, '西湖区教育局已答复您的求助')
  await sees(school, '由学校提出变更申请。')
  expect(await school.getByRole('listitem').filter({ hasText: '已答复您的求助' }).count()).toBe(1)
}
