import { openSync } from 'fontkit'
import { printFaces } from '../platform/print-faces.ts'
import type { Form } from './form.ts'

let opened: ReturnType<typeof openSync>[] | undefined

/** A character that the font of the print lacks, with the place where it stands. */
export interface Lacking {
  char: string
  /** as U+20BB7 */
  code: string
  where: string
}

/** Characters of a form that would come out as empty boxes: looked for before anything is drawn. */
export function lackingIn(form: Form): Lacking[] {
  opened ??= Object.values(printFaces).map((path) => openSync(path))
  const found = new Map<string, Lacking>()
  for (const [where, text] of textsOf(form))
    for (const char of text) {
      const point = char.codePointAt(0) ?? 0
      if (point < 0x20 || opened.every((face) => face.hasGlyphForCodePoint(point))) continue
      found.set(`${char}|${where}`, { char, code: codeOf(char), where })
    }
  return [...found.values()]
}

/** The form with each of these characters written as its code, to be put right by hand. */
export function withCodes(form: Form, lacking: readonly Lacking[]): Form {
  const chars = new Set(lacking.map(({ char }) => char))
  const written = (text: string) => [...text].map((char) => (chars.has(char) ? `〔${codeOf(char)}〕` : char)).join('')
  return {
    ...form,
    name: written(form.name),
    school: written(form.school),
    parts: form.parts.map((part) => ({
      ...part,
      lines: part.lines.map((line) => ({ ...line, cells: line.cells.map(written) })),
    })),
    remark: `字库缺少的字以代码标出，请对照证件手工填写：${[...chars].map(codeOf).join('、')}`,
  }
}

const codeOf = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function* textsOf(form: Form): Generator<[string, string]> {
  yield ['学校名称', form.school]
  for (const part of form.parts) {
    yield [part.label, part.label]
    for (const line of part.lines)
      for (const [at, cell] of line.cells.entries()) {
        const label = part.fields[at]?.label ?? part.label
        yield [`${part.label}·${label}`, cell + label]
      }
  }
}
