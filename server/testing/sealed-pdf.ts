import { createDecipheriv, createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'

/**
 * The lines of each page of a PDF sealed with a user password, as whoever opens it reads them. Reads what pdfkit writes: one cross-reference table, AES-256
 * by Adobe's extension level 3 (security handler V 5, R 5), text as glyph numbers with a ToUnicode map.
 * @throws when the password is not the one it was sealed with
 */
export function readSealedPdf(bytes: Buffer, password: string): string[][] {
  const objects = objectsOf(bytes)
  const trailer = bytes.toString('latin1', bytes.lastIndexOf('trailer'))
  const seal = objects.get(number(/\/Encrypt (\d+) 0 R/, trailer))
  if (!seal) throw new Error('the file is not sealed')
  const key = openSeal(seal.text, password)
  return pagesOf(objects, (stream) => decrypt(stream, key))
}

/** The lines of each page of an open PDF. */
export const readPdf = (bytes: Buffer): string[][] => pagesOf(objectsOf(bytes), (stream) => stream)

function pagesOf(objects: Map<number, Found>, open: (stream: Buffer) => Buffer): string[][] {
  const content = (id: number) => {
    const found = objects.get(id)
    if (!found?.stream) throw new Error(`object ${id} has no stream`)
    return inflateSync(open(found.stream)).toString('latin1')
  }
  const maps = new Map<number, Map<number, string>>()
  const mapOf = (font: number) => {
    const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.text ?? '')?.[1]
    if (!maps.has(font)) maps.set(font, unicode ? readMap(content(Number(unicode))) : new Map())
    return maps.get(font) ?? new Map()
  }
  return [...objects.values()]
    .filter(({ text }) => /\/Type \/Page\b/.test(text))
    .map(({ text }) => {
      const resources = objects.get(number(/\/Resources (\d+) 0 R/, text))?.text ?? ''
      const fonts = new Map(
        [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id]) => [name, Number(id)]),
      )
      return linesOf(content(number(/\/Contents (\d+) 0 R/, text)), (name) => mapOf(fonts.get(name) ?? 0))
    })
}

type Found = { text: string; stream?: Buffer }

function objectsOf(bytes: Buffer): Map<number, Found> {
  const text = bytes.toString('latin1')
  const objects = new Map<number, Found>()
  for (const [, place] of text.slice(text.lastIndexOf('\nxref')).matchAll(/(\d{10}) 00000 n/g)) {
    const head = /^(\d+) 0 obj\n/.exec(text.slice(Number(place), Number(place) + 20))
    if (!head) throw new Error(`no object stands at ${place}`)
    const from = Number(place) + head[0].length
    const end = text.indexOf('endobj', from)
    const opening = text.indexOf('stream\n', from)
    if (opening < 0 || opening > end) objects.set(Number(head[1]), { text: text.slice(from, end) })
    else {
      const dictionary = text.slice(from, opening)
      const start = opening + 'stream\n'.length
      objects.set(Number(head[1]), {
        text: dictionary,
        stream: bytes.subarray(start, start + number(/\/Length (\d+)/, dictionary)),
      })
    }
  }
  return objects
}

/** The key of the file, out of what is kept of it and the password. Validation salt at 32, key salt at 40 of /U. */
function openSeal(dictionary: string, password: string): Buffer {
  const user = hex(dictionary, 'U')
  const salted = (salt: Buffer) => createHash('sha256').update(password, 'utf8').update(salt).digest()
  if (!salted(user.subarray(32, 40)).equals(user.subarray(0, 32)))
    throw new Error('this password does not open the file')
  const decipher = createDecipheriv('aes-256-cbc', salted(user.subarray(40, 48)), Buffer.alloc(16)).setAutoPadding(
    false,
  )
  return Buffer.concat([decipher.update(hex(dictionary, 'UE')), decipher.final()])
}

function decrypt(sealed: Buffer, key: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, sealed.subarray(0, 16))
  return Buffer.concat([decipher.update(sealed.subarray(16)), decipher.final()])
}

/** Glyph → characters, of the ranges `<from> <to> [<unicode> …]`. */
function readMap(cmap: string): Map<number, string> {
  const map = new Map<number, string>()
  for (const [, from = '', , list = ''] of cmap.matchAll(/<([\da-f]{4})> <([\da-f]{4})> \[([^\]]*)\]/gi))
    [...list.matchAll(/<([\da-f]*)>/gi)].forEach(([, units = ''], at) => {
      map.set(Number.parseInt(from, 16) + at, Buffer.from(units, 'hex').swap16().toString('utf16le'))
    })
  return map
}

/** Each BT … ET is one line of a paragraph. */
function linesOf(content: string, mapOf: (font: string) => Map<number, string>): string[] {
  return [...content.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, block = '']) => {
    const map = mapOf(/\/(F\d+) /.exec(block)?.[1] ?? '')
    return [...block.matchAll(/<([\da-f]+)>/gi)]
      .map(([, glyphs = '']) => wordsOf(Buffer.from(glyphs, 'hex'), map))
      .join('')
  })
}

/** Without a map the font is one of the fourteen that every reader has, and the bytes are Latin. */
function wordsOf(glyphs: Buffer, map: Map<number, string>): string {
  if (map.size === 0) return glyphs.toString('latin1')
  return Array.from({ length: glyphs.length / 2 }, (_, at) => map.get(glyphs.readUInt16BE(at * 2)) ?? '\u{FFFD}').join(
    '',
  )
}

const hex = (dictionary: string, name: string): Buffer =>
  Buffer.from(new RegExp(`/${name} <([\\da-f]+)>`).exec(dictionary)?.[1] ?? '', 'hex')

function number(pattern: RegExp, text: string): number {
  const found = pattern.exec(text)?.[1]
  if (!found) throw new Error(`${pattern} is not in ${text.slice(0, 80)}`)
  return Number(found)
}
