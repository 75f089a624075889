import { Client } from 'pg'
import type { DatabaseConfig } from '../platform/postgres-roles.ts'
import { type Break, checkNewest } from './check.ts'
import { sealRested } from './seal.ts'

const everyMs = 2000

/**
 * Seals the log every two seconds and answers the checks that were asked for, until stopped. A failure is told once and tried again with a new connection.
 * @param owner how the owner of the tables connects
 */
export function startSealer(owner: DatabaseConfig): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  const running = (async () => {
    let client: Client | null = null
    let failing = false
    while (!stopping.signal.aborted) {
      try {
        client ??= await connect(owner)
        await sealRested(client)
        await answerChecks(client)
        failing = false
      } catch (error) {
        if (!failing) console.error('审计日志封存没有成功，将继续重试：', error)
        failing = true
        await client?.end().catch(() => undefined)
        client = null
      }
      await rest(stopping.signal)
    }
    await client?.end().catch(() => undefined)
  })()
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}

async function connect(owner: DatabaseConfig): Promise<Client> {
  const client = new Client(owner)
  // A connection lost while idle shows at the next query.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, everyMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** The checks that 审计管理员 asked for, oldest first; progress is told every 20 blocks. */
export async function answerChecks(owner: Client): Promise<void> {
  const { rows: asked } = await owner.query<{ province_code: string; id: string; blocks: number }>(
    'select province_code, id, blocks from audit_check where done_at is null order by asked_at',
  )
  for (const { province_code, id, blocks } of asked) {
    const tell = (text: string, values: unknown[]) =>
      owner.query(`update audit_check set ${text} where province_code = $1 and id = $2`, [province_code, id, ...values])
    let told = { checked: 0, rows: 0, total: 0 }
    const breaks: Break[] = await checkNewest(owner, blocks, async (checked, rows, total) => {
      told = { checked, rows, total }
      if (checked % 20 === 1) await tell('checked = $3, rows_checked = $4, total = $5', [checked, rows, total])
    })
    await tell('checked = $3, rows_checked = $4, total = $5, done_at = now(), found = $6::jsonb', [
      ...[told.checked, told.rows, told.total],
      JSON.stringify(breaks),
    ])
  }
}
