/**
 * The reader's own process: `read-process.ts` starts it with a capped heap and a capped clock. It gets one path and the
 * file's name and says what it reads as lines of JSON; it holds no credentials and needs none.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { readWorkbook } from './read.ts'
import { WorkbookRefusal } from './refusal.ts'
import { packRow, type Wire } from './wire.ts'

const [path, name] = process.argv.slice(2)
if (path === undefined || name === undefined) throw new Error('read-child.ts wants a path and a name')

try {
  for await (const event of readWorkbook(path, { name })) {
    if ('rows' in event) await say({ rows: event.rows.map(packRow) })
    else if ('sheet' in event) await say(event)
    else await say({ done: { ...event.done, peakRss: await peakRss() } })
  }
} catch (error) {
  if (!(error instanceof WorkbookRefusal)) throw error
  await say({ refused: { code: error.code, message: error.message } })
}

async function say(line: Wire): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain')
}

/** In bytes. Linux keeps the parent's peak in `maxRSS` across fork and exec; VmHWM is this program's alone. */
async function peakRss(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return 1024 * (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes))
}
