import { buildApp } from '../server/app.ts'
import { fillTestCountry, subsetsInForce } from '../server/testing/country.ts'
import { rightRecord } from '../server/testing/records.ts'
import { onCluster } from './cluster.ts'
import { addBigProvince, signedIn } from './country.ts'

export interface ProfileFigures {
  teachers: number
  records: number
  /** 影响分析 over HTTP, in milliseconds: `few`: three fields become required; `many`: every subset is switched on */
  impact: { few: number; many: number }
  /** one plain count over the same table, by nobody but the engine */
  raw: number
  incomplete: { few: number; many: number }
}

/** What the effect of a draft costs on a province of that many teachers in effect, each with a whole record. */
export function benchProfile(sizes: { teachers: number }): Promise<ProfileFigures> {
  return onCluster(async ({ house, eye, owner }) => {
    await fillTestCountry(owner, house.keys)
    const aSchool = 50
    const big = await addBigProvince(eye, {
      cities: 4,
      countiesACity: 5,
      schoolsACounty: Math.ceil(sizes.teachers / aSchool / 20),
      teachersASchool: aSchool,
      reports: false,
    })
    await eye.query(`insert into profile (province_code, category, version, selection) values ('73', 'k12', 1, $1)`, [
      JSON.stringify({ province: '73', version: 1, subsets: subsetsInForce }),
    ])
    await eye.query(`update teacher set in_effect_since = now() where province_code = '73'`)
    for (const [subset, rows] of Object.entries(rightRecord('2026-11-23')))
      for (const values of rows)
        await eye.query(
          `insert into record (province_code, id, teacher_id, subset, row_id, body, profile_version, from_change, effective_from)
           select '73', gen_random_uuid(), t.id, $1, gen_random_uuid(), case when hashtext(t.id::text) % 3 = 0 then $2::jsonb - 'address' else $2::jsonb end, 1, gen_random_uuid(), now()
             from teacher t where t.province_code = '73'`,
          [subset, JSON.stringify(values)],
        )
    await eye.query('vacuum analyze')
    const { rows: counts } = await eye.query<{ n: number }>(
      `select count(*)::int as n from record where province_code = '73'`,
    )
    const server = await buildApp(house, null)
    const cookie = await signedIn(eye, 'system', big.province)
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const post = async (path: string, payload: object) => {
      const answer = await server.inject({ method: 'POST', url: `/api/profiles/k12${path}`, headers, payload })
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body.slice(0, 300)}`)
      return answer.json()
    }
    const impact = async () => {
      const began = performance.now()
      const answer = await server.inject({ url: '/api/profiles/k12/impact', headers })
      if (answer.statusCode !== 200) throw new Error(answer.body.slice(0, 300))
      return { ms: performance.now() - began, incomplete: answer.json().incomplete as number }
    }
    try {
      const fields = ['address', 'email', 'phone'].map((name) => ({ key: `contact.${name}`, required: true }))
      const choice = await post('/draft/fields', { v: 0, fields })
      await impact()
      const few = await impact()
      const subsets = choice.subsets.map(({ name }: { name: string }) => ({ name, enabled: true }))
      await post('/draft/subsets', { v: choice.draft.v, subsets })
      await impact()
      const many = await impact()
      const began = performance.now()
      await eye.query(
        `select count(distinct teacher_id) from record where province_code = '73' and subset = 'contact' and effective_to is null and not body ? 'address'`,
      )
      return {
        teachers: big.teachers,
        records: counts[0]?.n ?? 0,
        impact: { few: few.ms, many: many.ms },
        raw: performance.now() - began,
        incomplete: { few: few.incomplete, many: many.incomplete },
      }
    } finally {
      await server.close()
    }
  })
}
