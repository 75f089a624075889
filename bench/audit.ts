import { createHash } from 'node:crypto'
import { type RowTexts, rowFields } from '../server/audit/format.ts'
import { sealRested } from '../server/audit/seal.ts'
import { walk } from '../verify/database.ts'
import { newReport } from '../verify/report.ts'
import { onCluster } from './cluster.ts'

/**
 * Sealing the log into blocks, and holding it against them by the program in verify/; against SM3 over the same texts in one go, and against writing the rows.
 * @returns seconds; `ratio`: to SM3 alone
 */
export function benchAudit({ rows }: { rows: number }) {
  return onCluster(async ({ eye }) => {
    const writing = await seconds(async () => {
      for (let at = 0; at < rows; at += 500)
        await eye.query(
          `insert into audit_event (province_code, person_id, post_id, role, unit_id, session_hash, network, request_id, action, object_type, object_id, outcome, detail)
           select '33', gen_random_uuid(), gen_random_uuid(), 'information', 1, decode(md5(i::text) || md5((i + 1)::text), 'hex'), '10.1.2.' || i % 250, gen_random_uuid(),
                  'teacher.edit', 'teacher', gen_random_uuid(), 'done', jsonb_build_object('endpoint', 'POST /teachers/:teacherId/rows', 'subset', 'education_history', 'fields', '["school","degree"]'::jsonb, 'i', i)
             from generate_series(1, $1::int) i`,
          [Math.min(500, rows - at)],
        )
    })
    let sealed = { blocks: 0, rows: 0 }
    const sealing = await seconds(async () => {
      sealed = await sealRested(eye)
    })
    const report = newReport(new Map(), true)
    const verifying = await seconds(() => walk(eye, report))
    const { rows: texts } = await eye.query<(string | null)[]>({
      text: `select ${rowFields} from audit_event e order by e.txid, e.seq`,
      rowMode: 'array',
    })
    const bytes = bytesOf(texts)
    const sm3 = await seconds(async () => {
      createHash('sm3').update(bytes).digest()
    })
    const { broken, rows: verified } = report.result()
    if (sealed.rows !== rows || verified !== rows || broken > 0)
      throw new Error(`${sealed.rows} of ${rows} rows sealed, ${verified} verified, ${broken} broken`)
    const { rows: size } = await eye.query<{ log: string; blocks: string }>(
      `select pg_total_relation_size('audit_event')::text as log, pg_total_relation_size('audit_block')::text as blocks`,
    )
    return {
      rows,
      blocks: sealed.blocks,
      bytes: bytes.length,
      bytesARow: { log: Number(size[0]?.log) / rows, blocks: Number(size[0]?.blocks) / rows },
      seconds: { writing, sealing, verifying, sm3 },
      ratio: { sealing: sealing / sm3, verifying: verifying / sm3, sealingToWriting: sealing / writing },
    }
  })
}

const bytesOf = (rows: readonly RowTexts[]): Buffer =>
  Buffer.from(rows.map((row) => row.map((text) => text ?? '').join('')).join(''), 'utf8')

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
