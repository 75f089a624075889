import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'

export interface BigCountry {
  province: string
  county: string
  school: string
  teachers: number
}

/** How many there are of each. Half of the teachers have reported and wait at their county's desk. */
export interface Sizes {
  cities: number
  countiesACity: number
  schoolsACounty: number
  teachersASchool: number
  /** false: nobody has reported, which is a third of the time of filling */
  reports?: boolean
}

/**
 * Adds a province of that size to the test country, set-wise as the owner: authorities and schools with their offices, teachers with accounts and posts,
 * reports under way with their desks and parties, the counters; then what autovacuum would do. The names of one of each level are told.
 */
export async function addBigProvince(eye: pg.Client, sizes: Sizes): Promise<BigCountry> {
  const { cities, countiesACity, schoolsACounty, teachersASchool } = sizes
  await eye.query('begin')
  await eye.query(
    `create temp table made (id bigint, path text collate "C", level text, n int, parent bigint, parent_n int)`,
  )
  await level(eye, 'province', `select 1 as n, (select id from unit where level = 'ministry') as parent, 0 as parent_n`)
  await level(eye, 'city', below('province', cities))
  await level(eye, 'county', below('city', countiesACity))
  await level(eye, 'school', below('county', schoolsACounty))
  await eye.query(`insert into unit_code (code, unit_id) select level || n, id from made`)
  await eye.query(
    `insert into unit_version (unit_id, valid_from, code, name, school_type, category, by_change)
     select id, '2026-01-01', level || n, level || n, case when level = 'school' then '211' end, case when level = 'school' then 'k12' end, 'bench' from made`,
  )
  for (const role of ['system', 'information', 'query']) await office(eye, role)
  await teachers(eye, teachersASchool)
  // what follows is planned by how much there is now
  await eye.query('analyze')
  if (sizes.reports !== false) {
    await reports(eye)
    await eye.query('analyze')
  }
  await eye.query(`select app.count_progress(array(select id from made where level = 'school'))`)
  await eye.query('commit')
  await eye.query('vacuum analyze')
  return {
    province: 'province1',
    county: 'county1',
    school: 'school1',
    teachers: cities * countiesACity * schoolsACounty * teachersASchool,
  }
}

const below = (parent: string, times: number) =>
  `select row_number() over ()::int as n, m.id as parent, m.n as parent_n from made m, generate_series(1, ${times}) g where m.level = '${parent}'`

async function level(eye: pg.Client, name: string, wanted: string): Promise<void> {
  await eye.query(
    `with w as (select nextval(pg_get_serial_sequence('unit', 'id')) as id, x.* from (${wanted}) x),
     u as (insert into unit (id, province_code, parent_id, path, level) select w.id, '73', w.parent, p.path || app.path_step(w.id), '${name}' from w join unit p on p.id = w.parent returning id, path)
     insert into made select u.id, u.path, '${name}', w.n, w.parent, w.parent_n from u join w on w.id = u.id`,
  )
}

async function office(eye: pg.Client, role: string): Promise<void> {
  await people(
    eye,
    `select m.id as unit_id, m.path, '${role}' as role, 1 as seat, '${role}' || m.level || m.n as name from made m`,
  )
}

/** Persons with accounts and a post; kept in the temporary table `somebody`. */
async function people(eye: pg.Client, wanted: string): Promise<void> {
  await eye.query('drop table if exists somebody')
  await eye.query(
    `create temp table somebody as select gen_random_uuid() as person, gen_random_uuid() as account, gen_random_uuid() as post, w.* from (${wanted}) w`,
  )
  await eye.query(
    `insert into person (province_code, id, name, gender, birth_date) select '73', person, name, '2', '1985-06-01' from somebody`,
  )
  await eye.query(
    `insert into account (province_code, id, person_id, password_hash, password_set_at, notice_version, notice_at)
     select '73', account, person, 'none', now(), '2026-11', now() from somebody`,
  )
  await eye.query(
    `insert into login_name (login, shown, province_code, account_id) select convert_to(account::text, 'UTF8'), left(account::text, 8), '73', account from somebody`,
  )
  await eye.query(
    `insert into post_holding (province_code, id, unit_id, role, seat, person_province, person_id, from_on)
     select '73', post, unit_id, role, seat, '73', person, '2026-01-01' from somebody`,
  )
}

async function teachers(eye: pg.Client, aSchool: number): Promise<void> {
  // a surname of forty and two syllables of a name: enough different prefixes for a search
  const name = `substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余', 1 + (m.n * 7 + g) % 40, 1)
     || substr('伟强磊军洋勇杰涛超明刚平辉鹏华飞斌波宇浩', 1 + (m.n + g * 3) % 20, 1) || substr('芳娜敏静丽艳娟霞秀燕玲桂萍红梅莉兰英洁雪', 1 + (m.n * 3 + g) % 20, 1)`
  await people(
    eye,
    `select m.id as unit_id, m.path, 'teacher' as role, 1 as seat, ${name} as name from made m, generate_series(1, ${aSchool}) g where m.level = 'school'`,
  )
  await eye.query(
    `insert into teacher (province_code, id, person_province, person_id, unit_id, unit_path, category, national_no, name, gender, birth_date)
     select '73', gen_random_uuid(), '73', person, unit_id, path, 'k12', app.next_national_no(), name, '2', '1985-06-01' from somebody`,
  )
}

async function reports(eye: pg.Client): Promise<void> {
  await eye.query(
    `create temp table report as
     select gen_random_uuid() as change, gen_random_uuid() as "case", t.id as teacher, t.person_id, t.name, t.unit_id, t.unit_path, s.parent, v.name as unit_name, h.person_id as clerk, h.id as post,
            now() - make_interval(mins => (row_number() over ())::int) as at
       from (select *, row_number() over (partition by unit_id order by id) as k from teacher where province_code = '73') t
       join made s on s.id = t.unit_id join unit_version v on v.unit_id = t.unit_id join post_holding h on h.unit_id = t.unit_id and h.role = 'information'
      where t.k % 2 = 0`,
  )
  await eye.query(
    `insert into change (province_code, id, teacher_id, unit_id, kind, profile_version, opened_by_person, opened_by_post, opened_at)
     select '73', change, teacher, unit_id, 'report', 1, clerk, post, at from report`,
  )
  await eye.query(
    `insert into review_case (province_code, id, flow, change_id, teacher_id, subject_person, unit_id, unit_name, title, opened_by_person, opened_by_post, opened_at)
     select '73', "case", 'report', change, teacher, person_id, unit_id, unit_name, name, clerk, post, at from report`,
  )
  await eye.query(
    `insert into case_party (province_code, case_id, unit_id, unit_path, role)
     select '73', r."case", p.unit_id, p.path, p.role from report r,
       lateral (select r.unit_id, r.unit_path as path, 'head' as role union all select m.id, m.path, 'information' from made m where m.id = r.parent) p`,
  )
  await eye.query(
    `insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, unit_id, unit_name, opened_at)
     select '73', r."case", 1, 0, 'review', '主管部门审核', true, 'information', 'unit:authority', r.parent, v.name, r.at from report r join unit_version v on v.unit_id = r.parent`,
  )
}

/** A session of whoever holds the role at the unit of that name, as a cookie. */
export async function signedIn(eye: pg.Client, role: string, unit: string): Promise<string> {
  const token = randomBytes(32)
  const { rowCount } = await eye.query(
    `insert into session (token_hash, account_province, account_id, person_id, post_id, ends_at, factor_at, fresh_until)
     select $1, a.province_code, a.id, h.person_id, h.id, now() + interval '8 hours', now(), now() + interval '8 hours'
       from post_holding h join unit_now u on u.id = h.unit_id join account a on a.person_id = h.person_id where u.name = $2 and h.role = $3 limit 1`,
    [createHash('sm3').update(token).digest(), unit, role],
  )
  if (rowCount !== 1) throw new Error(`nobody is ${role} at ${unit}`)
  return `sid=${token.toString('base64url')}`
}
