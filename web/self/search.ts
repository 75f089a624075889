import type { Areas, CodeRow, CodeTable } from '../../standard/indicator.ts'
import { plain } from '../../standard/near.ts'

/** One line of a list to choose from. `hint` tells apart what has the same name. */
export type Option = { readonly code: string; readonly name: string; readonly hint?: string }

/** What most people choose, where the standard does not say it per category. */
const usual: Readonly<Record<string, readonly string[]>> = {
  country: ['156', '344', '446', '158', '840', '826', '392', '410', '124', '036'],
  ethnicity: ['01', '08', '11', '03', '06', '05', '15', '07', '02', '04'],
}

/** Most lines shown at once. */
const most = 50

/**
 * The lines that fit what is typed: by code, or by a part of the name; exact before beginning before containing. With
 * nothing typed the ten usual ones.
 */
export function search(rows: readonly CodeRow[], typed: string, table: CodeTable, areas?: Areas): Option[] {
  const wanted = plain(typed)
  if (wanted === '') return firstTen(rows, table).map((row) => optionOf(row, table, areas))
  return rows
    .map((row) => ({ row, rank: rankOf(row, wanted, areas) }))
    .filter(({ rank }) => rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ row }) => optionOf(row, table, areas))
}

function firstTen(rows: readonly CodeRow[], table: CodeTable): CodeRow[] {
  const listed = (usual[table.name] ?? []).flatMap((code) => rows.find((row) => row.code === code) ?? [])
  return [...listed, ...rows.filter((row) => !listed.includes(row))].slice(0, 10)
}

function rankOf(row: CodeRow, wanted: string, areas: Areas | undefined): number {
  const name = plain(row.name)
  if (row.code.toLowerCase() === wanted || name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  if (row.code.toLowerCase().startsWith(wanted)) return 2
  return name.includes(wanted) || plain(areas?.name?.(row.code) ?? '').includes(wanted) ? 3 : 4
}

function optionOf(row: CodeRow, table: CodeTable, areas: Areas | undefined): Option {
  const whole = areas?.name?.(row.code)
  const above = row.parent === undefined ? undefined : table.rows.find((each) => each.code === row.parent)?.name
  const hint = whole && whole !== row.name ? whole : above
  return { code: row.code, name: row.name, ...(hint && { hint }) }
}
