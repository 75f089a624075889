import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { roleName } from '../contract/policy.ts'
import type { UnitListView } from '../contract/unit-list.ts'
import { createAccounts, givePosts, type NewPerson, registerPeople, setPasswordFor } from '../server/account/door.ts'
import { foundCountry } from '../server/account/first.ts'
import { buildApp, openHouse } from '../server/app.ts'
import { divisionOf } from '../server/org/divisions/divisions.ts'
import { addUnits, type NewUnit } from '../server/org/door.ts'
import { applyListsNow, readListNow } from '../server/org/list/door.ts'
import { authorities } from '../server/org/rules.ts'
import { deriveSupervising } from '../server/org/supervising.ts'
import { asNobody, type House, type OpenContext, shanghaiDay } from '../server/platform/context.ts'
import { openDatabase } from '../server/platform/database.ts'
import type { Say } from '../server/platform/log.ts'
import type { DatabaseConfig } from '../server/platform/postgres-roles.ts'
import type { Secrets } from '../server/platform/secrets.ts'
import type { Settings } from '../server/platform/settings.ts'
import { codeHash, readCode } from '../server/session/activation-code.ts'
import { codeOf, passwordOf, type Seat, seats } from './accounts.ts'
import { liveThrough, type Staffed } from './lives.ts'
import { inventPeople, type PracticePerson } from './people.ts'
import { practiceCounties, practiceSchools } from './schools.ts'

export type Filling = { settings: Settings; secrets: Secrets; owner: DatabaseConfig; app: DatabaseConfig; say: Say }

/** 演练环境: the real structure of the country, and one province full of invented people in every state of the life of a record. */
export async function fillPractice({ settings, secrets, owner, app, say }: Filling): Promise<void> {
  const house = openHouse({ settings, secrets, app, practice: true })
  const ownerHouse: House = { ...house, database: openDatabase(owner, 2) }
  try {
    const made = await asNobody(ownerHouse, foundCountry)
    say(`已建 ${made} 个教育行政部门，发布各省指标体系，开启采集轮次`)
    const administrators = seats.filter(({ name }) => name)
    await asNobody(ownerHouse, (ctx) => seatAdministrators(ctx, administrators, secrets))
    const universities = await importUniversities(house, ownerHouse, secrets)
    say(`由教育部系统管理员导入 ${universities} 所高等学校`)
    const staffed = await asNobody(ownerHouse, (ctx) => foundSchools(ctx, secrets))
    const teachers = staffed.reduce((sum, { people }) => sum + people.length, 0)
    say(`已建 ${staffed.length} 所演练学校，登记 ${teachers} 名虚构教师；正在填报、审核……`)
    await liveThrough(house, ownerHouse, staffed)
    say('演练环境已就绪')
  } finally {
    await house.database.destroy()
    await ownerHouse.database.destroy()
  }
}

/** What a start prints: who can sign in where. The same for the same data folder, without asking the database. */
export function practiceAccounts(secrets: Secrets) {
  return seats.map((seat) => ({
    level: seat.level,
    unit: unitNames.get(seat.unit) ?? seat.unit,
    role: roleName(seat.role),
    name: seat.name ?? staffOf(seat.unit)[seat.staff ?? 0]?.name ?? '',
    login: seat.login,
    password: seat.fresh
      ? `激活码 ${codeOf(secrets.practice, seat.login)}（首次登录用）`
      : passwordOf(secrets.practice, seat.login),
  }))
}

const centralUniversity = {
  code: '4133010335',
  name: '浙江大学',
  category: 'undergraduate' as const,
  schoolType: '411',
  regionCode: '330106',
}
const places = [...practiceSchools, centralUniversity]
const unitNames = new Map<string, string>([
  ...authorities().map(({ code, name }) => [code, name] as const),
  ...places.map(({ code, name }) => [code, name] as const),
])

const staffSize = (at: number) => 9 + ((at * 7) % 13)

/** Every place's invented staff: dealt out of one crowd a county, so that no two share an id number. */
function staffOf(code: string): PracticePerson[] {
  return crowd().get(code) ?? []
}
let dealt: Map<string, PracticePerson[]> | undefined
function crowd(): Map<string, PracticePerson[]> {
  if (dealt) return dealt
  dealt = new Map()
  for (const region of practiceCounties) {
    const here = places.flatMap((place, at) =>
      place.regionCode === region ? [{ code: place.code, size: staffSize(at) }] : [],
    )
    const people = inventPeople(
      `practice ${region}`,
      here.reduce((sum, { size }) => sum + size, 0),
      { region },
    )
    for (const { code, size } of here) dealt.set(code, people.splice(0, size))
  }
  return dealt
}

async function seatAdministrators(ctx: OpenContext, administrators: readonly Seat[], secrets: Secrets): Promise<void> {
  const { rows } = await sql<{
    code: string
    id: string
    province_code: string
  }>`select code, id, province_code from unit_now where code = any (${administrators.map(({ unit }) => unit)})`.execute(
    ctx.db,
  )
  const units = new Map(rows.map((row) => [row.code, row]))
  const accounts: { accountId: string; password: string }[] = []
  for (const [at, seat] of administrators.entries()) {
    const unit = units.get(seat.unit)
    if (!unit) throw new Error(`no unit ${seat.unit}`)
    const person: NewPerson = {
      name: seat.name ?? '',
      gender: at % 2 ? '1' : '2',
      birthDate: `19${70 + (at % 25)}-03-15`,
      idNumber: null,
      login: seat.login,
    }
    const [account] = await createAccounts(ctx, [person], unit.province_code)
    if (!account) throw new Error('no account')
    await givePosts(ctx, [
      {
        unitId: unit.id,
        provinceCode: unit.province_code,
        role: seat.role,
        seat: seat.seat ?? 1,
        personId: account.personId,
        personProvince: unit.province_code,
      },
    ])
    accounts.push({ accountId: account.accountId, password: passwordOf(secrets.practice, seat.login) })
  }
  await setPasswordFor(ctx, accounts)
}

/** The list goes the way of every user: signed in over HTTP as the centre's 系统管理员, uploaded, read by the job, accepted, in effect. */
async function importUniversities(house: House, ownerHouse: House, secrets: Secrets): Promise<number> {
  const app = await buildApp(house, null)
  try {
    const headers = { 'sec-fetch-site': 'same-origin' }
    const signedIn = await app.inject({
      method: 'POST',
      url: '/api/session',
      headers,
      payload: { login: 'moe-sys', secret: passwordOf(secrets.practice, 'moe-sys') },
    })
    const cookie = String(signedIn.headers['set-cookie'] ?? '').split(';')[0] ?? ''
    const answered = <T>(response: { statusCode: number; body: string }): T => {
      if (response.statusCode !== 200) throw new Error(`the list of universities was refused: ${response.body}`)
      return JSON.parse(response.body)
    }
    const list = readFileSync(join(import.meta.dirname, 'universities.csv'))
    const head =
      '--list\r\ncontent-disposition: form-data; name="file"; filename="universities.csv"\r\ncontent-type: text/csv\r\n\r\n'
    const { listId } = answered<{ listId: string }>(
      await app.inject({
        method: 'POST',
        url: `/api/units/lists?effectiveOn=${shanghaiDay(new Date())}`,
        headers: { ...headers, cookie, 'content-type': 'multipart/form-data; boundary=list' },
        payload: Buffer.concat([Buffer.from(head), list, Buffer.from('\r\n--list--\r\n')]),
      }),
    )
    await readListNow(house, { listId, postId: await postOf(ownerHouse, listId) })
    const url = `/api/units/lists/${listId}`
    const read = answered<UnitListView>(await app.inject({ method: 'GET', url, headers: { ...headers, cookie } }))
    const which = { filter: { risk: 'low' }, count: read.tally.undecided, revision: read.revision }
    answered(
      await app.inject({
        method: 'POST',
        url: `${url}/decisions`,
        headers: { ...headers, cookie },
        payload: { decision: 'accept', which },
      }),
    )
    await applyListsNow(house)
    const done = answered<UnitListView>(await app.inject({ method: 'GET', url, headers: { ...headers, cookie } }))
    return done.tally.applied
  } finally {
    await app.close()
  }
}

/** The post a list was uploaded in. The queue begins to work later; the list is read at once. */
async function postOf(ownerHouse: House, listId: string): Promise<string> {
  const { rows } = await sql<{
    post: string
  }>`select started_by_post as post from unit_list where id = ${listId}`.execute(ownerHouse.database)
  const [list] = rows
  if (!list) throw new Error('the list was not kept')
  return list.post
}

async function foundSchools(ctx: OpenContext, secrets: Secrets): Promise<Staffed[]> {
  const units = practiceSchools.map((school): NewUnit => {
    const found = deriveSupervising(school, divisionOf)
    if (found.code === null) throw new Error(`${school.name}: ${found.problem}`)
    return {
      ...school,
      level: 'school',
      parentCode: found.code,
      provinceCode: '33',
      managingRegionCode: school.managingRegionCode ?? null,
    }
  })
  await addUnits(ctx, units, 'practice')
  const { rows } = await sql<Staffed['unit']>`
    select id, path, code, name, category, province_code as "provinceCode", school_type as "schoolType", private from unit_now where code = any (${places.map(({ code }) => code)})`.execute(
    ctx.db,
  )
  const staffed: Staffed[] = []
  for (const { code } of places) {
    const unit = rows.find((row) => row.code === code)
    if (!unit) throw new Error(`no school ${code}`)
    staffed.push(await staffSchool(ctx, unit, staffOf(code)))
  }
  await seatStaff(ctx, staffed, secrets)
  await sql`select app.count_progress(${staffed.map(({ unit }) => unit.id)}::bigint[])`.execute(ctx.db)
  return staffed
}

/** Teachers with their accounts; four of them hold the school's posts. */
async function staffSchool(
  ctx: OpenContext,
  unit: Staffed['unit'],
  people: readonly PracticePerson[],
): Promise<Staffed> {
  const newcomers = people.map((person, at) => {
    const seat = seats.find(({ unit: code, staff }) => code === unit.code && staff === at)
    return {
      name: person.name,
      gender: person.gender,
      birthDate: person.birthDate,
      idNumber: person.idNumber,
      ...(seat && { login: seat.login }),
    }
  })
  const registered = await registerPeople(ctx, newcomers, unit)
  const roles = ['head', 'information', 'system', 'query'] as const
  const ids = await givePosts(
    ctx,
    roles.map((role, at) => ({
      unitId: unit.id,
      provinceCode: unit.provinceCode,
      role,
      personId: registered[at]?.personId ?? '',
      personProvince: unit.provinceCode,
    })),
  )
  const [head = '', information = '', system = '', query = ''] = ids
  return {
    unit,
    people: registered.map((row, at) => ({ ...row, person: people[at] as PracticePerson })),
    posts: { head, information, system, query },
  }
}

/** Passwords of the seats at schools; the fresh one keeps a code that the table can print again. */
async function seatStaff(ctx: OpenContext, staffed: readonly Staffed[], secrets: Secrets): Promise<void> {
  const taken = seats.flatMap((seat) => {
    const accountId = staffed.find(({ unit }) => unit.code === seat.unit)?.people[seat.staff ?? -1]?.accountId
    return accountId ? [{ seat, accountId }] : []
  })
  await setPasswordFor(
    ctx,
    taken
      .filter(({ seat }) => !seat.fresh)
      .map(({ seat, accountId }) => ({ accountId, password: passwordOf(secrets.practice, seat.login) })),
  )
  for (const { seat, accountId } of taken.filter(({ seat }) => seat.fresh)) {
    const twelve = readCode(codeOf(secrets.practice, seat.login))
    if (twelve === null) throw new Error('a code that was just made cannot be read')
    await ctx.db
      .updateTable('activation_code')
      .set({ code_hash: codeHash(ctx.keys, twelve) })
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .execute()
  }
}
