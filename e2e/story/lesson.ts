import { expect } from 'vitest'
import { answer, goTo, type Stage, sees } from './stage.ts'

/** q. What was done in the story stands as done in the lessons; a province may begin its practice anew, and is told what that means. */
export async function lessonsSeeDeeds(stage: Stage): Promise<void> {
  const { page: clerk } = await stage.as('chenxi-info')
  await goTo(clerk, '学习')
  const lesson = clerk.getByRole('region', { name: '校 信息管理员的练习' })
  await lesson.getByText('完成 6／6').waitFor()
  expect(await lesson.getByRole('listitem').filter({ hasText: '已完成' }).count()).toBe(6)
  await stage.face(clerk, 'lesson', 'desk')
  await lesson.getByRole('link', { name: '去做：按退回理由修改' }).click()
  await clerk.getByRole('heading', { level: 1, name: /教师名册/ }).waitFor()

  const { page: province } = await stage.as('zhejiang-sys')
  await goTo(province, '学习')
  await province.getByRole('button', { name: '恢复演练环境' }).click()
  await sees(province, '全部清空，重新填充虚构的人员')
  await stage.face(province, 'lesson-reset', 'phone')
  await answer(province, '取消')
}
