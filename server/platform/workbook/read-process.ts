import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row } from './cells.ts'
import type { SheetInfo } from './read.ts'
import { WorkbookRefusal } from './refusal.ts'
import { unpackRow, type Wire } from './wire.ts'

const here = fileURLToPath(new URL('./', import.meta.url))
const child = `${here}read-child.ts`
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** As `WorkbookEvent`; at the end also the reader's peak resident memory in bytes. */
export type ChildEvent =
  | { sheet: SheetInfo }
  | { rows: Row[] }
  | { done: { sheets: number; rows: number; peakRss: number } }

export interface ReadInChildOptions {
  /** the name the file was sent under, where `path` has lost its ending */
  name?: string
  /** kills the reader; the loop then throws the signal's reason */
  signal?: AbortSignal
  /** megabytes of heap */
  heapMb?: number
  /** seconds of processor time */
  cpuSeconds?: number
}

/**
 * Reads a workbook in a process of its own: 256 MB of heap, 300 s of processor, an empty environment, and node's
 * permission model so that it may read its own code and the one file, and write or start nothing. A file that kills it
 * kills nothing else. The pipe between is the brake: a slow caller makes a slow reader. Leaving the loop early ends it.
 * Throws `WorkbookRefusal` as `readWorkbook` does, and `workbook.reader-died` for a death by memory, time or signal.
 */
export async function* readInChild(path: string, options: ReadInChildOptions = {}): AsyncGenerator<ChildEvent> {
  const { signal, heapMb = 256, cpuSeconds = 300 } = options
  signal?.throwIfAborted()
  const file = resolve(path)
  const node = [process.execPath, ...walls(file, heapMb), child, file, options.name ?? basename(file)]
  const limit = Math.max(1, Math.round(cpuSeconds))
  const reader = spawn('/bin/sh', ['-c', `ulimit -t ${limit}; ulimit -c 0; exec "$@"`, 'sh', ...node], {
    env: {},
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => reader.kill('SIGKILL')
  signal?.addEventListener('abort', kill)
  let complaint = ''
  reader.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000)
  })
  const ended = new Promise<string>((settle, fail) => {
    reader.on('error', fail)
    reader.on('close', (code, by) => settle(by ?? `exit ${code}`))
  })
  // Awaited below; until then a failed start must not count as unhandled.
  ended.catch(() => undefined)

  let finished = false
  try {
    for await (const line of lines(reader.stdout)) {
      const said: Wire = JSON.parse(line)
      if ('refused' in said) throw new WorkbookRefusal(said.refused.code, said.refused.message)
      if ('done' in said) finished = true
      yield 'rows' in said ? { rows: said.rows.map(unpackRow) } : said
    }
    const how = await ended
    signal?.throwIfAborted()
    if (!finished) throw died(how, complaint)
  } finally {
    signal?.removeEventListener('abort', kill)
    kill()
  }
}

/** Node's options for a process that may read the reader's code and one file, and nothing else. */
export function walls(file: string, heapMb: number): string[] {
  // a folder of packages may be a link to another place: the permission is asked for the real one
  const packages = realpathSync(`${root}node_modules`)
  const readable = [`${here}*`, `${root}node_modules/*`, `${packages}/*`, file, '/proc/self/status']
  return [`--max-old-space-size=${heapMb}`, '--permission', ...readable.map((path) => `--allow-fs-read=${path}`)]
}

async function* lines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = []
  for await (const chunk of stream) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at))
      yield Buffer.concat(parts).toString('utf8')
      parts = []
      from = at + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  }
}

function died(how: string, complaint: string): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.reader-died',
    '读取文件时超出了内存或时间限制，已停止，未导入任何内容。请把需要导入的行复制到新下载的模板中，或拆分成几个文件后重新上传；若仍然如此，请联系上级管理员。',
    { cause: new Error(`workbook reader ended by ${how}: ${complaint}`) },
  )
}
