import { deflateRawSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ole, workbook, zip } from '../server/platform/workbook/corpus.ts'
import { openBrowser } from './browser.ts'
import { goTo } from './story/stage.ts'
import { expectNoComplaints, signIn, type Visitor } from './visitor.ts'

let browser: Browser
let clerk: Visitor
beforeAll(async () => {
  browser = await openBrowser()
  clerk = await signIn(browser, 'moxiang-info')
})
afterAll(async () => {
  expectNoComplaints([clerk])
  await browser?.close()
})

/** Claims to inflate to 3 GB; its few bytes are a beginning only. */
const bomb = () =>
  zip([
    { name: '[Content_Types].xml', body: '<Types/>' },
    {
      name: 'xl/worksheets/sheet1.xml',
      body: '',
      deflated: deflateRawSync(Buffer.alloc(1_000_000)),
      claims: 3_221_225_472,
      crc: 0,
    },
  ])

const cases: [what: string, name: string, file: () => Buffer, said: RegExp][] = [
  ['an old .xls', '名册.xls', () => ole('Workbook'), /是 \.xls 格式。请在 Excel 或 WPS 中打开，另存为 \.xlsx/],
  ['an .xls that was only renamed', '名册.xlsx', () => ole('Workbook'), /文件是旧格式的 Excel 文件（\.xls），.*另存为/],
  ['a text that is called a workbook', '名册.xlsx', () => Buffer.from('姓名,性别\n'), /内容却不是 Excel 工作簿/],
  ['a zip bomb', '名册.xlsx', bomb, /文件展开后过大，已停止读取/],
  ['an empty file', '名册.xlsx', () => Buffer.alloc(0), /是空文件/],
  ['a picture', '照片.png', () => Buffer.from('89504e470d0a1a0a', 'hex'), /不是表格文件/],
  ['a workbook of something else', '菜谱.xlsx', () => workbook({ sheets: [] }), /没有工作表/],
]

test.each(cases)('%s is refused with a sentence on the page', async (_, name, file, said) => {
  const { page } = clerk
  await goTo(page, '批量导入')
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByText('点此选择填好的表格，或拖到这里').click(),
  ])
  await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: file() })
  const sentence = page.getByRole('main').getByRole('alert').or(page.getByText('没有写入任何内容')).first()
  await sentence.waitFor()
  expect(await page.getByRole('main').innerText()).toMatch(said)
  expect(await page.getByRole('button', { name: /提交/ }).count()).toBe(0)
  await page.goto(new URL('/intake', page.url()).href)
})
