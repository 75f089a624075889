import { createHash } from 'node:crypto'
import type { CodeRow, CodeTable } from '../../standard/indicator.ts'
import type { IndicatorChange, National } from '../../standard/national.ts'
import { codeTable } from '../../standard/tables.ts'

/** A national version as it is kept: only what differs from the shipped standard. */
export interface Overlay {
  tables: Readonly<Record<string, readonly CodeRow[]>>
  indicators: Readonly<Record<string, IndicatorChange>>
}

export const overlayOf = ({ tables, indicators }: National): Overlay => ({
  tables: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
  indicators,
})

/** What was kept, with the names, numbers and rules that the shipped tables have. */
export function nationalFrom(version: number, kept: unknown): National {
  // its shape was checked when it was drafted
  const { tables, indicators } = kept as Overlay
  return {
    version,
    tables: Object.entries(tables).flatMap(([name, rows]) => {
      const table = codeTable(name)
      return table ? [{ ...table, rows }] : []
    }),
    indicators,
  }
}

/** The table under a national version. */
export const tableIn = (national: National, name: string): CodeTable | undefined =>
  national.tables.find((table) => table.name === name) ?? codeTable(name)

/** The national version with other rows in one table; rows as shipped are not kept. */
export function withTable(national: National, name: string, rows: readonly CodeRow[]): National {
  const table = codeTable(name)
  const others = national.tables.filter((each) => each.name !== name)
  if (!table || canonical(table.rows) === canonical(rows)) return { ...national, tables: others }
  return { ...national, tables: [...others, { ...table, rows }] }
}

/** Equal texts for equal contents, whatever the order in which they were written. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

export const contentOf = (national: National): string => canonical(overlayOf(national))

export const digestOf = (text: string): string => createHash('sm3').update(text).digest('hex')
