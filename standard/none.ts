import type { Known, ProfileSubset, Values } from './indicator.ts'
import { type Surroundings, settle } from './settle.ts'
import { validateRow } from './validate.ts'

/** The codes that the tables of the standard write “无” (否) with. */
const noneCodes = ['0', '00']

/**
 * The row that answers “none” in a subset of several rows: one leading code says it, and the judge then asks nothing more. Undefined where the standard has no such
 * row: in a table that no row at all answers (`missing: 'nothing'`), or one in which everybody has something to say.
 */
export function noneRow(subset: ProfileSubset, known: Known & Surroundings): Values | undefined {
  if (subset.rows !== 'multiple') return undefined
  for (const field of subset.fields) {
    if (field.type !== 'code' && field.type !== 'bool') continue
    const code = known.tables(field.codes ?? '')?.rows.find((row) => noneCodes.includes(row.code))
    if (!code || !/^[无否没]/.test(code.name)) continue
    const values = settle(subset, { [field.name]: code.code }, field.name, known)
    const wrong = validateRow(subset, { id: 'none', values }, {}, known)
    if (!wrong.some(({ severity }) => severity === 'error')) return values
  }
  return undefined
}
