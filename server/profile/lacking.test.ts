import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { categories } from '../../standard/categories.ts'
import { conditionFields, isBlank, isRequired } from '../../standard/condition.ts'
import type { ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { profileFor } from '../../standard/profile.ts'
import { subsets } from '../../standard/subsets.ts'
import { codeTable } from '../../standard/tables.ts'
import { lackingPath } from './lacking.ts'

let client: pg.Client
beforeAll(async () => {
  const cluster = inject('cluster')
  client = new pg.Client({ ...cluster.owner, database: cluster.template })
  await client.connect()
})
afterAll(() => client.end())

/** 0 … below, the same in every run. */
let state = 12345
const dice = (below: number): number => {
  state = (state * 1103515245 + 12345) % 2147483648
  return Math.floor((state / 2147483648) * below)
}

/** Values for what the conditions of a field look at: blank, one of the codes named, or another of the table. */
function rolled(subset: ProfileSubset, names: readonly string[]): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const name of names) {
    const field = subset.fields.find((each) => each.name === name)
    const codes = field?.codes ? (codeTable(field.codes)?.rows ?? []).map(({ code }) => code) : ['0', '1']
    const one = () => codes[dice(Math.min(codes.length, 12))] ?? '0'
    const kind = dice(4)
    if (kind > 0) values[name] = field?.type === 'codes' ? [...new Set([one(), one()])] : one()
  }
  return values
}

test('what the database calls lacking is what the judge demands, for every condition of the standard and any row', async () => {
  const asked: { body: string; path: string; expected: boolean; what: string }[] = []
  for (const { id } of categories) {
    const profile = profileFor(id, { province: '71', version: 1, subsets: subsets.map(({ name }) => name) })
    for (const subset of profile.subsets)
      for (const field of subset.fields) {
        const path = lackingPath(subset, field)
        if (path === null) continue
        const names = looksAt(field)
        for (let n = 0; n < (names.length > 0 ? 12 : 1); n += 1) {
          const values = rolled(subset, names)
          const expected = isRequired(subset, field, values) && isBlank(values[field.name])
          asked.push({ body: JSON.stringify(values), path, expected, what: `${id} ${subset.name}.${field.name}` })
        }
      }
  }
  expect(asked.filter(({ expected }) => expected).length).toBeGreaterThan(500)
  expect(asked.filter(({ expected }) => !expected).length).toBeGreaterThan(500)
  const { rows } = await client.query<{ found: boolean }>(
    `select (a.one ->> 'body')::jsonb @? (a.one ->> 'path')::jsonpath as found from json_array_elements($1::json) with ordinality as a (one, n) order by n`,
    [JSON.stringify(asked)],
  )
  const differ = asked.filter(({ expected }, at) => rows[at]?.found !== expected)
  expect(differ.slice(0, 5)).toEqual([])
})

const looksAt = (field: ProfileField): string[] => [
  ...new Set([...(field.requiredWhen ?? []), ...(field.openWhen ?? [])].flatMap(conditionFields)),
]
