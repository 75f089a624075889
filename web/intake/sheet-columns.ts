import { useMemo } from 'react'
import { choices } from '../../standard/choices.ts'
import type { FieldType, Profile, ProfileField, ProfileSubset, Tables } from '../../standard/indicator.ts'
import type { GridColumn, Option } from '../grid/columns.ts'
import { useMe } from '../platform/me.ts'
import { useProfile, useTables } from '../record/standard.tsx'
import type { Sheet } from './view.ts'

/** The columns of a sheet as the grid needs them; code columns with their options as soon as the standard is there. */
export function useSheetColumns(sheet: Sheet | undefined): readonly GridColumn[] {
  const { post } = useMe()
  const profile = useProfile(post.category).data
  const tables = useTables().data
  return useMemo(
    () => (sheet ? sheet.columns.map((column) => columnOf(sheet, column, profile, tables)) : []),
    [sheet, profile, tables],
  )
}

function columnOf(
  sheet: Sheet,
  column: Sheet['columns'][number],
  profile: Profile | undefined,
  tables: Tables | undefined,
): GridColumn {
  const { header, field: name, how } = column
  const key = String(column.column)
  const title = header.replace(/\s+/g, '') || `第 ${column.column + 1} 列`
  if (name === null) return { key, title: `${title}（不导入）`, readOnly: true }
  if (how === 'identity') return { key, title, width: name === '@name' ? 100 : 190 }
  const subset = profile?.subsets.find((each) => each.name === sheet.subset)
  const field = subset?.fields.find((each) => each.name === name)
  if (!subset || !field) return { key, title, width: 140 }
  const options = optionsOf(subset, field, tables)
  return {
    key,
    title,
    width: field.format === 'id-number' ? 190 : widths[field.type],
    ...(options && { kind: 'select' as const, options }),
  }
}

const widths: Record<FieldType, number> = {
  string: 160,
  text: 220,
  code: 170,
  codes: 200,
  area: 200,
  bool: 100,
  date: 120,
  month: 110,
  year: 90,
  decimal: 100,
  integer: 90,
  image: 120,
  file: 120,
}

/** The choices of a code field in the words of the template: “01 汉族” is written into the cell and read back. */
export function optionsOf(subset: ProfileSubset, field: ProfileField, tables: Tables | undefined): Option[] | null {
  const table = field.codes === undefined || field.type === 'codes' ? undefined : tables?.(field.codes)
  if (!table) return null
  return choices(subset, field, {}, table).map(({ code, name }) => ({
    value: `${code} ${name}`,
    label: `${code} ${name}`,
  }))
}
