import pg from 'pg'
import { categories } from '../../standard/categories.ts'
import { checkCharacter } from '../../standard/id-number.ts'
import { categoryOf } from '../../standard/school-type.ts'
import { blindIndex, type Keys, seal } from '../platform/cipher.ts'
import { newId } from '../platform/ids.ts'
import type { DatabaseConfig } from '../platform/postgres-roles.ts'
import { identityPlace } from '../record/door.ts'

/** The subsets in force in the test country: those whose rules are all executable. */
export const subsetsInForce = ['basic_info', 'education_history', 'post_appointment', 'contact']

interface Place {
  code: string
  name: string
  level: 'ministry' | 'province' | 'city' | 'county' | 'school' | 'training'
  province: string
  schoolType?: string
  under?: Place[]
}

const school = (province: string, code: string, name: string, schoolType = '211'): Place => ({
  code,
  name,
  level: 'school',
  province,
  schoolType,
})

function province(code: string, name: string): Place {
  const county = (n: number, m: number): Place => ({
    code: `${code}0${n}0${m}`,
    name: `${name}${'东西'[n - 1]}市${'甲乙'[m - 1]}县教育局`,
    level: 'county',
    province: code,
    under: [
      ...[1, 2].map((k): Place => {
        const own = `${name}${'东西'[n - 1]}市${'甲乙'[m - 1]}县第${'一二'[k - 1]}小学`
        const host = school(code, `21${code}00${n}${m}0${k}`, own)
        if (n + m + k > 3) return host
        return { ...host, under: [school(code, `${host.code}-119`, `${own}附设幼儿班`, '119')] }
      }),
      ...(n + m === 2
        ? [{ code: `P${code}0101001`, name: `${name}东市甲县教师培训中心`, level: 'training' as const, province: code }]
        : []),
    ],
  })
  const city = (n: number): Place => ({
    code: `${code}0${n}00`,
    name: `${name}${'东西'[n - 1]}市教育局`,
    level: 'city',
    province: code,
    under: [
      county(n, 1),
      county(n, 2),
      ...(n === 1 ? [school(code, `31${code}001099`, `${name}东市直属中学`, '342')] : []),
    ],
  })
  return {
    code: `${code}0000`,
    name: `${name}教育厅`,
    level: 'province',
    province: code,
    under: [city(1), city(2), school(code, `41${code}000001`, `${name}职业技术学院`, '415')],
  }
}

/**
 * Two provinces × 2 cities × 2 counties × 2 schools, a school directly under a city, a college under each province, a university under the centre.
 * Every unit has its 系统管理员, 信息管理员 and 信息查询员, the centre and the provinces two 安全管理员 and an 审计管理员; every school a 负责人 and two teachers
 * (nothing filled in). The first school of each province's first county has an attached class with one teacher; that county a training institution. Codes 71… and 72… stand for no real place.
 */
const country: Place = {
  code: '00',
  name: '教育部',
  level: 'ministry',
  province: '00',
  under: [province('71', '甲省'), province('72', '乙省'), school('00', '4100000001', '部属师范大学', '411')],
}

/** Fills an empty, migrated database as its owner. */
export async function fillTestCountry(owner: DatabaseConfig, keys: Keys): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  await client.query('begin')
  await place(client, keys, country, null)
  for (const province of ['00', '71', '72']) {
    for (const { id } of categories)
      await client.query('insert into profile (province_code, category, version, selection) values ($1, $2, 1, $3)', [
        province,
        id,
        JSON.stringify({ province, version: 1, subsets: subsetsInForce }),
      ])
    await client.query(
      `insert into round (province_code, id, name, starts_on, deadline) values ($1, $2, '首次信息采集', current_date - 30, current_date + 30)`,
      [province, newId()],
    )
  }
  await client.query("select app.count_progress(array(select id from unit where level = 'school'))")
  await client.query('commit')
  await client.end()
}

let born = 0

async function place(
  client: pg.Client,
  keys: Keys,
  it: Place,
  parent: { id: string; path: string; level: Place['level'] } | null,
): Promise<void> {
  const host = it.level === 'school' && parent?.level === 'school' ? parent : null
  const { rows } = await client.query<{ id: string; path: string }>(
    `with next as (select nextval(pg_get_serial_sequence('unit', 'id')) as id)
     insert into unit (id, province_code, parent_id, path, level, host_id) select id, $1, $2, $3 || app.path_step(id), $4, $5 from next returning id, path`,
    [it.province, parent?.id ?? null, parent?.path ?? '', it.level, host?.id ?? null],
  )
  const unit = rows[0]
  if (!unit) throw new Error('no unit')
  await client.query('insert into unit_code (code, unit_id) values ($1, $2)', [it.code, unit.id])
  await client.query(
    `insert into unit_version (unit_id, valid_from, code, name, school_type, category, organizer, by_change) values ($1, '2026-01-01', $2, $3, $4, $5, $6, 'test')`,
    [
      unit.id,
      it.code,
      it.name,
      it.schoolType ?? null,
      it.schoolType ? categoryName(it.schoolType) : null,
      it.schoolType ? '831' : null,
    ],
  )
  const roles = host
    ? ['teacher']
    : it.level === 'training'
      ? ['training']
      : it.level === 'school'
        ? ['system', 'information', 'query', 'head', 'teacher', 'teacher']
        : it.level === 'ministry' || it.level === 'province'
          ? ['system', 'information', 'query', 'security', 'security', 'audit']
          : ['system', 'information', 'query']
  for (const [at, role] of roles.entries()) await holder(client, keys, it, unit, role, at)
  for (const child of it.under ?? []) await place(client, keys, child, { ...unit, level: it.level })
}

/** A person with an account, in a post; teachers and heads are in the register too. */
async function holder(
  client: pg.Client,
  keys: Keys,
  it: Place,
  unit: { id: string; path: string },
  role: string,
  at: number,
): Promise<void> {
  born += 1
  const [person, account, teacher] = [newId(), newId(), newId()]
  const titles: Record<string, string> = {
    system: '管',
    information: '信',
    query: '查',
    security: '安',
    audit: '审',
    head: '长',
    teacher: '师',
    training: '训',
  }
  const name = `${titles[role]}${'甲乙丙丁戊己庚辛壬癸'[Math.floor(born / 10) % 10]}${'子丑寅卯辰巳午未申酉'[born % 10]}${'一二三四五六'[at]}`
  const gender = born % 2 === 1 ? '1' : '2'
  // A right check digit, and a place that does not exist: nobody can own it.
  const digits = `33990019850601${String(born).padStart(3, '0')}`
  const number = digits + checkCharacter(digits)
  await client.query(
    `insert into person (province_code, id, name, gender, birth_date, id_number) values ($1, $2, $3, $4, '1985-06-01', $5)`,
    [it.province, person, name, gender, seal(keys, number, identityPlace(person))],
  )
  await client.query('insert into person_index (blind, province_code, person_id) values ($1, $2, $3)', [
    blindIndex(keys, '1', '156', number),
    it.province,
    person,
  ])
  await client.query(
    `insert into account (province_code, id, person_id, password_hash, password_set_at, notice_version, notice_at) values ($1, $2, $3, 'none', now(), '2026-11', now())`,
    [it.province, account, person],
  )
  const post = (heldRole: string) =>
    client.query(
      `insert into post_holding (province_code, id, unit_id, role, seat, person_province, person_id, from_on)
       select $1, $2, $3, $4, 1 + count(*), $1, $5, '2026-01-01' from post_holding where unit_id = $3 and role = $4`,
      [it.province, newId(), unit.id, heldRole, person],
    )
  await post(role)
  if (it.level !== 'school' || !['head', 'teacher'].includes(role)) return
  if (role === 'head') await post('teacher')
  await client.query(
    `insert into teacher (province_code, id, person_province, person_id, unit_id, unit_path, category, national_no, name, gender, birth_date)
     values ($1, $2, $1, $3, $4, $5, $6, app.next_national_no(), $7, $8, '1985-06-01')`,
    [it.province, teacher, person, unit.id, unit.path, categoryName(it.schoolType ?? ''), name, gender],
  )
  await client.query(
    `insert into engagement (province_code, id, teacher_id, unit_id, kind, from_on) values ($1, $2, $3, $4, 'main', '2026-01-01')`,
    [it.province, newId(), teacher, unit.id],
  )
}

function categoryName(schoolType: string): string {
  const reading = categoryOf(schoolType)
  if (!('category' in reading)) throw new Error(reading.message)
  return reading.category
}
