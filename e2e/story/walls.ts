import { expect } from 'vitest'
import { inDatabase } from '../database.ts'
import { address } from '../visitor.ts'
import { openTeacher } from './review.ts'
import { goTo, type Stage, sees } from './stage.ts'

/** h. Who has no business with a record is refused, in plain words, and the audit log keeps it. */
export async function refuseStrangers(stage: Stage): Promise<void> {
  const [name = ''] = stage.returned
  const { page: clerk } = await stage.as('chenxi-info')
  await openTeacher(clerk, name)
  const path = new URL(clerk.url()).pathname
  const teacherId = path.split('/').at(-1) ?? ''

  for (const login of ['yuhang-info', 'moxiang-info', 'chenxi-sys']) {
    const { page } = await stage.as(login)
    await page.goto(address(path))
    const face = page.getByRole('alert').first()
    await face.waitFor()
    const said = await face.innerText()
    expect(said).toMatch(login === 'chenxi-sys' ? /无权|没有权限|不能|不办理/ : /没有找到|不存在|不归本单位管理/)
    expect(await page.getByRole('main').innerText()).not.toContain(name)
  }
  const { page: yuhang } = await stage.as('yuhang-info')
  await goTo(yuhang, '教师名册')
  await yuhang.getByPlaceholder('姓名、全国唯一编号').fill(name)
  await sees(yuhang, '没有符合条件的教师')

  // A 查询员 sees what is in effect, and has nothing to write with; a forged request is refused.
  const { page: query } = await stage.as('chenxi-query')
  await openTeacher(query, name)
  await query.getByRole('region', { name: '联系方式' }).waitFor()
  for (const verb of [/^编辑/, /^新增/, /^填写/, /^删除/])
    expect(await query.getByRole('main').getByRole('button', { name: verb }).count()).toBe(0)
  const answer = await query.evaluate(async (id) => {
    const response = await fetch(`/api/teachers/${id}/rows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subset: 'contact', values: { address: '别处' } }),
    })
    return { status: response.status, text: await response.text() }
  }, teacherId)
  expect(answer.status).toBe(403)
  expect(answer.text).toMatch(/[\u4e00-\u9fff]/)

  const refused = await refusals(teacherId)
  expect(refused).toEqual(
    expect.arrayContaining([
      '余杭区教育局 information teacher.read',
      '西湖区墨香小学 information teacher.read',
      '西湖区晨曦小学 system teacher.read',
      '西湖区晨曦小学 query teacher.edit',
    ]),
  )
}

/** What no page shows yet: the audit log, read in the database itself. */
async function refusals(teacherId: string): Promise<string[]> {
  const { rows } = await inDatabase((client) =>
    client.query<{ said: string }>(
      `select distinct concat_ws(' ', u.name, e.role, e.action) as said from audit_event e join unit_now u on u.id = e.unit_id
        where e.outcome = 'refused' and e.object_type = 'teacher' and e.object_id = $1`,
      [teacherId],
    ),
  )
  return rows.map(({ said }) => said)
}
