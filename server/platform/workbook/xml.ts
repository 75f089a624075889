import { SaxesParser } from 'saxes'
import { WorkbookRefusal } from './refusal.ts'

const maxDepth = 32
const maxTag = 64 * 1024
/** One run of text, comment or CDATA. A full cell (32,767 characters) written as nine-character entities stays below. */
const maxToken = 1024 * 1024

type Attributes = Record<string, string>

/** Told what the document says. Names come without the root's prefix; elements of other namespaces come as ''. */
export interface XmlHandlers {
  open(name: string, attributes: Attributes): void
  text?(text: string): void
  close?(name: string): void
}

/**
 * Feeds a stream of UTF-8 bytes to saxes and yields after every chunk, so that the caller can pass on what has gathered.
 * A DOCTYPE, any encoding but UTF-8, nesting beyond 32, a tag beyond 64 KB and ill-formed XML are refused (`workbook.xml`).
 * `where` names the place for the clerk at the moment of failure.
 */
export async function* parseXml(
  bytes: AsyncIterable<Buffer>,
  where: () => string,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const refuse = (seen: string) => badXml(where(), seen)
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true })
  let depth = 0
  let prefix: string | undefined
  let mark = 0

  const local = (name: string) => {
    if (prefix === undefined) prefix = name.includes(':') ? name.slice(0, name.indexOf(':') + 1) : ''
    if (prefix !== '') return name.startsWith(prefix) ? name.slice(prefix.length) : ''
    return name.includes(':') ? '' : name
  }
  parser.on('error', (error) => {
    throw refuse(error.message)
  })
  parser.on('doctype', () => {
    throw refuse('含有 DOCTYPE 声明')
  })
  parser.on('xmldecl', (declaration) => {
    if (declaration.encoding && !/^(utf-?8|us-ascii)$/i.test(declaration.encoding)) {
      throw refuse(`编码为 ${declaration.encoding.slice(0, 40)}，应为 UTF-8`)
    }
  })
  parser.on('opentag', (tag) => {
    depth += 1
    if (depth > maxDepth) throw refuse(`嵌套超过 ${maxDepth} 层`)
    if (parser.position - mark > maxTag) throw refuse(`标签超过 ${maxTag / 1024} KB`)
    mark = parser.position
    handlers.open(local(tag.name), tag.attributes)
  })
  parser.on('closetag', (tag) => {
    depth -= 1
    mark = parser.position
    handlers.close?.(local(tag.name))
  })
  const settle = () => {
    mark = parser.position
  }
  parser.on('text', (text) => {
    settle()
    handlers.text?.(text)
  })
  parser.on('cdata', (text) => {
    settle()
    handlers.text?.(text)
  })
  parser.on('comment', settle)
  parser.on('processinginstruction', settle)

  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw refuse('编码不是 UTF-8')
    }
  }
  for await (const chunk of bytes) {
    parser.write(decode(chunk))
    if (parser.position - mark > maxToken) throw refuse('一段内容超过 1 MB')
    yield
  }
  parser.write(decode()).close()
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
