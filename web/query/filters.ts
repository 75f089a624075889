import {
  type Filter,
  type FilterOp,
  filterOpNames,
  filterOps,
  type QueryField,
  type QueryForm,
} from '../../contract/query.ts'

/** Filters as a piece of an address: key:op:value,value;… */
export function writeFilters(filters: readonly Filter[]): string {
  return filters.map(({ key, op, values }) => [key, op, values.map(encodeURIComponent).join(',')].join(':')).join(';')
}

/** The same read back; what nobody wrote so is left out. */
export function readFilters(text: string): Filter[] {
  return text.split(';').flatMap((part): Filter[] => {
    const [key = '', said = '', rest = ''] = part.split(':')
    const op = filterOps.find((each) => each === said)
    if (!op || !/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(key)) return []
    return [{ key, op, values: rest === '' && op !== 'between' ? [] : rest.split(',').map(decoded) }]
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const readColumns = (text: string): string[] =>
  text.split(',').filter((key) => /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(key))

export interface Placed {
  field: QueryField
  /** 学习经历·毕业年月; of 基本信息 only the indicator */
  label: string
  subset: string
}

export function placedFields(form: QueryForm | undefined): Placed[] {
  return (form?.subsets ?? []).flatMap(({ name, label, fields }) =>
    fields.map((field) => ({
      field,
      label: name === 'basic_info' ? field.label : `${label}·${field.label}`,
      subset: label,
    })),
  )
}

export const findField = (form: QueryForm | undefined, key: string): Placed | undefined =>
  placedFields(form).find(({ field }) => field.key === key)

/** “性别 等于 男、女”. `nameOf` says a value in words. */
export function sayFilter(label: string, { op, values }: Filter, nameOf: (value: string) => string): string {
  if (op === 'blank' || op === 'filled') return `${label} ${filterOpNames[op]}`
  if (op !== 'between') return `${label} ${filterOpNames[op]} ${values.map(nameOf).join('、')}`
  const [from = '', to = ''] = values
  if (from === to) return `${label} 为 ${from}`
  return to === '' ? `${label} ${from} 起` : from === '' ? `${label} 至 ${to}` : `${label} ${from} 至 ${to}`
}

/** What a filter of this kind begins with. */
export const firstValues = (op: FilterOp): string[] => (op === 'between' ? ['', ''] : op === 'contains' ? [''] : [])
