/**
 * 学校类别: the form of a teacher is chosen by the category of the school. The mission document collects from six
 * kinds of institution; 本科 and 高职（专科） have forms of their own although the appendix prints them on one line.
 */
export const categories = [
  { id: 'kindergarten', name: '幼儿园' },
  { id: 'k12', name: '中小学校' },
  { id: 'secondary_vocational', name: '中等职业学校' },
  { id: 'special_education', name: '特殊教育学校' },
  { id: 'undergraduate', name: '本科院校' },
  { id: 'higher_vocational', name: '高职（专科）院校' },
] as const

export type Category = (typeof categories)[number]['id']

/** The two categories that share nearly all of their indicators; `PerCategory` accepts this name for both. */
export const higherEducation: readonly Category[] = ['undergraduate', 'higher_vocational']

export function categoryName(category: Category): string {
  return categories.find((each) => each.id === category)?.name ?? category
}
