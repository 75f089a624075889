import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { answer, goTo, type Stage, sees } from './stage.ts'
import { openWorkbook, takeFile } from './workbook.ts'

/** a. The 系统管理员 of a school pastes thirty people, mends what is wrong at its cell, and hands out thirty accounts. */
export async function generateAccounts(stage: Stage): Promise<void> {
  const own = (await peopleOf(stage, 'chenxi-info'))[6]
  const other = (await peopleOf(stage, 'moxiang-info'))[3]
  if (!own || !other) throw new Error('the practice schools have nobody')
  const { page } = await stage.as('chenxi-sys')
  await goTo(page, '账号管理')
  await page.getByRole('button', { name: '生成教师账号' }).click()
  await sees(page, '名单为空')

  const right = stage.newcomers.map(({ name, gender, birthDate, idNumber }) => [
    name,
    gender === '1' ? '男' : '女',
    birthDate,
    idNumber,
  ])
  const rows = right.map((row) => [...row])
  const put = (line: number, cell: number, text: string) => rows[line - 1]?.splice(cell, 1, text)
  const idOf = (line: number) => right[line - 1]?.[3] ?? ''
  put(3, 3, idOf(3).slice(0, 17) + (idOf(3).endsWith('7') ? '8' : '7'))
  put(5, 1, right[4]?.[1] === '男' ? '女' : '男')
  const ofFile = anotherDay(right[7]?.[2] ?? '')
  put(8, 2, ofFile)
  put(12, 3, idOf(11))
  put(15, 3, own.idNumber)
  put(18, 3, other.idNumber)
  put(20, 0, '')
  await page.getByRole('radio', { name: '没有填写的，都是在编教师' }).check()
  await paste(page, rows)
  await sees(page, /共 30 人，8 人有错误需要改正/)

  const list = page.getByRole('region', { name: '需要处理的内容' })
  const said = (line: number) =>
    list.getByRole('listitem').filter({ has: page.getByText(`第 ${line} 行`, { exact: true }) })
  await said(3).getByText('没有通过校验').waitFor()
  await said(5)
    .getByText(/身份证号第 17 位表示/)
    .waitFor()
  await said(8)
    .getByText(/而身份证号中是/)
    .waitFor()
  await said(11).getByText('与第 12 行相同').waitFor()
  await said(12).getByText('与第 11 行相同').waitFor()
  await said(15).getByText('本校已有此人').waitFor()
  // Of another school the system says its name, and nothing of the person.
  const elsewhere = await said(18).filter({ hasText: '墨香' }).innerText()
  expect(elsewhere).toContain('在“西湖区墨香小学”在岗')
  expect(elsewhere).not.toContain(other.name)
  await said(20).getByText('“姓名”必填').waitFor()
  await stage.face(page, 'accounts-findings', 'desk')
  expect(await page.getByRole('button', { name: '生成 30 个账号' }).isDisabled()).toBe(true)

  await mend(page, 3, '身份证件号', idOf(3))
  await mend(page, 5, '性别', right[4]?.[1] ?? '')
  await mend(page, 12, '身份证件号', idOf(12))
  await mend(page, 15, '身份证件号', idOf(15))
  await mend(page, 18, '身份证件号', idOf(18))
  await toProblem(page, 20, '姓名')
  await typeChinese(page, right[19]?.[0] ?? '')
  await sees(page, /共 30 人，1 人有错误/)
  await said(8).getByRole('button', { name: '档案为准' }).click()
  await page.getByRole('textbox', { name: '依据' }).fill(`干部人事档案中最先记载的出生日期为 ${ofFile}`)
  await answer(page, '以档案为准')
  await sees(page, '共 30 人，没有错误')
  await said(8).getByText('按“档案为准”保留').waitFor()

  await page.getByRole('button', { name: '生成 30 个账号' }).click()
  await answer(page, '生成 30 个账号')
  await page.getByRole('heading', { level: 1, name: '已生成 30 个账号' }).waitFor()
  const slips = page.getByRole('region', { name: /的账号领取单$/ })
  await stage.face(page, 'accounts-slips', 'desk')
  expect(await slips.count()).toBe(30)
  for (const slip of await slips.all()) {
    const [name = '', login = '', code = ''] = await slip.getByRole('definition').allInnerTexts()
    stage.slips.set(name, { login, code })
  }
  expect([...stage.slips.keys()].sort()).toEqual(right.map(([name]) => name).sort())

  // Shown once: leaving is asked first, and there is no way back to the codes.
  await page.getByRole('button', { name: '返回账号管理' }).click()
  await sees(page, '激活码不能再次显示')
  await answer(page, '已打印，离开')
  await page.getByRole('heading', { level: 1, name: '账号管理' }).waitFor()
  await page.getByPlaceholder('按姓名或登录账号查找').fill(right[7]?.[0] ?? '')
  const row = page.getByRole('row').filter({ hasText: stage.slips.get(right[7]?.[0] ?? '')?.login ?? '?' })
  await row.getByText('待激活').waitFor()
  await row.getByText(ofFile).waitFor()
}

/** The birth date of the personnel file, a day beside that of the number. */
const anotherDay = (date: string) => `${date.slice(0, 8)}${date.endsWith('28') ? '27' : '28'}`

/** Whom a school has, by the template that its 信息管理员 downloads. */
export async function peopleOf(stage: Stage, login: string): Promise<{ name: string; idNumber: string }[]> {
  const { page } = await stage.as(login)
  await goTo(page, '批量导入')
  const { bytes } = await takeFile(page, () => page.getByRole('button', { name: '下载模板（含本校教师名单）' }).click())
  const [first] = await openWorkbook(bytes)
  return (first?.rows.slice(1) ?? []).map(([name = '', idNumber = '']) => ({ name, idNumber }))
}

/** As Ctrl+V after copying from Excel: tabs between cells, a line for each row. */
export async function paste(page: Page, rows: readonly (readonly string[])[]): Promise<void> {
  await page.getByRole('grid').getByRole('row').nth(1).getByRole('gridcell').first().click()
  await page.getByRole('textbox', { name: /^教师四项信息：/ }).evaluate(
    (field, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    rows.map((row) => row.join('\t')).join('\r\n'),
  )
}

/** F8 goes from problem to problem; the sheet says where one is. */
async function toProblem(page: Page, line: number, column: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /^教师四项信息：/ })
  for (let step = 0; step < 12; step++) {
    if ((await field.getAttribute('aria-label'))?.endsWith(`${line} 行，${column}`)) return
    await field.press('F8')
  }
  throw new Error(`F8 does not lead to ${column} of row ${line}`)
}

async function mend(page: Page, line: number, column: string, text: string): Promise<void> {
  await toProblem(page, line, column)
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** Through an input method, beginning on the selected cell: what is composed stands under the cursor until it is taken. */
async function typeChinese(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'pin', selectionStart: 3, selectionEnd: 3 })
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await session.send('Input.insertText', { text })
  await session.detach()
  await page.keyboard.press('Enter')
}
