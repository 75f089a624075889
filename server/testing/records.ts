import { inventRecord } from '../../practice/records.ts'
import { subsetsInForce } from './country.ts'
import type { Voice } from './world.ts'

type Values = Record<string, string | string[]>

/** A whole, right record for a teacher of a primary school of the test country, by subset; the identity is the account's own. */
export function rightRecord(today: string): Record<string, Values[]> {
  const person = {
    name: '虚构',
    gender: '1' as const,
    birthDate: '1985-06-01',
    idNumber: '',
    mobile: '19900001234',
    regionCode: '330106',
  }
  const record = inventRecord(person as never, { name: '甲省东市甲县第一小学', category: 'k12' }, today)
  const identity = ['name', 'gender', 'birth_date', 'id_type', 'id_number', 'national_teacher_no', 'new_hire_flag']
  return Object.fromEntries(
    subsetsInForce.map((subset) => [
      subset,
      (record[subset] ?? []).map(
        (row) => Object.fromEntries(Object.entries(row.values).filter(([name]) => !identity.includes(name))) as Values,
      ),
    ]),
  )
}

/** Enters a right record as this voice; returns the row ids by subset. */
export async function enterRecord(
  voice: Voice,
  teacherId: string,
  today: string,
  but: (subset: string, values: Values) => Values = (_, values) => values,
): Promise<Record<string, string[]>> {
  const ids: Record<string, string[]> = {}
  for (const [subset, rows] of Object.entries(rightRecord(today)))
    for (const values of rows) {
      const saved = await voice.post(`/teachers/${teacherId}/rows`, { subset, values: but(subset, values) })
      if (saved.status !== 200) throw new Error(`${subset}: ${JSON.stringify(saved.body)}`)
      ids[subset] = [...(ids[subset] ?? []), saved.body.rowId]
    }
  return ids
}
