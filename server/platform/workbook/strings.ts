import type { Archive } from './archive.ts'
import { sizeText, type WorkbookLimits, WorkbookRefusal } from './refusal.ts'
import { parseWhole } from './xml.ts'

/** The table of texts that cells point into. */
export interface SharedStrings {
  count: number
  /** The text at an index below `count`. */
  at(index: number): string
}

const cacheSize = 16_384

/**
 * Reads the shared strings into one buffer outside the heap: two million small JavaScript strings would not fit beside
 * the reader in 256 MB. Recently used texts are kept decoded, for codes and dictionary words come again and again.
 * Throws `workbook.too-many-strings`, `workbook.cell-too-long`, `workbook.xml`.
 */
export async function readSharedStrings(
  archive: Archive,
  part: string | undefined,
  limits: WorkbookLimits,
): Promise<SharedStrings> {
  let bytes = Buffer.allocUnsafe(1024 * 1024)
  let ends = new Uint32Array(16_384)
  let used = 0
  let count = 0

  const keep = (text: string) => {
    if (count >= limits.sharedStrings) throw tooMany(limits)
    const length = Buffer.byteLength(text)
    if (used + length > limits.sharedStringBytes) throw tooMany(limits)
    if (used + length > bytes.length) {
      const larger = Buffer.allocUnsafe(Math.min(Math.max(bytes.length * 2, used + length), limits.sharedStringBytes))
      bytes.copy(larger, 0, 0, used)
      bytes = larger
    }
    if (count === ends.length) {
      const larger = new Uint32Array(ends.length * 2)
      larger.set(ends)
      ends = larger
    }
    bytes.write(text, used)
    used += length
    ends[count] = used
    count += 1
  }

  if (part !== undefined) {
    let text = ''
    let inItem = false
    let inPhonetic = false
    let inText = false
    await parseWhole(archive.read(part), '共享文字表', {
      open(name) {
        if (name === 'si') {
          inItem = true
          text = ''
        } else if (name === 'rPh') inPhonetic = true
        else if (name === 't') inText = inItem && !inPhonetic
      },
      text(piece) {
        if (!inText) return
        text += piece
        if (text.length > limits.cellLength * 7) throw tooLong('某个单元格', text.length, limits)
      },
      close(name) {
        if (name === 't') inText = false
        else if (name === 'rPh') inPhonetic = false
        else if (name === 'si') {
          inItem = false
          const clean = unescapeText(text)
          if (clean.length > limits.cellLength) throw tooLong('某个单元格', clean.length, limits)
          keep(clean)
        }
      },
    })
  }

  const cachedIndex = new Int32Array(cacheSize).fill(-1)
  const cached: string[] = new Array(cacheSize).fill('')
  return {
    count,
    at(index) {
      const slot = index % cacheSize
      const hit = cached[slot]
      if (cachedIndex[slot] === index && hit !== undefined) return hit
      const text = bytes.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index])
      cachedIndex[slot] = index
      cached[slot] = text
      return text
    },
  }
}

/** Undoes `_xHHHH_` (ECMA-376 part 1, 22.9.2.19) and brings line ends to '\n'. */
export function unescapeText(text: string): string {
  const plain = text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
  return plain.includes('\r') ? plain.replace(/\r\n?/g, '\n') : plain
}

export function tooLong(where: string, seen: number, limits: WorkbookLimits): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.cell-too-long',
    `${where}有 ${seen} 个字符，最多 ${limits.cellLength} 个。请删减内容后重新上传。`,
  )
}

function tooMany(limits: WorkbookLimits): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.too-many-strings',
    `文件中的文字过多，最多 ${limits.sharedStrings} 段、${sizeText(limits.sharedStringBytes)}。请拆分成几个文件分别上传。`,
  )
}
