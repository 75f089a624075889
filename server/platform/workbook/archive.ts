import type { Readable } from 'node:stream'
import * as yauzl from 'yauzl'
import { sizeText, type WorkbookLimits, WorkbookRefusal } from './refusal.ts'

/** The parts of an .xlsx, by lower-case name. Names are keys and nothing else: no path of the archive touches the disk. */
export interface Archive {
  has(part: string): boolean
  /** The part's bytes, inflated and counted as they flow. */
  read(part: string): AsyncGenerator<Buffer>
  close(): void
}

/**
 * Opens an archive after looking at its whole directory; nothing is inflated yet.
 * Throws `WorkbookRefusal`: `workbook.bomb`, `workbook.encrypted`, `workbook.archive`.
 */
export async function openArchive(path: string, limits: WorkbookLimits): Promise<Archive> {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch(damaged)
  try {
    const entries = await directory(zip, limits)
    const counted = new Map<string, number>()
    let total = 0
    return {
      has: (part) => entries.has(part.toLowerCase()),
      close: () => zip.close(),
      async *read(part) {
        const key = part.toLowerCase()
        const entry = entries.get(key)
        if (!entry) throw lost(part)
        const stream: Readable = await zip.openReadStreamPromise(entry).catch(damaged)
        let seen = 0
        try {
          for await (const chunk of stream) {
            const bytes: Buffer = chunk
            seen += bytes.length
            // A part may be read twice (merged ranges stand after the rows they cover); it counts once.
            const before = counted.get(key) ?? 0
            if (seen > before) {
              total += seen - before
              counted.set(key, seen)
            }
            if (total > limits.inflatedBytes) throw bomb(`已解压超过 ${sizeText(limits.inflatedBytes)}`, limits)
            yield bytes
          }
        } catch (error) {
          throw fromZip(error, limits)
        } finally {
          stream.destroy()
        }
      },
    }
  } catch (error) {
    zip.close()
    throw fromZip(error, limits)
  }
}

async function directory(zip: yauzl.ZipFile, limits: WorkbookLimits): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > limits.entries) {
    throw bomb(`其中有 ${zip.entryCount} 个部件，最多 ${limits.entries} 个`, limits)
  }
  const entries = new Map<string, yauzl.Entry>()
  const spans: { from: number; to: number }[] = []
  let declared = 0
  for await (const entry of zip.eachEntry()) {
    declared += entry.uncompressedSize
    if (declared > limits.inflatedBytes) throw bomb(`声明的解压大小超过 ${sizeText(limits.inflatedBytes)}`, limits)
    const from = entry.relativeOffsetOfLocalHeader
    spans.push({ from, to: from + 30 + entry.fileNameLength + entry.compressedSize })
    if (entry.fileName.endsWith('/')) continue
    if (entry.isEncrypted()) {
      throw new WorkbookRefusal(
        'workbook.encrypted',
        '文件的内容加了密码，系统无法读取。请在 Excel 或 WPS 中取消密码，另存为 .xlsx 后重新上传。',
      )
    }
    const key = entry.fileName.toLowerCase()
    if (entries.has(key)) throw broken(`部件“${entry.fileName}”出现了两次`)
    entries.set(key, entry)
  }
  // Entries that share bytes make a small file inflate without end (the "zip quine" and its kin).
  spans.sort((a, b) => a.from - b.from)
  for (let i = 1; i < spans.length; i += 1) {
    const before = spans[i - 1]
    const here = spans[i]
    if (before && here && here.from < before.to) throw broken('压缩包内的部件互相重叠')
  }
  return entries
}

/** yauzl and zlib speak in plain Errors; only a lying size is told apart, for it is an attack rather than damage. */
function fromZip(error: unknown, limits: WorkbookLimits): Error {
  if (error instanceof WorkbookRefusal) return error
  if (!(error instanceof Error)) return new Error(String(error))
  if (/too many bytes in the stream/.test(error.message)) return bomb('部件的实际大小超过其声明的大小', limits)
  if (isZipError(error)) return broken(error.message, error)
  return error
}

/** zlib's errors carry a Z_ code, yauzl's none at all; a disk that fails (EIO, ENOENT) is ours and stays what it is. */
function isZipError(error: Error): boolean {
  if (!('code' in error) || error.code === undefined) return true
  return typeof error.code === 'string' && (error.code.startsWith('Z_') || error.code.startsWith('ERR_STREAM'))
}

function damaged(error: unknown): never {
  if (error instanceof Error && isZipError(error)) throw broken(error.message, error)
  throw error
}

function bomb(seen: string, limits: WorkbookLimits): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.bomb',
    `文件展开后过大，已停止读取：${seen}（上限 ${limits.entries} 个部件、${sizeText(limits.inflatedBytes)}）。请把需要导入的行复制到新下载的模板中，另存后重新上传。`,
  )
}

function broken(seen: string, cause?: Error): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.archive',
    `文件已损坏或不是由 Excel、WPS 保存的 .xlsx（${seen}）。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新上传。`,
    cause ? { cause } : undefined,
  )
}

function lost(part: string): WorkbookRefusal {
  return broken(`缺少部件“${part}”`)
}
