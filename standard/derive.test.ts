import { expect, test } from 'vitest'
import { derive, derived } from './derive.ts'
import { subsets } from './subsets.ts'
import { codeTable } from './tables.ts'

const rows = (...values: Record<string, string>[]) => values.map((each, i) => ({ id: `r${i + 1}`, values: each }))

test('every derived field and its source exist, and all D fields of 基本信息 are declared', () => {
  const names = (subset: string) =>
    subsets.find((each) => each.name === subset)?.fields.map((field) => field.name as string) ?? []
  for (const each of derived) {
    expect(names('basic_info')).toContain(each.field)
    expect(names(each.from)).toEqual(expect.arrayContaining([each.take, each.by]))
  }
  const typed = subsets[0].fields.filter((field) => field.requirement === 'D').map((field) => field.name as string)
  expect(derived.map((each) => each.field).sort()).toEqual(typed.sort())
})

test('every level of education that can be chosen has its place in the order', () => {
  const table = codeTable('education_level')
  const parents = new Set(table?.rows.map((row) => row.parent))
  const leaves = table?.rows.filter((row) => !parents.has(row.code)).map((row) => row.code) ?? []
  const [declaration] = derived
  if (declaration?.pick !== 'best') throw new Error('highest education is picked by rank')
  expect([...declaration.order].sort()).toEqual(leaves.sort())
})

test('the highest education is by level, then 毕业 before 结业, wherever it stands', () => {
  const person = {
    education_history: rows(
      { education: '31', education_org: '甲专科学校', end_month: '2001-07', degree_level: '0' },
      {
        education: '21',
        education_org: '乙大学',
        end_month: '2004-07',
        degree_level: '4',
        degree: '404',
        degree_org: '乙大学',
      },
      {
        education: '15',
        education_org: '丙大学',
        end_month: '2010-07',
        degree_level: '3',
        degree: '304',
        degree_org: '丙大学',
      },
    ),
  }
  expect(derive(person)).toEqual({
    highest_education: '15',
    highest_education_org: '丙大学',
    highest_degree_level: '3',
    highest_degree_name: '304',
    highest_degree_org: '丙大学',
  })
})

test('among equals the later counts, then the greater row id; the order of rows does not', () => {
  const [a, b, c] = rows(
    { education: '21', education_org: '甲', end_month: '2001-07' },
    { education: '21', education_org: '乙', end_month: '2005-07' },
    { education: '21', education_org: '丙', end_month: '2005-07' },
  )
  if (!a || !b || !c) throw new Error('three rows')
  for (const order of [
    [a, b, c],
    [c, b, a],
    [b, c, a],
  ]) {
    expect(derive({ education_history: order })).toMatchObject({ highest_education_org: '丙' })
  }
})

test('the open post comes before a closed one that began later, else the latest', () => {
  const open = { post_category: '1', post_grade: '110', start_month: '2013-01' }
  const closed = { post_category: '3', post_grade: '208', start_month: '2015-01', end_month: '2016-12' }
  expect(derive({ post_appointment: rows(closed, open) })).toMatchObject({ current_post_category: '1' })
  expect(derive({ post_appointment: rows({ ...open, end_month: '2014-12' }, closed) })).toMatchObject({
    current_post_category: '3',
  })
})

test('without a source row there is no derived value', () => {
  expect(derive({})).toEqual({})
})
