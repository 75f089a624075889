import type { Page } from 'playwright-core'
import { address, phone, type Visitor } from '../visitor.ts'
import { answer, counted, goTo, goToNow, most, type Stage, sees } from './stage.ts'

const certificate = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n', 'latin1')
const project = '虚构市骨干教师研修（2026）'

/** p. A teacher whose record is in effect adds a training from the phone, with its certificate from the 材料袋; it goes by school and county, and is in effect. */
export async function addFromPhone(stage: Stage): Promise<void> {
  const teacher = await stage.as('chenxi-senior', phone)
  const { page } = teacher
  await page.getByRole('link', { name: '材料袋' }).click()
  await page
    .getByLabel('拍照或选择文件：材料')
    .setInputFiles({ name: '结业证书.pdf', mimeType: 'application/pdf', buffer: certificate })
  await sees(page, '结业证书.pdf')
  await sees(page, '没有用到')
  await stage.face(page, 'box', 'phone')
  await page.getByRole('link', { name: '返回' }).click()

  const { clicks } = await counted(teacher, async () => {
    await page.getByRole('link', { name: '新增信息' }).click()
    await page.getByRole('link', { name: /^国内培训/ }).click()
    await page.getByRole('textbox', { name: '培训年度' }).click()
  })
  most(clicks, 3, 'taps to the first field of a new row')
  await fillTraining(page)
  await page.getByRole('button', { name: '保存，去提交' }).click()
  await page.getByRole('heading', { level: 1, name: '新增国内培训' }).waitFor()
  await sees(page, '未提交')
  await page.getByRole('button', { name: '提交这一条' }).click()
  await sees(page, '待学校核对')

  // Nobody has opened it: it comes back, and goes again.
  await page.getByRole('button', { name: '撤回' }).click()
  await page.getByRole('button', { name: '确认撤回' }).click()
  await sees(page, '未提交')
  await page.getByRole('button', { name: '提交这一条' }).click()
  await sees(page, /信息管理员，今天到达/)
  await stage.face(page, 'addition', 'phone')

  await checkAndHandOver(stage, teacher.name)
  await decideOn(await stage.as('chenxi-head', phone), teacher.name, '签字')
  await decideOn(await stage.as('xihu-info'), teacher.name, '通过')

  await page.goto(address('/me.html'))
  await page.getByRole('link', { name: /^国内培训/ }).click()
  await sees(page, project)
  await page.getByText(project).locator('xpath=ancestor::li').getByText('已生效').waitFor()
}

async function fillTraining(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: '培训年度' }).fill('2026')
  await page.getByRole('combobox', { name: '培训类别' }).selectOption({ index: 1 })
  await page.getByRole('textbox', { name: '培训项目名称' }).fill(project)
  await page.getByRole('combobox', { name: '培训方式' }).selectOption({ index: 1 })
  await page.getByRole('textbox', { name: '培训获得学时' }).fill('24')
  await page.getByRole('button', { name: '从材料袋选：附件' }).click()
  await page.getByRole('combobox', { name: '材料袋中的材料：附件' }).selectOption({ index: 1 })
  await sees(page, '结业证书.pdf')
}

/** The clerk finds it among the additions of the school. */
async function checkAndHandOver(stage: Stage, name: string): Promise<void> {
  const { page } = await stage.as('chenxi-info')
  await goTo(page, '新增信息')
  const row = page.getByRole('row').filter({ hasText: name })
  await row.getByText('待校核对').waitFor()
  await stage.face(page, 'additions', 'desk')
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: /核对并提交负责人/ }).click()
  await page.getByRole('dialog').getByText('办理 1 人，未办理 0 人').waitFor()
  await answer(page, '知道了')
}

/** One at the review desk: opened, marked, sent. */
async function decideOn({ page }: Visitor, name: string, pass: string): Promise<void> {
  await goToNow(page, '审核').catch(() => page.goto(address('/review')))
  const school = page.getByRole('row').getByRole('button', { name: '西湖区晨曦小学', exact: true })
  await school
    .or(page.getByRole('list', { name: '待办列表' }))
    .first()
    .waitFor()
  if (await school.count()) {
    await school.click()
    await page.waitForURL(/unitId=/)
  }
  await page.getByRole('list', { name: '待办列表' }).getByRole('button', { name }).first().click()
  await page.getByRole('article').getByText('新增信息 · ').waitFor()
  await page.getByRole('article').getByText(project).first().waitFor()
  const marked = page.waitForResponse((response) => response.url().endsWith('/cases/marks'))
  await page
    .getByRole('article')
    .getByRole('button', { name: new RegExp(`^${pass}`) })
    .click()
  await marked
  // on a phone the next one has opened, where there is one
  const send = page.getByRole('button', { name: new RegExp(`^提交决定（${pass} 1，`) })
  const back = page.getByRole('button', { name: '返回列表' })
  await send.or(back).first().waitFor()
  if (!(await send.isVisible())) await back.click()
  await send.click()
  await answer(page, `${pass} 1 人`)
  await sees(page, '已办理 1 人')
}
