import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Download, Page } from 'playwright-core'
import { readWorkbook } from '../../server/platform/workbook/read.ts'
import { metadataSheet, type SheetModel, workbookBytes } from '../../server/platform/workbook/write.ts'

/** A sheet as rows of texts, the first its headers. */
export type Sheet = { name: string; rows: string[][] }

/** Clicks a button that hands a file over; the file's bytes and name. */
export async function takeFile(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  return { name: download.suggestedFilename(), bytes: await bytesOf(download) }
}

async function bytesOf(download: Download): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of await download.createReadStream()) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

/** What a workbook holds, as a clerk sees it when it is opened; the hidden sheets of the template begin with an underline. */
export async function openWorkbook(bytes: Buffer): Promise<Sheet[]> {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-e2e-book-'))
  try {
    const path = join(folder, 'book.xlsx')
    writeFileSync(path, bytes)
    const sheets: Sheet[] = []
    for await (const event of readWorkbook(path)) {
      if ('sheet' in event) sheets.push({ name: event.sheet.name, rows: [] })
      else if ('rows' in event)
        for (const { row, cells } of event.rows) {
          const line: string[] = []
          for (const cell of cells) line[cell.col - 1] = cell.text
          const rows = sheets.at(-1)?.rows
          if (rows) rows[row - 1] = Array.from(line, (text) => text ?? '')
        }
    }
    return sheets
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Saves sheets as an .xlsx, with the hidden sheet of the workbook that they came from, as Excel does. */
export async function saveWorkbook(sheets: readonly Sheet[], from: readonly Sheet[]): Promise<Buffer> {
  const pieces: Buffer[] = []
  const hidden = from.find(({ name }) => name === metadataSheet)
  if (!hidden) throw new Error('the workbook does not say which template it was drawn from')
  const metadata = Object.fromEntries(hidden.rows.map(([key = '', value = '']) => [key, value]))
  const model = sheets.map(
    ({ name, rows: [headers = [], ...rows] }): SheetModel => ({
      name,
      columns: headers.map((header) => ({ header })),
      rows,
    }),
  )
  for await (const piece of workbookBytes({ sheets: model, metadata })) pieces.push(piece)
  return Buffer.concat(pieces)
}

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
