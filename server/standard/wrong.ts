import { type Category, categoryName } from '../../standard/categories.ts'
import type { CodeTable } from '../../standard/indicator.ts'
import { type National, standardOf } from '../../standard/national.ts'
import { boundCodes, isEditable, whyFixed } from '../../standard/national-rules.ts'
import { forCategory } from '../../standard/profile.ts'
import { type Wrong, wrongRows } from '../profile/wrong.ts'

/** Most characters of a code's name: what a form and a workbook can show. */
const longest = 100

/**
 * Everything that is wrong with a table as it would be, at once; `before`: the codes that were published, which stay.
 */
export function wrongTable(table: CodeTable, before: CodeTable): Wrong[] {
  const why = whyFixed(table)
  if (!isEditable(table) && why) return [{ at: table.name, code: 'table.fixed', message: why }]
  const published = new Map(before.rows.map(({ code, name }) => [code, name]))
  const wrongs = wrongRows(table, `/tables/${table.name}`, published)
  const rows = new Map(table.rows.map((row) => [row.code, row]))
  const parents = new Set(table.rows.flatMap(({ parent }) => parent ?? []))
  const bound = boundCodes(table.name)
  for (const [at, { code, name, selectable, successor }] of table.rows.entries()) {
    const say = (what: string, message: string) =>
      wrongs.push({
        at: `/tables/${table.name}/rows/${at}`,
        code: what,
        message: `代码表“${table.label}”第 ${at + 1} 行：${message}`,
      })
    if ([...name].length > longest) say('code.long', `名称最多 ${longest} 字，现在 ${[...name].length} 字，请缩短`)
    const rule = bound.get(code)
    if (rule && selectable === false && before.rows.find((row) => row.code === code)?.selectable !== false)
      say('code.bound', `“${code} ${name}”是“${rule}”的校验所依据的，不能不再提供选择；请保留`)
    if (rule && table.leafOnly && parents.has(code) && !before.rows.some((row) => row.parent === code))
      say('code.bound-parent', `“${code} ${name}”是“${rule}”的校验所依据的，不能再分下级；请把新代码放在别处`)
    if (successor === undefined) continue
    const heir = rows.get(successor)
    if (selectable !== false) say('successor.offered', `“${code} ${name}”仍提供选择，不需要后继代码；请清空`)
    else if (successor === code || !heir) say('successor.unknown', `后继代码“${successor}”不是表中另一个代码，请改正`)
    else if (heir.selectable === false) say('successor.withdrawn', `后继代码“${successor}”也不再提供选择，请另选`)
    else if (table.leafOnly && parents.has(successor))
      say('successor.parent', `后继代码“${successor} ${heir.name}”有下级，不能直接选用，请选它的下级`)
  }
  const offered = table.rows.filter((row) => row.selectable !== false && !(table.leafOnly && parents.has(row.code)))
  if (table.rows.length > 0 && offered.length === 0)
    wrongs.push({
      at: `/tables/${table.name}`,
      code: 'table.nothing',
      message: `代码表“${table.label}”：没有一个代码可供选择，请至少保留一个`,
    })
  return wrongs
}

/** What of a category's indicators under this version does not go together. */
export function wrongIndicators(category: Category, national: National): Wrong[] {
  return standardOf(category, national).flatMap((subset) =>
    subset.fields.flatMap((field): Wrong[] => {
      const key = `${subset.name}.${field.name}`
      if (national.indicators[key] === undefined) return []
      const requirement = forCategory(field.requirement, category)
      const label = `${categoryName(category)}“${subset.label}—${forCategory(field.label, category)}”`
      return requirement === '-' && field.core && changes(national, key, category)
        ? [{ at: key, code: 'core.not-collected', message: `${label}：不采集的指标不能是国家核心指标，请先取消核心` }]
        : []
    }),
  )
}

const changes = ({ indicators }: National, key: string, category: Category): boolean =>
  indicators[key]?.requirement?.[category] !== undefined || indicators[key]?.core?.[category] !== undefined
