import type { Own } from '../../contract/profile.ts'
import type { FieldProblem } from '../platform/api.ts'
import { initials } from '../record/pinyin.ts'

export type OwnField = Own['fields'][number]
export type OwnSubset = Own['subsets'][number]
export type OwnTable = Own['tables'][number]
/** What is being edited: a list and a place in it; -1 is a new one. */
export type Place = { list: 'fields' | 'subsets' | 'tables'; at: number }

/** A name for something new, from the initials of its label, that nothing own has yet; the server puts the prefix of the province before it. */
export function nameFor(label: string, own: Own): string {
  const letters = initials(label)
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 24)
  const wanted = /^[a-z]/.test(letters) ? letters : `x${letters}`
  const taken = new Set([...own.fields, ...own.subsets, ...own.tables].map(({ name }) => name.replace(/^p\d\d_/, '')))
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
  return name
}

/** A list with one of its items put in its place, or at the end. */
export const put = <T>(list: readonly T[], at: number, item: T): T[] =>
  at < 0 ? [...list, item] : list.map((each, place) => (place === at ? item : each))

/** What was found wrong with one item, by the pointer of the refusal ('/tables/0/rows/12'): the sentence, and the row of a table. */
export function wrongAt(
  problems: readonly FieldProblem[],
  { list, at }: Place,
): { row: number | null; message: string }[] {
  return problems.flatMap((problem) => {
    const found = /\/(fields|subsets|tables)\/(\d+)(?:\/rows\/(\d+))?/.exec(problem.at)
    if (!found || found[1] !== list || Number(found[2]) !== at) return []
    return [{ row: found[3] === undefined ? null : Number(found[3]), message: problem.message }]
  })
}
