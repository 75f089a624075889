import type { GridFinding } from '../grid/columns.ts'
import type { SheetRow } from '../grid/edits.ts'

/** Whether anything stands in a row of codes; being chosen or not is no content. */
export const isFilled = (row: SheetRow) => ['code', 'name', 'parent'].some((key) => row[key]?.trim())

/** What the sheet itself shows as one types; circles and codes that were published are for the server. */
export function rowFindings(rows: readonly SheetRow[]): GridFinding[] {
  const first = new Map<string, number>()
  const codes = new Set(rows.map((row) => row.code?.trim()))
  return rows.flatMap((row, at): GridFinding[] => {
    if (!isFilled(row)) return []
    const say = (column: string, message: string): GridFinding => ({ row: at, column, severity: 'error', message })
    const [code = '', name = '', parent = ''] = [row.code?.trim(), row.name?.trim(), row.parent?.trim()]
    const found: GridFinding[] = []
    if (code === '') found.push(say('code', '请填写代码'))
    else if (!/^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$/.test(code))
      found.push(say('code', `代码应为 1 至 20 位数字或字母，现为“${code}”`))
    const before = first.get(code)
    if (code !== '' && before !== undefined) found.push(say('code', `与第 ${before + 1} 行的代码“${code}”重复`))
    else first.set(code, at)
    if (name === '') found.push(say('name', '请填写名称'))
    if (parent !== '' && !codes.has(parent)) found.push(say('parent', `上级代码“${parent}”不在表中`))
    return found
  })
}
