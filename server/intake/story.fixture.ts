import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkCharacter } from '../../standard/id-number.ts'
import { personBlind } from '../account/door.ts'
import { seal } from '../platform/cipher.ts'
import { readInChild } from '../platform/workbook/read-process.ts'
import { identityPlace } from '../record/door.ts'
import type { Voice, World } from '../testing/world.ts'
import { readBatch } from './read.ts'
import { workbookBuffer } from './template.ts'
import type { WorkPayload } from './work.ts'
import { writeBatch } from './write.ts'

/** A teacher of the test country with an id number, as 生成账号 would have made him. */
export interface Numbered {
  teacherId: string
  personId: string
  name: string
  gender: string
  idNumber: string
}

/** An invented number: 99 is no city, and the birth date is that of everybody in the test country. */
export function inventedNumber(order: number, gender: string): string {
  const digits = `71990119850601${String(order * 2 + (gender === '1' ? 1 : 0)).padStart(3, '0')}`
  return digits + checkCharacter(digits)
}

let orders = 0

/** Gives the teachers of a school their id numbers, in the order of their names. */
export async function numberTeachers(world: World, school: string): Promise<Numbered[]> {
  const { rows } = await world.owner.query<{
    id: string
    person_id: string
    name: string
    gender: string
    province: string
  }>(
    `select t.id, t.person_id, t.name, t.gender, t.person_province as province from teacher t where t.unit_id = $1 order by t.name`,
    [await world.unitId(school)],
  )
  const people: Numbered[] = []
  for (const row of rows) {
    orders += 1
    const idNumber = inventedNumber(orders, row.gender)
    await world.owner.query('update person set id_number = $2 where id = $1', [
      row.person_id,
      seal(world.house.keys, idNumber, identityPlace(row.person_id)),
    ])
    await world.owner.query('insert into person_index (blind, province_code, person_id) values ($1, $2, $3)', [
      personBlind(world.house, idNumber),
      row.province,
      row.person_id,
    ])
    people.push({ teacherId: row.id, personId: row.person_id, name: row.name, gender: row.gender, idNumber })
  }
  return people
}

export type Sheets = Record<string, (readonly string[])[]>

/** A workbook from rows of text, the first of each sheet its headers. */
export async function workbook(sheets: Sheets, metadata?: Record<string, string>): Promise<Buffer> {
  return workbookBuffer({
    sheets: Object.entries(sheets).map(([name, [header = [], ...rows]]) => ({
      name,
      columns: header.map((text) => ({ header: text })),
      rows,
    })),
    ...(metadata && { metadata }),
  })
}

/** What a workbook holds, sheet by sheet, as rows of text by column; hidden sheets too. */
export async function contentOf(file: Buffer): Promise<Record<string, string[][]>> {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-book-'))
  const path = join(folder, 'book.xlsx')
  writeFileSync(path, file)
  const sheets: Record<string, string[][]> = {}
  let open: string[][] = []
  for await (const event of readInChild(path)) {
    if ('sheet' in event) {
      open = []
      sheets[event.sheet.name] = open
    } else if ('rows' in event)
      for (const row of event.rows) {
        const cells: string[] = []
        for (const cell of row.cells) cells[cell.col - 1] = cell.text
        open[row.row - 1] = Array.from(cells, (text) => text ?? '')
      }
  }
  rmSync(folder, { recursive: true })
  return sheets
}

/** Reads what the queue holds for a batch, as the worker would: in the post that asked for it. */
export async function runReading(world: World, batchId: string, people?: number): Promise<void> {
  await readBatch(world.house, await waiting(world, `intake.read:${batchId}`), people)
}

/** Commits or undoes what the queue holds for a batch. */
export async function runWriting(world: World, batchId: string, peopleAtOnce?: number): Promise<void> {
  await writeBatch(world.house, await waiting(world, `intake.write:${batchId}`), peopleAtOnce)
}

async function waiting(world: World, key: string): Promise<WorkPayload> {
  const { rows } = await world.owner.query<{ payload: WorkPayload }>(
    'delete from graphile_worker._private_jobs where key = $1 returning payload',
    [key],
  )
  const [job] = rows
  if (!job) throw new Error(`nothing is waiting: ${key}`)
  return job.payload
}

/** Uploads a workbook and reads it; the id of the batch. */
export async function imported(
  world: World,
  clerk: Voice,
  content: Buffer | string,
  name = '教师信息.xlsx',
): Promise<string> {
  const { status, body } = await clerk.upload('/intake/batches', { name, content })
  if (status !== 200) throw new Error(`upload refused: ${JSON.stringify(body)}`)
  await runReading(world, body.batchId)
  return body.batchId
}
