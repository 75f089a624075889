import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { derive, derived } from '../../standard/derive.ts'
import type { Person } from '../../standard/indicator.ts'
import { newId } from '../platform/ids.ts'
import { openWorld, type World } from '../testing/world.ts'
import { derivationSql } from './derive-sql.ts'

describe('derived fields are declared once', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  test('the declaration gives the same in TypeScript and in SQL, for many invented records', async () => {
    const codes = {
      education: ['0', '11', '14', '21', '22', '31', '41', '61', undefined],
      degree_level: ['0', '2', '3', '4', undefined],
      month: ['2001-07', '2005-07', '2005-08', undefined],
    }
    let turn = 7
    const pick = <T>(list: readonly T[]): T => {
      turn = (turn * 1103515245 + 12345) % 2147483648
      return list[turn % list.length] as T
    }
    const teachers = (await world.owner.query('select province_code, id from teacher order by id limit 40')).rows as {
      province_code: string
      id: string
    }[]
    for (const teacher of teachers) {
      const rows = (subset: string, make: () => Record<string, string | undefined>) =>
        Array.from({ length: pick([0, 1, 2, 4]) }, () => ({
          id: newId(),
          subset,
          values: Object.fromEntries(Object.entries(make()).filter(([, value]) => value !== undefined)) as Record<
            string,
            string
          >,
        }))
      const all = [
        ...rows('education_history', () => ({
          education: pick(codes.education),
          education_org: pick(['甲', '乙']),
          end_month: pick(codes.month),
          degree_level: pick(codes.degree_level),
          degree: pick(['101', '201']),
          degree_org: pick(['丙', '丁']),
          degree_month: pick(codes.month),
        })),
        ...rows('post_appointment', () => ({
          post_category: pick(['1', '3']),
          post_grade: pick(['110', '207']),
          start_month: pick(codes.month),
          end_month: pick(codes.month),
        })),
        ...rows('title_appointment', () => ({
          technical_title: pick(['083', '084']),
          start_month: pick(codes.month),
          end_month: pick(codes.month),
        })),
      ]
      for (const row of all)
        await world.owner.query(
          `insert into record (province_code, id, teacher_id, subset, row_id, body, profile_version, from_change, effective_from) values ($1, $2, $3, $4, $5, $6, 1, $2, now())`,
          [teacher.province_code, newId(), teacher.id, row.subset, row.id, row.values],
        )
      const person: Person = Object.fromEntries(
        ['education_history', 'post_appointment', 'title_appointment'].map((name) => [
          name,
          all.filter((row) => row.subset === name),
        ]),
      )
      const wanted = derive(person)
      const columns = derived.map((each) => sql`${derivationSql(each)} as ${sql.ref(each.field)}`)
      const compiled = sql<
        Record<string, string | null>
      >`select ${sql.join(columns)} from teacher t where t.id = ${sql.lit(teacher.id)}`.compile(world.house.database)
      const got = (await world.owner.query(compiled.sql, [...compiled.parameters])).rows[0] as Record<
        string,
        string | null
      >
      expect(Object.fromEntries(Object.entries(got).filter(([, value]) => value !== null))).toEqual(wanted)
    }
  })
})
