import type { Person, Row, Values } from './indicator.ts'

/**
 * Fields of 基本信息 that are never typed. Plain data, run here over a record and compiled to SQL by the server, so
 * both must read it alike:
 * - 'best': the row whose `rank` field stands first in `order`; codes outside `order` do not count.
 * - 'latest': where `openFirst` is named, rows in which it is blank come before all others.
 * - Then the later `by` comes first, rows without `by` last; then the greater row id.
 * - The field takes `take` of that row; blank stays blank.
 */
export type Derivation = {
  readonly field: string
  readonly from: string
  readonly take: string
  readonly by: string
} & (
  | { readonly pick: 'best'; readonly rank: string; readonly order: readonly string[] }
  | { readonly pick: 'latest'; readonly openFirst?: string }
)

/**
 * 最高学历: by level of GB/T 4658 (研究生, 本科, 专科, 中等职业 and 普通高中, 初中, 小学), within a level 毕业 before 结业
 * before 肄业; 0 无 only when there is nothing else.
 */
const educationOrder = (
  '11 14 17 12 15 18 13 16 19 21 28 22 23 31 32 33 41 44 47 61 42 45 48 62 43 46 49 63 ' + '71 73 81 83 90 0'
).split(' ')

/** 最高学位: 博士, 硕士, 学士; 0 无 only when there is nothing else. */
const degreeOrder = ['2', '3', '4', '0']

const highestEducation = {
  from: 'education_history',
  pick: 'best',
  rank: 'education',
  order: educationOrder,
  by: 'end_month',
} as const
const highestDegree = {
  from: 'education_history',
  pick: 'best',
  rank: 'degree_level',
  order: degreeOrder,
  by: 'degree_month',
} as const
const currentPost = { from: 'post_appointment', pick: 'latest', by: 'start_month', openFirst: 'end_month' } as const
const currentTitle = { from: 'title_appointment', pick: 'latest', by: 'start_month', openFirst: 'end_month' } as const

export const derived: readonly Derivation[] = [
  { field: 'highest_education', take: 'education', ...highestEducation },
  { field: 'highest_education_org', take: 'education_org', ...highestEducation },
  { field: 'highest_degree_level', take: 'degree_level', ...highestDegree },
  { field: 'highest_degree_name', take: 'degree', ...highestDegree },
  { field: 'highest_degree_org', take: 'degree_org', ...highestDegree },
  { field: 'current_post_category', take: 'post_category', ...currentPost },
  { field: 'current_post_grade', take: 'post_grade', ...currentPost },
  { field: 'current_technical_title', take: 'technical_title', ...currentTitle },
]

/** The derived fields of 基本信息 of one person; a field without a source row is absent. */
export function derive(person: Person): Values {
  const values: Record<string, string | readonly string[]> = {}
  for (const derivation of derived) {
    const row = pick(derivation, person[derivation.from] ?? [])
    const value = row?.values[derivation.take]
    if (value !== undefined && value.length > 0) values[derivation.field] = value
  }
  return values
}

function pick(derivation: Derivation, rows: readonly Row[]): Row | undefined {
  const ranked = rows
    .map((row) => ({ row, rank: rankOf(derivation, row), by: textOf(row, derivation.by) }))
    .filter(({ rank }) => rank >= 0)
  ranked.sort((a, b) => a.rank - b.rank || compare(b.by, a.by) || compare(b.row.id, a.row.id))
  return ranked[0]?.row
}

/** Less is better; negative means that the row does not count. */
function rankOf(derivation: Derivation, row: Row): number {
  if (derivation.pick === 'best') return derivation.order.indexOf(textOf(row, derivation.rank))
  return derivation.openFirst && textOf(row, derivation.openFirst) !== '' ? 1 : 0
}

function textOf(row: Row, field: string): string {
  const value = row.values[field]
  return typeof value === 'string' ? value : ''
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
