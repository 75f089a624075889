import type { Areas } from '../../standard/indicator.ts'
import { answers } from './pinyin.ts'

export interface AreaRow {
  code: string
  name: string
  parent?: string | undefined
}
export interface AreaBook extends Areas {
  /** whole name, 浙江省杭州市西湖区 */
  name: (code: string) => string | undefined
  /** at most fifty that answer to what was typed, by code, name or pinyin initials; without a text the provinces */
  search: (typed: string) => { code: string; name: string }[]
}

/** GB/T 2260 as the forms need it. */
export function areaBook(rows: readonly AreaRow[]): AreaBook {
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const whole = (row: AreaRow): string => {
    const parent = row.parent === undefined ? undefined : byCode.get(row.parent)
    return `${parent ? whole(parent) : ''}${row.name}`
  }
  const all = rows.map((row) => ({ code: row.code, name: whole(row), own: row.name, top: row.parent === undefined }))
  const names = new Map(all.map((row) => [row.code, row.name]))
  return {
    has: (code) => names.has(code),
    name: (code) => names.get(code),
    find: (text) => {
      const wanted = text.replace(/\s/g, '')
      const found = all.filter((row) => row.name === wanted || (wanted.length > 1 && row.name.endsWith(wanted)))
      const [only] = found
      return only && found.length === 1 ? { value: only.code, label: only.name } : undefined
    },
    search: (typed) => {
      if (typed.trim() === '') return all.filter((row) => row.top)
      const own = all.filter((row) => row.own.startsWith(typed.trim()))
      const rest = all.filter((row) => !own.includes(row) && answers(row, typed))
      return [...own, ...rest].slice(0, 50)
    },
  }
}
