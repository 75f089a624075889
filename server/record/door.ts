import { sql } from 'kysely'
import type { Person } from '../../standard/indicator.ts'
import { unseal } from '../platform/cipher.ts'
import type { Context } from '../platform/context.ts'
import { openBody, type Plain } from './body.ts'

/** One row of a subset as it stands: what is in effect, and what the open change would make of it. */
export interface StandingRow {
  subset: string
  rowId: string
  /** as it will be: the pending values, or those in effect; null when the pending change ends the row */
  values: Plain | null
  effective: Plain | null
  recordId: string | null
  item: {
    id: string
    changeId: string
    op: 'add' | 'edit' | 'end'
    round: number
    enteredBy: Record<string, string>
    authors: string[]
  } | null
}

/** One teacher with everything the rules need: who, where, what stands. */
export interface Standing {
  teacherId: string
  provinceCode: string
  personId: string
  name: string
  category: string
  nationalNo: string
  unitId: string
  unitPath: string
  unitName: string
  schoolType: string | null
  privateSchool: boolean
  /** 城乡分类 of the school, where it is known */
  urbanRural: string | null
  inEffectSince: Date | null
  /** 关键信息 and what the system sets, as they belong into basic_info */
  identity: Plain
  /** reasons given for what contradicts a document (档案为准) */
  confirmed: Record<string, string>
  rows: StandingRow[]
}

/** The place of a person's sealed id number. */
export const identityPlace = (personId: string) => `person|${personId}|id_number`

/**
 * What stands for a set of teachers within reach: effective rows under the open change's. Values are in clear: for the judge, for comparing, for
 * writing; the caller masks what leaves the house. Three statements, however many teachers.
 * @param entries with what authorities have entered and no school has confirmed yet (主管部门填报): of the record it is no part before
 */
export async function standingOf(
  ctx: Context,
  teacherIds: readonly string[],
  { entries = false } = {},
): Promise<Map<string, Standing>> {
  const ids = [...teacherIds]
  const teachers = await sql<TeacherRow>`
    select t.id, t.province_code, t.person_id, t.name, t.category, t.national_no, t.unit_id, t.unit_path, t.in_effect_since, t.gender, t.birth_date,
           u.name as unit_name, u.school_type, u.private, u.urban_rural, p.id_type, p.id_number, p.birth_date_reason
      from teacher t join unit_now u on u.id = t.unit_id
      join person p on p.province_code = t.person_province and p.id = t.person_id
     where t.id = any (${ids}::uuid[])`.execute(ctx.db)
  const records = await sql<RecordRow>`
    select r.teacher_id, r.id, r.subset, r.row_id, r.body from record r
     where r.province_code = any (${provincesOf(teachers.rows)}) and r.teacher_id = any (${ids}::uuid[]) and r.effective_to is null order by r.row_id`.execute(
    ctx.db,
  )
  const items = await sql<ItemRow>`
    select i.teacher_id, i.id, i.change_id, i.subset, i.row_id, i.op, i.body, i.round, i.entered_by, i.authors from change_item i
     where i.province_code = any (${provincesOf(teachers.rows)}) and i.teacher_id = any (${ids}::uuid[]) and i.superseded_at is null and i.settled_at is null
       and (${entries} or i.change_id not in (select h.id from change h
            where h.province_code = any (${provincesOf(teachers.rows)}) and h.teacher_id = any (${ids}::uuid[]) and h.kind = 'entry' and h.closed_at is null)) order by i.row_id`.execute(
    ctx.db,
  )

  const standings = new Map(teachers.rows.map((row) => [row.id, startStanding(ctx, row)]))
  for (const record of records.rows) {
    const standing = standings.get(record.teacher_id)
    const values = openBody(ctx.keys, record.subset, record.teacher_id, record.row_id, record.body)
    standing?.rows.push({
      subset: record.subset,
      rowId: record.row_id,
      values,
      effective: values,
      recordId: record.id,
      item: null,
    })
  }
  for (const item of items.rows) {
    const standing = standings.get(item.teacher_id)
    if (!standing) continue
    const values = item.op === 'end' ? null : openBody(ctx.keys, item.subset, item.teacher_id, item.row_id, item.body)
    const pending = {
      id: item.id,
      changeId: item.change_id,
      op: item.op,
      round: item.round,
      enteredBy: item.entered_by,
      authors: item.authors,
    }
    const row = standing.rows.find(({ subset, rowId }) => subset === item.subset && rowId === item.row_id)
    if (row) Object.assign(row, { values, item: pending })
    else
      standing.rows.push({
        subset: item.subset,
        rowId: item.row_id,
        values,
        effective: null,
        recordId: null,
        item: pending,
      })
  }
  return standings
}

/** The record in effect, and over it what these changes would make of it: what is decided on in one case is judged without what waits in another. */
export function asChanged(standing: Standing, changeIds: readonly (string | null)[]): Standing {
  const rows = standing.rows.flatMap((row) => {
    if (row.item && changeIds.includes(row.item.changeId)) return [row]
    return row.effective ? [{ ...row, values: row.effective, item: null }] : []
  })
  return { ...standing, rows }
}

/** The rows as the judge takes them. A teacher about whom nothing was entered still has the identity of the account. */
export function personOf(standing: Standing): Person {
  const person: Record<string, { id: string; values: Plain }[]> = {}
  for (const row of standing.rows) {
    if (!row.values) continue
    const rows = person[row.subset] ?? []
    rows.push({ id: row.rowId, values: row.values })
    person[row.subset] = rows
  }
  person.basic_info ??= [{ id: standing.teacherId, values: standing.identity }]
  return person
}

/** For others who judge: the rows as they now stand and the reasons given. */
export async function peopleFor(
  ctx: Context,
  teacherIds: readonly string[],
): Promise<Map<string, { person: Person; confirmed: Record<string, string> }>> {
  const standings = await standingOf(ctx, teacherIds)
  return new Map(
    [...standings].map(([id, standing]) => [id, { person: personOf(standing), confirmed: standing.confirmed }]),
  )
}

interface TeacherRow {
  id: string
  province_code: string
  person_id: string
  name: string
  category: string
  national_no: string
  unit_id: string
  unit_path: string
  unit_name: string
  school_type: string | null
  private: boolean
  urban_rural: string | null
  in_effect_since: Date | null
  gender: string
  birth_date: string | null
  id_type: string
  id_number: Buffer | null
  birth_date_reason: string | null
}
interface RecordRow {
  teacher_id: string
  id: string
  subset: string
  row_id: string
  body: unknown
}
interface ItemRow extends RecordRow {
  change_id: string
  op: 'add' | 'edit' | 'end'
  round: number
  entered_by: Record<string, string>
  authors: string[]
}

const provincesOf = (rows: readonly TeacherRow[]): string[] => [...new Set(rows.map((row) => row.province_code))]

function startStanding(ctx: Context, row: TeacherRow): Standing {
  const idNumber = row.id_number && unseal(ctx.keys, row.id_number, identityPlace(row.person_id))
  return {
    teacherId: row.id,
    provinceCode: row.province_code,
    personId: row.person_id,
    name: row.name,
    category: row.category,
    nationalNo: row.national_no,
    unitId: row.unit_id,
    unitPath: row.unit_path,
    unitName: row.unit_name,
    schoolType: row.school_type,
    privateSchool: row.private,
    urbanRural: row.urban_rural,
    inEffectSince: row.in_effect_since,
    identity: {
      national_teacher_no: row.national_no,
      name: row.name,
      gender: row.gender,
      id_type: row.id_type,
      ...(idNumber && { id_number: idNumber }),
      ...(row.birth_date && { birth_date: row.birth_date }),
    },
    confirmed: row.birth_date_reason ? { birth_date: row.birth_date_reason } : {},
    rows: [],
  }
}
