import { codeName } from './check-value.ts'
import type { Areas, ProfileField, Tables } from './indicator.ts'

/** A stored value as people read it: names for codes and divisions, nothing for blank. */
export function showValue(
  field: Pick<ProfileField, 'type' | 'codes'>,
  value: string | readonly string[] | undefined,
  tables: Tables,
  areas?: Areas,
): string {
  if (value === undefined || value.length === 0) return ''
  const table = field.codes === undefined ? undefined : tables(field.codes)
  const parts = typeof value === 'string' ? [value] : value
  return parts.map((part) => (table ? codeName(table, part) : showOne(field, part, areas))).join('、')
}

function showOne(field: Pick<ProfileField, 'type'>, value: string, areas: Areas | undefined): string {
  // the id of a stored file says nothing to people
  if (field.type === 'image' || field.type === 'file') return '已上传'
  return field.type === 'area' ? (areas?.name?.(value) ?? value) : value
}
