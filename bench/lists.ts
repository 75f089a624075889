import pg from 'pg'
import { buildApp } from '../server/app.ts'
import type { DatabaseConfig } from '../server/platform/postgres-roles.ts'
import { fillTestCountry } from '../server/testing/country.ts'
import { onCluster } from './cluster.ts'
import { addBigProvince, type Sizes, signedIn } from './country.ts'

/** Milliseconds. */
export interface Spread {
  p50: number
  p95: number
  p99: number
}

export interface ListFigures {
  teachers: number
  county: number
  lists: { name: string; clients: number; ours: Spread; bare: Spread }[]
}

interface List {
  name: string
  role: string
  unit: string
  method: 'GET' | 'POST'
  path: string
  body?: object
  /** what somebody would write who has the database to himself: as its owner, no policies, no pages around it */
  bare: (sql: pg.Client) => Promise<unknown>
}

/**
 * Lists of a county in a big province, with exact totals: the whole request over our house (session, row-level security, contract) against the bare statements of its owner, alone
 * and with sixteen at once. One process serves all, so that sixteen share its core.
 */
export function benchLists(sizes: Sizes, rounds: number): Promise<ListFigures> {
  return onCluster(async ({ house, eye, owner }) => {
    await fillTestCountry(owner, house.keys)
    const { province, county, teachers } = await addBigProvince(eye, sizes)
    await bringIntoEffect(eye)
    const server = await buildApp(house, null)
    const { rows } = await eye.query(`select u.id, u.path from unit_now u where u.name = $1`, [county])
    const { id, path } = rows[0]
    const range = [path, `${path}~`]
    const lists = listsOf(province, county, { id, range })
    const figures: ListFigures['lists'] = []
    try {
      for (const list of lists) {
        const cookie = await signedIn(eye, list.role, list.unit)
        const ask = async () => {
          const answer = await server.inject({
            method: list.method,
            url: `/api${list.path}`,
            headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
            ...(list.body && { payload: JSON.stringify(list.body) }),
          })
          if (answer.statusCode !== 200)
            throw new Error(`${list.name}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
        }
        for (const clients of [1, 16]) {
          const whole = list.unit === province && list.path.endsWith('statistics')
          const times = whole ? Math.max(8, Math.ceil(rounds / 10)) : rounds
          const ours = await spread(times, clients, () => Promise.resolve({ ask, close: async () => {} }))
          const bare = await spread(times, clients, () => alone(owner, list.bare))
          figures.push({ name: list.name, clients, ours, bare })
        }
      }
      const { rows: held } = await eye.query(
        `select count(*)::int as n from teacher where unit_path >= $1 and unit_path < $2`,
        range,
      )
      return { teachers, county: held[0].n, lists: figures }
    } finally {
      await server.close()
    }
  })
}

async function alone(owner: DatabaseConfig, bare: List['bare']) {
  const client = new pg.Client(owner)
  await client.connect()
  return { ask: () => bare(client), close: () => client.end() }
}

/** Each client asks again as soon as it was answered; the first three answers warm caches and plans. */
async function spread(
  rounds: number,
  clients: number,
  open: () => Promise<{ ask: () => Promise<unknown>; close: () => Promise<void> }>,
): Promise<Spread> {
  const times: number[] = []
  const one = async () => {
    const { ask, close } = await open()
    for (let round = -3; round < Math.ceil(rounds / Math.min(clients, 4)); round++) {
      const began = performance.now()
      await ask()
      if (round >= 0) times.push(performance.now() - began)
    }
    await close()
  }
  await Promise.all(Array.from({ length: clients }, one))
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Of those who do not wait at a desk: in effect, with typed columns and a row of 基本信息. */
async function bringIntoEffect(eye: pg.Client): Promise<void> {
  await eye.query('begin')
  await eye.query(
    `insert into profile (province_code, category, version, selection) select '73', category, version, selection || '{"province":"73"}' from profile where province_code = '71'`,
  )
  await eye.query(
    `create temp table effective as
     select t.id, row_number() over (order by t.id)::int as n from teacher t
      where t.province_code = '73' and not exists (select from change h where h.province_code = t.province_code and h.teacher_id = t.id)`,
  )
  await eye.query(
    `update teacher t set in_effect_since = now(), birth_date = date '1962-01-01' + (e.n * 37 % 13000), gender = (1 + e.n % 2)::text, staff_category = '10', in_establishment = (e.n % 5 > 0)::int::text,
       personnel_status = '11', highest_education = (array['11', '21', '21', '21', '31'])[1 + e.n % 5], current_post_grade = (array['110', '111', '112'])[1 + e.n % 3]
       from effective e where e.id = t.id`,
  )
  await eye.query(
    `insert into record (province_code, id, teacher_id, subset, row_id, body, profile_version, from_change, effective_from)
     select '73', gen_random_uuid(), e.id, 'basic_info', gen_random_uuid(),
            jsonb_build_object('gender', (1 + e.n % 2)::text, 'marital_status', (array['10', '20', '20', '40'])[1 + e.n % 4], 'ethnicity', '01', 'nationality', '156', 'staff_category', '10', 'native_place', '330106',
              'birth_place', '330106', 'health_status', '1', 'work_start_month', '2009-08', 'school_entry_month', '2012-08', 'personnel_status', '11', 'contract_status', '1', 'employment_form', '1',
              'in_establishment', '1', 'staff_source', '111', 'political_status', jsonb_build_array('01'), 'photo', gen_random_uuid()::text),
            1, gen_random_uuid(), now()
       from effective e`,
  )
  await eye.query(
    `select app.count_progress(array(select id from unit where level = 'school' and province_code = '73'))`,
  )
  await eye.query('commit')
  await eye.query('vacuum analyze')
}

/** What is asked, and what it is held against; `range`: the paths of the county. */
function listsOf(province: string, county: string, { id, range }: { id: string; range: string[] }): List[] {
  const page = `select t.*, u.name as unit_name from teacher t join unit_version u on u.unit_id = t.unit_id and u.valid_to is null`
  return [
    {
      name: '待办, a county',
      role: 'information',
      unit: county,
      method: 'GET',
      path: '/cases',
      bare: async (sql) => {
        await sql.query(
          `select count(*) from review_step where unit_id = $1 and role = 'information' and opened_at is not null and decided_at is null`,
          [id],
        )
        await sql.query(
          `select s.*, c.* from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
            where s.unit_id = $1 and s.role = 'information' and s.opened_at is not null and s.decided_at is null order by s.opened_at limit 20`,
          [id],
        )
      },
    },
    {
      name: '教师名册, a county',
      role: 'information',
      unit: county,
      method: 'POST',
      path: '/query/teachers',
      body: {},
      bare: async (sql) => {
        await sql.query(`select count(*) from teacher where unit_path >= $1 and unit_path < $2`, range)
        await sql.query(`${page} where t.unit_path >= $1 and t.unit_path < $2 order by t.name limit 20`, range)
      },
    },
    {
      name: '教师名册, a county, page 200',
      role: 'information',
      unit: county,
      method: 'POST',
      path: '/query/teachers',
      body: { page: 200 },
      bare: (sql) =>
        sql.query(`${page} where t.unit_path >= $1 and t.unit_path < $2 order by t.name limit 20 offset 3980`, range),
    },
    {
      name: '教师名册, a county, 待上级',
      role: 'information',
      unit: county,
      method: 'POST',
      path: '/query/teachers',
      body: { stage: 'review' },
      bare: (sql) =>
        sql.query(
          `${page} join review_case c on c.teacher_id = t.id and c.province_code = t.province_code and c.closed_at is null
            where t.unit_path >= $1 and t.unit_path < $2 order by t.name limit 20`,
          range,
        ),
    },
    {
      name: '教师名册, a county, two typed indicators',
      role: 'information',
      unit: county,
      method: 'POST',
      path: '/query/teachers',
      body: {
        category: 'k12',
        filters: [
          { key: 'basic_info.highest_education', op: 'is', values: ['21'] },
          { key: 'basic_info.gender', op: 'is', values: ['2'] },
        ],
      },
      bare: (sql) =>
        sql.query(
          `${page} where t.unit_path >= $1 and t.unit_path < $2 and t.highest_education = '21' and t.gender = '2' order by t.name limit 20`,
          range,
        ),
    },
    {
      name: '教师名册, a county, an indicator of the record',
      role: 'information',
      unit: county,
      method: 'POST',
      path: '/query/teachers',
      body: {
        category: 'k12',
        filters: [{ key: 'basic_info.marital_status', op: 'is', values: ['20'] }],
        columns: ['basic_info.marital_status'],
      },
      bare: (sql) =>
        sql.query(
          `${page} join record r on r.province_code = t.province_code and r.teacher_id = t.id and r.subset = 'basic_info' and r.effective_to is null
            where t.unit_path >= $1 and t.unit_path < $2 and r.body ->> 'marital_status' = '20' order by t.name limit 20`,
          range,
        ),
    },
    {
      name: '教师名册, a province, a name',
      role: 'information',
      unit: province,
      method: 'POST',
      path: '/query/teachers',
      body: { search: '王伟' },
      bare: (sql) =>
        sql.query(
          `${page} where t.province_code = '73' and t.name >= '王伟' and t.name < '王传' order by t.name limit 20`,
        ),
    },
    {
      name: '交叉表, a county, 学历 × 年龄',
      role: 'query',
      unit: county,
      method: 'POST',
      path: '/query/statistics',
      body: { category: 'k12', rows: 'basic_info.highest_education', columns: 'age' },
      bare: (sql) =>
        sql.query(
          `select highest_education, extract(year from age(birth_date))::int / 5, count(*) from teacher
            where unit_path >= $1 and unit_path < $2 and in_effect_since is not null group by 1, 2`,
          range,
        ),
    },
    {
      name: '交叉表, the province, 学历 × 下级单位',
      role: 'query',
      unit: province,
      method: 'POST',
      path: '/query/statistics',
      body: { category: 'k12', rows: 'basic_info.highest_education', columns: 'unit' },
      bare: (sql) =>
        sql.query(
          `select highest_education, left(unit_path, 24), count(*) from teacher where province_code = '73' and in_effect_since is not null group by 1, 2`,
        ),
    },
  ]
}
