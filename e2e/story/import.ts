import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { inventPeople } from '../../practice/people.ts'
import { openArchive } from '../../server/platform/workbook/archive.ts'
import { columnName } from '../../server/platform/workbook/cells.ts'
import { limits } from '../../server/platform/workbook/refusal.ts'
import { account, type Visitor } from '../visitor.ts'
import { filled, personOf } from './sheets.ts'
import { counted, goTo, most, type Stage, sees } from './stage.ts'
import { openWorkbook, type Sheet, saveWorkbook, takeFile, xlsx } from './workbook.ts'

/** b. The 信息管理员 fills the template, meets a dozen mistakes at their cells, mends them here and in Excel, and commits. */
export async function importWorkbook(stage: Stage): Promise<void> {
  const clerk = await stage.as('chenxi-info')
  const { page } = clerk
  await goTo(page, '批量导入')
  const template = await takeFile(page, () => page.getByRole('button', { name: '下载模板（含本校教师名单）' }).click())
  expect(template.name).toMatch(/^西湖区晨曦小学-教师信息采集模板.*\.xlsx$/)
  const empty = await openWorkbook(template.bytes)
  const roster = listedIn(empty)
  expect(roster).toHaveLength(17 + 30)
  const two = ['chenxi-head', 'chenxi-new'].map((login) => theOne(roster, account(login).name))
  const right = editedByClerk(filled(empty, [...two, ...stage.newcomers], ['基本信息', '学习经历']))
  const sent = [...spoiled(right), note]
  await upload(page, '教师信息（张老师改）.xlsx', await saveWorkbook(sent, empty))
  await sees(page, '1 列未识别，原样保留、不导入')
  await sees(page, '1 个工作表未识别')
  expect(await page.getByText('这不是本系统的模板').count()).toBe(0)
  await seesEveryMistake(page)
  await stage.face(page, 'import-mend', 'desk')
  await mendsHere(clerk)

  const annotated = await takeFile(page, () => page.getByRole('button', { name: '下载批注文件' }).click())
  const back = await isHisOwn(annotated.bytes, sent)
  await choose(
    page,
    page.getByRole('button', { name: '重新上传' }),
    '教师信息（再改）.xlsx',
    await saveWorkbook(mended(back, right), back),
  )
  await sees(page, /（第 2 次）/)
  await sees(page, '余 1 处错误（1 行）')
  await sees(page, '1 人不在本校教师中，已列入系统管理员待办')
  await page.getByRole('button', { name: '跳过 1 行错误行，先试算' }).click()
  await sees(page, '1 行有错误，提交时跳过这些行')
  await stage.face(page, 'import-trial', 'desk')
  await page.getByRole('button', { name: /跳过 1 行错误行，提交 \d+ 行$/ }).click()
  await sees(page, /批次 \S+ 已提交，写入 \d+ 行/)
  await stage.face(page, 'import-receipt', 'desk')

  const rest = empty.map(({ name }) => name).filter((name) => !['基本信息', '学习经历'].includes(name))
  const perfect = filled(empty, [...two, ...stage.newcomers], rest).filter(({ rows }) => rows.length > 1)
  await committedAtOnce(clerk, await saveWorkbook(without(perfect, '联系方式', account('chenxi-new').name), empty))

  const { page: system } = await stage.as('chenxi-sys')
  await goTo(system, '工作台')
  await system.getByRole('region', { name: '待办' }).getByRole('link', { name: /1 项/ }).click()
  await sees(system, '批量导入中有 1 人本校没有账号')
  await sees(system, stranger.name)
  await system.getByPlaceholder('按姓名或登录账号查找').fill(stranger.name)
  await sees(system, `没有找到“${stranger.name}”的账号`)
}

async function seesEveryMistake(page: Page): Promise<void> {
  const basic = await problems(page)
  const at = (line: number, column: string) =>
    basic.find(([where]) => where.startsWith(`${line} `) && where.endsWith(`行，${column}`))?.[1] ?? ''
  for (let line = 4; line <= 10; line++) expect(at(line, '民族')).toContain('现在是“汉”。是否应为“汉族”？')
  expect(at(11, '民族')).toContain('应为代码表“民族”中的代码或名称，现在是“火星族”')
  expect(at(12, '参加工作年月*')).toContain(
    '现在是数字 39630，不是日期；它可能是表格软件内部的日期序号，相当于 2008-07',
  )
  expect(at(13, '参加工作年月*')).toContain('可能是 1 月，也可能是被表格软件截短的 10 月')
  expect(at(14, '参加工作年月*')).toContain('应为年-月，例如 2008-07，现在是“二零零八”')
  expect(at(15, '姓名*')).toContain('表中是“别人”')
  expect(at(16, '身份证件号*')).toContain('科学计数法“3.39901E+17”')
  expect(at(17, '身份证件号*')).toContain('应为 18 位，现在是 17 位')
  expect(at(18, '性别*')).toContain('批量导入不能更改')
  expect(at(19, '健康状况')).toContain('现在是“99”')
  expect(at(34, '身份证件号*')).toContain('已列入本校系统管理员的待办')
  expect(basic).toHaveLength(7 + 10)

  await page.getByRole('tab', { name: /^学习经历（\d+）$/ }).click()
  await page.getByRole('textbox', { name: /^工作表“学习经历”/ }).waitFor()
  const studies = (await problems(page)).map(([, said]) => said).join()
  expect(studies).toContain('2099-06')
  expect(studies).toContain('现在是“9”')
  expect(studies).toMatch(/第 2 行|第 \d+ 行.*重复|相同/)
  await page.getByRole('tab', { name: /^基本信息（\d+）$/ }).click()
  await page.getByRole('textbox', { name: /^工作表“基本信息”/ }).waitFor()
}

/** One cell by itself, then seven equal ones at once. */
async function mendsHere(clerk: Visitor): Promise<void> {
  const { page } = clerk
  const field = page.getByRole('textbox', { name: /^工作表“基本信息”/ })
  const errors = async () =>
    Number(/错误 (\d+)/.exec(await page.getByRole('complementary', { name: '问题' }).innerText())?.[1])
  const before = await errors()
  while (!/：14 .*参加工作年月/.test((await field.getAttribute('aria-label')) ?? '')) await field.press('F8')
  await field.pressSequentially('2008-07')
  await field.press('Enter')
  await expect.poll(errors).toBe(before - 1)

  const { clicks } = await counted(clerk, async () => {
    await page.getByRole('button', { name: /民族：代码不在列表/ }).click()
    await page.getByRole('combobox', { name: '把“汉”改为' }).fill('汉族')
    await page.keyboard.press('Enter')
    await sees(page, '已修改 7 处')
  })
  most(clicks, 2, 'clicks to mend seven equal errors')
  await expect.poll(errors).toBe(before - 8)
}

/** The workbook that comes back: his sheets, order, columns and values, and what is wrong said at its cell. */
async function isHisOwn(bytes: Buffer, sent: readonly Sheet[]): Promise<Sheet[]> {
  const back = await openWorkbook(bytes)
  const shown = back.filter(({ name }) => !name.startsWith('_'))
  expect(shown.map(({ name }) => name)).toEqual(['基本信息', '学习经历', '填表说明'])
  expect(shown[2]?.rows).toEqual(sent[2]?.rows)
  const [his, him] = [sent[0]?.rows ?? [], shown[0]?.rows ?? []]
  expect(him[0]?.slice(0, his[0]?.length)).toEqual(his[0])
  expect(him[0]?.at(-1)).toBe('错误说明')
  const ethnicity = his[0]?.indexOf('民族') ?? -1
  const expected = his.map((row, at) =>
    row.map((text, column) => (column === ethnicity && at >= 3 && at <= 9 ? '汉族' : text)),
  )
  const month = his[0]?.indexOf('参加工作年月*') ?? -1
  expected[13]?.splice(month, 1, '2008-07')
  expect(him.map((row) => row.slice(0, his[0]?.length).map((text) => text.replace(/^01 /, '')))).toEqual(
    expected.map((row) => row.map((text) => text.replace(/^01 /, ''))),
  )
  const notes = await partOf(bytes, 'xl/comments1.xml')
  expect(notes).toContain(`ref="${columnName(ethnicity + 1)}11"`)
  expect(notes).toContain('火星族')
  const cells = await partOf(bytes, 'xl/worksheets/sheet1.xml')
  const look = (line: number) =>
    new RegExp(`<c r="${columnName(ethnicity + 1)}${line}"[^>]* s="(\\d+)"`).exec(cells)?.[1]
  expect(look(11)).not.toBe(look(12))
  return back
}

/** As he mends it in Excel: what is right stands there, the doubled row is gone; the stranger stays. */
function mended(annotated: readonly Sheet[], right: readonly Sheet[]): Sheet[] {
  return annotated
    .filter(({ name }) => !name.startsWith('_'))
    .map(({ name, rows }) => {
      const good = right.find((sheet) => sheet.name === name)?.rows
      if (!good) return { name, rows }
      const strangers = rows.filter((row) => row.includes(stranger.name))
      return { name, rows: [...good.map((row, at) => [...row, rows[at]?.at(-1) ?? '']), ...strangers] }
    })
}

/** A workbook without mistakes, from the upload to the receipt. */
async function committedAtOnce(clerk: Visitor, file: Buffer): Promise<void> {
  const { page } = clerk
  await goTo(page, '批量导入')
  const { clicks } = await counted(clerk, async () => {
    await upload(page, '其余各表.xlsx', file)
    await page.getByRole('button', { name: /提交 \d+ 行$/ }).click()
    await sees(page, /批次 \S+ 已提交，写入 \d+ 行/)
  })
  most(clicks, 4, 'clicks for a workbook without errors')
}

/** One teacher fills a sheet's part himself. */
const without = (sheets: readonly Sheet[], sheet: string, person: string): Sheet[] =>
  sheets.map(({ name, rows }) => ({ name, rows: name === sheet ? rows.filter(([first]) => first !== person) : rows }))

const listedIn = ([first]: readonly Sheet[]) =>
  (first?.rows.slice(1) ?? []).map(([name = '', idNumber = '']) => ({ name, idNumber }))

function theOne(roster: readonly { name: string; idNumber: string }[], name: string) {
  const found = roster.find((each) => each.name === name)
  if (!found) throw new Error(`${name} does not stand in the template`)
  return personOf(found)
}

const note: Sheet = { name: '填表说明', rows: [['本表由办公室汇总'], ['有问题找张老师，分机 301']] }

/** What clerks do to a template: another order of columns, a column of their own. */
function editedByClerk(sheets: readonly Sheet[]): Sheet[] {
  return sheets.map(({ name, rows }) => {
    if (name !== '基本信息') return { name, rows }
    return {
      name,
      rows: rows.map(([a = '', b = '', c = '', d = '', ...rest], at) => [a, b, d, c, ...rest, at ? '301' : '办公室']),
    }
  })
}

/** Taught here last year, somebody said: the school has no account of hers. */
const stranger = { idNumber: inventPeople('e2e stranger', 1, { region: '330109' })[0]?.idNumber ?? '', name: '王小芳' }

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
  basic.rows.push(
    basic.rows[1]?.map((text, at) => (at === 0 ? stranger.name : at === 1 ? stranger.idNumber : text)) ?? [],
  )
  studies.rows.push([...(studies.rows[1] ?? [])])
  put(studies, 3, '毕业年月', () => '2099-06')
  put(studies, 4, '入学年月', (before) =>
    before.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  )
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

/** Every problem of the sheet that is shown, by its cell: '14 钱文 行，参加工作年月*' with what the line under the sheet says. F8 goes round. */
async function problems(page: Page): Promise<[where: string, said: string][]> {
  const field = page.getByRole('textbox', { name: /^工作表“/ })
  const seen = new Map<string, string>()
  await field.focus()
  for (let step = 0; step < 60; step++) {
    const where = ((await field.getAttribute('aria-label')) ?? '').split('：')[1] ?? ''
    if (seen.has(where) && step > 1) return [...seen]
    seen.set(where, await page.getByRole('status').filter({ hasText: where }).innerText())
    await field.press('F8')
  }
  throw new Error('F8 does not come round')
}

async function partOf(bytes: Buffer, part: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-e2e-part-'))
  const path = join(folder, 'book.xlsx')
  writeFileSync(path, bytes)
  const archive = await openArchive(path, limits)
  try {
    const pieces: Buffer[] = []
    for await (const piece of archive.read(part)) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  } finally {
    archive.close()
    rmSync(folder, { recursive: true })
  }
}
