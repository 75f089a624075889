import { WorkbookRefusal } from './refusal.ts'

/*
 * Why not a parser from a package: saxes, the fastest well-formed one, reads 10 MB/s here, which is 2,000 rows of 60 cells
 * a second; this scanner leaps from '<' to '<' and is several times as fast (bench/workbook.ts). It refuses what it does
 * not understand, and xml.test.ts holds it against saxes.
 */

const maxDepth = 32
const maxTag = 64 * 1024
/** One run of text, comment or CDATA. A full cell (32,767 characters) written as nine-character entities stays below. */
const maxToken = 1024 * 1024
const maxNames = 10_000

type Attributes = Record<string, string>

/** Told what the document says. Names come without the root's prefix; elements of other namespaces come as ''. */
export interface XmlHandlers {
  open(name: string, attributes: Attributes): void
  text?(text: string): void
  close?(name: string): void
}

/**
 * Feeds a stream of UTF-8 bytes through the scanner and yields after every chunk, so that the caller can pass on what has
 * gathered. A DOCTYPE, any encoding but UTF-8, nesting beyond 32, a tag beyond 64 KB and ill-formed XML are refused
 * (`workbook.xml`). `where` names the place for the clerk at the moment of failure.
 */
export async function* parseXml(
  bytes: AsyncIterable<Buffer>,
  where: () => string,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const refuse = (seen: string) => badXml(where(), seen)
  const scanner = xmlScanner(handlers, refuse)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw refuse('编码不是 UTF-8')
    }
  }
  for await (const chunk of bytes) {
    scanner.take(decode(chunk))
    yield
  }
  scanner.take(decode())
  scanner.end()
  yield
}

/** Reads a small part to its end. */
export async function parseWhole(bytes: AsyncIterable<Buffer>, where: string, handlers: XmlHandlers): Promise<void> {
  for await (const _ of parseXml(bytes, () => where, handlers)) {
    // the handlers have it all
  }
}

export function badXml(where: string, seen: string): WorkbookRefusal {
  return new WorkbookRefusal(
    'workbook.xml',
    `${where}的内容不符合 .xlsx 格式（${seen}），无法读取。请用 Excel 或 WPS 打开该文件，另存为 .xlsx 后重新上传。`,
  )
}

/** Holds what has come of an unfinished token until the rest comes. */
function xmlScanner(handlers: XmlHandlers, refuse: (seen: string) => WorkbookRefusal) {
  const open: string[] = []
  const names = new Map<string, string>()
  const keys = new Set<string>()
  let prefix: string | undefined
  let rooted = false
  let begun = false
  let held = ''

  const checkName = (name: string, known: number) => {
    if (!isName.test(name)) throw refuse(`“${name.slice(0, 20)}”不成名称`)
    if (known >= maxNames) throw refuse(`名称超过 ${maxNames} 种`)
  }

  /** A name without the root's prefix; checked once for each spelling. */
  const local = (name: string): string => {
    const known = names.get(name)
    if (known !== undefined) return known
    checkName(name, names.size)
    prefix ??= name.includes(':') ? name.slice(0, name.indexOf(':') + 1) : ''
    const own = prefix === '' ? !name.includes(':') : name.startsWith(prefix)
    const short = own ? name.slice(prefix.length) : ''
    names.set(name, short)
    return short
  }

  const text = (piece: string) => {
    if (open.length > 0) handlers.text?.(piece.includes('&') ? entities(piece, refuse) : piece)
    else if (/[^ \t\r\n]/.test(piece)) throw refuse('根元素之外有文字')
  }

  /** From '<!' on; gives the end of the token, or -1 if it has not come yet. */
  const markup = (source: string, at: number): number => {
    if (source.startsWith('<!--', at)) {
      const end = source.indexOf('-->', at + 4)
      return end < 0 ? -1 : end + 3
    }
    if (source.startsWith('<![CDATA[', at)) {
      const end = source.indexOf(']]>', at + 9)
      if (end < 0) return -1
      if (open.length === 0) throw refuse('根元素之外有文字')
      handlers.text?.(source.slice(at + 9, end))
      return end + 3
    }
    if (source.startsWith('<!DOCTYPE', at)) throw refuse('含有 DOCTYPE 声明')
    if (source.length - at < 9) return -1
    throw refuse('含有不明的声明')
  }

  const instruction = (source: string, at: number): number => {
    const end = source.indexOf('?>', at + 2)
    if (end < 0) return -1
    if (/^<\?xml[\s?]/i.test(source.slice(at, at + 6))) {
      if (begun) throw refuse('XML 声明不在开头')
      const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(source.slice(at, end))?.[1]
      if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
        throw refuse(`编码为 ${encoding.slice(0, 40)}，应为 UTF-8`)
      }
    }
    return end + 2
  }

  const closeTag = (source: string, at: number): number => {
    const end = source.indexOf('>', at + 2)
    if (end < 0) return -1
    let to = end
    while (to > at + 2 && isBlank(source.charCodeAt(to - 1))) to -= 1
    const name = source.slice(at + 2, to)
    if (open.pop() !== name) throw refuse(`结束标签“${name.slice(0, 20)}”没有配对`)
    handlers.close?.(local(name))
    return end + 1
  }

  const openTag = (source: string, at: number): number => {
    let i = at + 1
    while (i < source.length && !isTagBreak(source.charCodeAt(i))) i += 1
    if (i === source.length) return -1
    const name = source.slice(at + 1, i)
    // An object with a prototype is several times as fast; handlers ask for names of their own only.
    const attributes: Attributes = {}
    for (;;) {
      const from = i
      while (isBlank(source.charCodeAt(i))) i += 1
      if (i >= source.length) return -1
      const code = source.charCodeAt(i)
      if (code === gt) {
        start(name, attributes)
        open.push(name)
        return i + 1
      }
      if (code === slash) {
        if (i + 1 === source.length) return -1
        if (source.charCodeAt(i + 1) !== gt) throw refuse('标签中有多余的斜线')
        start(name, attributes)
        handlers.close?.(local(name))
        return i + 2
      }
      if (i === from) throw refuse('属性之间没有空格')
      const nameFrom = i
      while (i < source.length && !isAttributeBreak(source.charCodeAt(i))) i += 1
      const key = source.slice(nameFrom, i)
      while (isBlank(source.charCodeAt(i))) i += 1
      if (i >= source.length) return -1
      if (source.charCodeAt(i) !== equals) throw refuse(`属性“${key.slice(0, 20)}”没有值`)
      i += 1
      while (isBlank(source.charCodeAt(i))) i += 1
      if (i >= source.length) return -1
      const quote = source.charAt(i)
      if (quote !== '"' && quote !== "'") throw refuse(`属性“${key.slice(0, 20)}”的值没有引号`)
      const end = source.indexOf(quote, i + 1)
      if (end < 0) return -1
      if (!keys.has(key)) {
        checkName(key, keys.size)
        keys.add(key)
      }
      if (Object.hasOwn(attributes, key)) throw refuse(`属性“${key.slice(0, 20)}”出现了两次`)
      attributes[key] = attributeValue(source.slice(i + 1, end), refuse)
      i = end + 1
    }
  }

  const start = (name: string, attributes: Attributes) => {
    if (open.length === 0 && rooted) throw refuse('有两个根元素')
    rooted = true
    if (open.length >= maxDepth) throw refuse(`嵌套超过 ${maxDepth} 层`)
    handlers.open(local(name), attributes)
  }

  return {
    take(more: string): void {
      const source = held === '' ? more : held + more
      let i = 0
      for (;;) {
        const at = source.indexOf('<', i)
        if (at < 0 || at + 1 === source.length) break
        if (at > i) {
          text(source.slice(i, at))
          begun = true
        }
        i = at
        const code = source.charCodeAt(at + 1)
        const isTag = code !== bang && code !== question
        const end = !isTag
          ? code === bang
            ? markup(source, at)
            : instruction(source, at)
          : code === slash
            ? closeTag(source, at)
            : openTag(source, at)
        if (isTag && (end < 0 ? source.length : end) - at > maxTag) throw refuse(`标签超过 ${maxTag / 1024} KB`)
        if (end < 0) break
        begun = true
        i = end
      }
      held = source.slice(i)
      if (held.length > maxToken) throw refuse('一段内容超过 1 MB')
    },
    end(): void {
      if (open.length > 0) throw refuse(`标签“${open.at(-1)?.slice(0, 20)}”没有结束`)
      if (!rooted || held.includes('<')) throw refuse('内容不完整')
      text(held)
    },
  }
}

const bang = 33
const slash = 47
const equals = 61
const gt = 62
const question = 63
const isName = /^[A-Za-z_:\u0080-\uffff][-.\w:\u0080-\uffff]*$/

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

function isTagBreak(code: number): boolean {
  return isBlank(code) || code === gt || code === slash
}

function isAttributeBreak(code: number): boolean {
  return isBlank(code) || code === equals || code === gt || code === slash
}

function attributeValue(raw: string, refuse: (seen: string) => WorkbookRefusal): string {
  if (raw.includes('<')) throw refuse('属性值中有“<”')
  const value = /[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw
  return value.includes('&') ? entities(value, refuse) : value
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five entities that XML has of itself, and characters by number. */
function entities(text: string, refuse: (seen: string) => WorkbookRefusal): string {
  return text.replace(/&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));|&/g, (all, hex, decimal, name) => {
    const own = name !== undefined && Object.hasOwn(named, name) ? named[name] : undefined
    if (own !== undefined) return own
    const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1
    if (!isCharacter(code)) throw refuse(`有不明的实体“${all}”`)
    return String.fromCodePoint(code)
  })
}

/** XML 1.0, production 2. */
function isCharacter(code: number): boolean {
  if (code < 32) return code === 9 || code === 10 || code === 13
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code < 0x110000)
}
