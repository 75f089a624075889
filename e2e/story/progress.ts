import { expect } from 'vitest'
import { goToNow, type Stage, type Standing, sees, storySchool } from './stage.ts'

/** g. The province looks again after each step: from the province by clicks to the city, the county and the school. */
export async function lookAtProgress(stage: Stage): Promise<Standing> {
  const { page } = await stage.as('zhejiang-info')
  await goToNow(page, '采集进度')
  const table = page.getByRole('main').getByRole('table')
  for (const unit of ['杭州市教育局', '西湖区教育局']) {
    await table.getByRole('link', { name: unit }).click()
    await page.getByRole('navigation', { name: '所在层级' }).getByText(unit).waitFor()
  }
  const school = table.getByRole('row').filter({ hasText: storySchool })
  const words = (await school.getByRole('img').getAttribute('aria-label')) ?? ''
  return Object.fromEntries(words.split('，').map((part) => [part.split(' ')[0] ?? '', Number(part.split(' ')[1])]))
}

/** The figures moved with each step; behind the school stand its people. */
export async function progressMoved(stage: Stage): Promise<void> {
  const [start, accounts, filled, reported, reviewed, end] = stage.progress
  expect(accounts?.未填).toBe((start?.未填 ?? 0) + 30)
  expect(filled?.未填).toBe((accounts?.未填 ?? 0) - 31)
  expect(reported?.待上级).toBe((start?.待上级 ?? 0) + 37)
  expect(reviewed?.退回).toBe(2)
  expect(end?.生效).toBe((reviewed?.生效 ?? 0) + 2)
  const { page } = await stage.as('zhejiang-info')
  await page.getByRole('main').getByRole('table').getByRole('link', { name: storySchool }).click()
  await page.getByRole('link', { name: '在教师名册中查看' }).click()
  await page.getByRole('heading', { level: 1, name: '教师名册' }).waitFor()
  await page.getByRole('button', { name: `生效 ${end?.生效}` }).click()
  await page.getByPlaceholder('姓名、全国唯一编号').fill(stage.returned[0] ?? '')
  await page
    .getByRole('main')
    .getByRole('row')
    .filter({ hasText: stage.returned[0] ?? '?' })
    .waitFor()
  await sees(page, `机构：${storySchool}`)
}
