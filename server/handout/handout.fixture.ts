import { noticeVersion } from '../../contract/session.ts'
import { idOf } from '../account/people.fixture.ts'
import { readSealedPdf } from '../testing/sealed-pdf.ts'
import type { Answer, Voice, World } from '../testing/world.ts'
import { type DrawPayload, drawBatch } from './make.ts'

/** What stands on one page. */
export interface ReadLetter {
  unit: string
  role: string
  slipNo: string
  code: string
  lines: string[]
}

/** Runs the job of a batch as the worker would, once. */
export async function drawNow(world: World, batchId: string): Promise<void> {
  const key = `handout.draw:${batchId}`
  const { rows } = await world.owner.query<{ payload: DrawPayload }>(
    'select payload from graphile_worker._private_jobs where key = $1',
    [key],
  )
  const [job] = rows
  if (!job) throw new Error(`no job waits for batch ${batchId}`)
  await world.owner.query('delete from graphile_worker._private_jobs where key = $1', [key])
  await drawBatch(world.house, job.payload)
}

/** The letters of a sealed file, as whoever has the pick-up code reads them. */
export function lettersOf(file: Buffer, pickUpCode: string): ReadLetter[] {
  return readSealedPdf(file, pickUpCode).map((lines) => {
    const after = (label: string) => lines[lines.indexOf(label) + 1] ?? ''
    return { unit: after('收件单位'), role: after('岗位'), slipNo: after('密码函编号'), code: after('激活码'), lines }
  })
}

/** Makes slips, draws them, fetches the file, and reads it. */
export async function handOut(
  world: World,
  by: Voice,
  body: object,
): Promise<{ batchId: string; made: Answer; file: Answer; letters: ReadLetter[] }> {
  const made = await by.post('/handout/batches', body)
  if (made.status !== 200) throw new Error(`no slips were made: ${made.status} ${JSON.stringify(made.body)}`)
  await drawNow(world, made.body.batchId)
  const file = await by.get(`/handout/batches/${made.body.batchId}/file`)
  return { batchId: made.body.batchId, made, file, letters: lettersOf(file.raw, made.body.pickUpCode) }
}

let order = 500

/** An invented person who is in no register yet, as typed at the first use. */
export function newcomer(name = '易安然') {
  order += 2
  return {
    person: { name, gender: '女', birthDate: '1987-05-06', idNumber: idOf('1987-05-06', order % 1000) },
    password: 'Qingfeng-Mingyue-8',
    notice: noticeVersion,
  }
}

/** Vacates a post, as if nobody had ever held it. */
export async function vacate(world: World, unitName: string, role = 'system'): Promise<void> {
  const unit = await world.unitId(unitName)
  await world.owner.query(
    'update post_holding set to_on = from_on where unit_id = $1 and role = $2 and to_on is null',
    [unit, role],
  )
  await world.owner.query(
    'delete from session s using post_holding h where h.id = s.post_id and h.unit_id = $1 and h.role = $2',
    [unit, role],
  )
}
