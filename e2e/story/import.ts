import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { inventPeople } from '../../practice/people.ts'
import { peopleOf } from './accounts.ts'
import { filled, personOf } from './sheets.ts'
import { counted, goTo, most, type Stage, sees } from './stage.ts'
import { openWorkbook, type Sheet, saveWorkbook, takeFile, xlsx } from './workbook.ts'

/** b. The 信息管理员 fills the template, meets a dozen mistakes at their cells, mends them here and in Excel, and commits. */
export async function importWorkbook(stage: Stage): Promise<void> {
  const roster = await peopleOf(stage, 'chenxi-info')
  const { page } = await stage.as('chenxi-info')
  const template = await takeFile(page, () => page.getByRole('button', { name: '下载模板（含本校教师名单）' }).click())
  expect(template.name).toMatch(/^西湖区晨曦小学-教师信息采集模板.*\.xlsx$/)
  const empty = await openWorkbook(template.bytes)
  expect(roster).toHaveLength(47)
  const people = [...theTwo(stage, roster), ...stage.newcomers]
  const right = editedByClerk(filled(empty, people, ['基本信息', '学习经历']))
  const [basic, studies] = spoiled(right)

  await upload(page, '教师信息（张老师改）.xlsx', await saveWorkbook([basic, studies, note]))
  await sees(page, '1 列未识别，原样保留、不导入')
  await page.screenshot({ path: 'test-results/import.png' })
  const found = await problems(page)
  console.log(found)
}

/** The head and the teacher who has no password yet: the story needs their records too. */
function theTwo(stage: Stage, roster: readonly { name: string; idNumber: string }[]) {
  return [roster[0], roster[4]].flatMap((person) => (person ? [personOf(person)] : []))
}

const note: Sheet = { name: '填表说明', rows: [['本表由办公室汇总'], ['有问题找张老师，分机 301']] }

/** What clerks do to a template: another order of columns, a column of their own. */
function editedByClerk(sheets: readonly Sheet[]): Sheet[] {
  return sheets.map(({ name, rows }) => {
    if (name !== '基本信息') return { name, rows }
    return { name, rows: rows.map(([a = '', b = '', c = '', d = '', ...rest], at) => [a, b, d, c, ...rest, at ? '301' : '办公室']) }
  })
}

const stranger = { ...inventPeople('e2e stranger', 1, { region: '330109' })[0], name: '王小芳' }

function spoiled(right: readonly Sheet[]): [Sheet, Sheet] {
  const [basic, studies] = right.map(({ name, rows }) => ({ name, rows: rows.map((row) => [...row]) }))
  if (!basic || !studies) throw new Error('the template lacks a sheet')
  const put = (sheet: Sheet, line: number, header: string, text: (before: string) => string) => {
    const column = sheet.rows[0]?.findIndex((each) => each.replace(/\*$/, '') === header) ?? -1
    const row = sheet.rows[line - 1]
    if (!row || column < 0) throw new Error(`no ${header} in row ${line} of ${sheet.name}`)
    row[column] = text(row[column] ?? '')
  }
  for (let line = 4; line <= 10; line++) put(basic, line, '民族', () => '汉')
  put(basic, 11, '民族', () => '火星族')
  put(basic, 12, '参加工作年月', () => '39630')
  put(basic, 13, '参加工作年月', () => '2008.1')
  put(basic, 14, '参加工作年月', () => '二零零八')
  put(basic, 15, '姓名', () => '别人')
  put(basic, 16, '身份证件号', () => '3.39901E+17')
  put(basic, 17, '身份证件号', (before) => before.slice(0, 17))
  put(basic, 18, '性别', () => (Number(basic.rows[17]?.[1]?.[16]) % 2 ? '2 女' : '1 男'))
  put(basic, 19, '健康状况', () => '99')
  basic.rows.push(basic.rows[1]?.map((text, at) => (at === 0 ? stranger.name : at === 1 ? (stranger.idNumber ?? '') : text)) ?? [])
  studies.rows.push([...(studies.rows[1] ?? [])])
  put(studies, 3, '毕业年月', () => '2099-06')
  put(studies, 4, '入学年月', (before) => before.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))))
  put(studies, 5, '学位层次', () => '9')
  return [basic, studies]
}

/** Chooses the file in the box of the first step. */
async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await choose(page, page.getByText('点此选择填好的表格，或拖到这里'), name, buffer)
}

async function choose(page: Page, place: Locator, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), place.click()])
  await chooser.setFiles({ name, mimeType: xlsx, buffer })
}

/** Every problem of the sheet that is shown, by its cell: '14 钱文 行，参加工作年月' with what the line under the sheet says. F8 goes round. */
async function problems(page: Page): Promise<Map<string, string>> {
  const field = page.getByRole('textbox', { name: /^工作表“/ })
  const seen = new Map<string, string>()
  await field.focus()
  for (let step = 0; step < 60; step++) {
    const where = ((await field.getAttribute('aria-label')) ?? '').split('：')[1] ?? ''
    const text = await page.getByRole('status').filter({ hasText: where }).innerText()
    if (seen.has(where) && step > 1) return seen
    seen.set(where, text)
    await field.press('F8')
  }
  throw new Error('F8 does not come round')
}

void counted
void most
void goTo
