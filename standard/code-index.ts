import type { CodeRow, CodeTable } from './indicator.ts'
import { plain } from './near.ts'

interface CodeIndex {
  code: Map<string, CodeRow>
  lowerCode: Map<string, CodeRow>
  name: Map<string, CodeRow>
  plainName: Map<string, CodeRow>
}

// A table never changes; an import of a hundred thousand looks into some of them thirty times a row.
const indexes = new WeakMap<CodeTable, CodeIndex>()

/** The row of a code; with `loosely` also one whose letters are written in the other case. */
export function rowOfCode(table: CodeTable, code: string, loosely = false): CodeRow | undefined {
  const index = indexOf(table)
  return index.code.get(code) ?? (loosely ? index.lowerCode.get(code.toLowerCase()) : undefined)
}

/** The row of a name or short name as it stands, else of one that differs by blanks, brackets and width only. */
export function rowNamed(table: CodeTable, name: string): CodeRow | undefined {
  const index = indexOf(table)
  return index.name.get(name) ?? index.plainName.get(plain(name))
}

function indexOf(table: CodeTable): CodeIndex {
  const before = indexes.get(table)
  if (before) return before
  const index: CodeIndex = { code: new Map(), lowerCode: new Map(), name: new Map(), plainName: new Map() }
  // Of two rows the first of the table counts.
  const put = (map: Map<string, CodeRow>, key: string, row: CodeRow) => {
    if (!map.has(key)) map.set(key, row)
  }
  for (const row of table.rows) {
    put(index.code, row.code, row)
    put(index.lowerCode, row.code.toLowerCase(), row)
    for (const name of row.short ? [row.name, row.short] : [row.name]) {
      put(index.name, name, row)
      put(index.plainName, plain(name), row)
    }
  }
  indexes.set(table, index)
  return index
}
