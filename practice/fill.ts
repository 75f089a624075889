import { sql } from 'kysely'
import { roleName } from '../contract/policy.ts'
import { createAccounts, givePosts, type NewPerson, registerPeople, setPasswordFor } from '../server/account/door.ts'
import { foundCountry, subsetsInForce } from '../server/account/first.ts'
import { openHouse } from '../server/app.ts'
import { divisionOf } from '../server/org/divisions/divisions.ts'
import { addUnits, type NewUnit } from '../server/org/door.ts'
import { authorities } from '../server/org/rules.ts'
import { deriveSupervising } from '../server/org/supervising.ts'
import { asNobody, type House, type OpenContext } from '../server/platform/context.ts'
import { openDatabase } from '../server/platform/database.ts'
import type { Say } from '../server/platform/log.ts'
import type { DatabaseConfig } from '../server/platform/postgres-roles.ts'
import type { Secrets } from '../server/platform/secrets.ts'
import type { Settings } from '../server/platform/settings.ts'
import { codeHash, readCode } from '../server/session/activation-code.ts'
import { subsets } from '../standard/subsets.ts'
import { codeOf, passwordOf, type Seat, seats, trainingInstitution } from './accounts.ts'
import { liveThrough, type SchoolRole, type Staffed } from './lives.ts'
import { inventPeople, type PracticePerson } from './people.ts'
import { attachedClass, type PracticeSchool, practiceCounties, practiceSchools } from './schools.ts'
import { importUniversities, registerTraining } from './visit.ts'

export type Filling = { settings: Settings; secrets: Secrets; owner: DatabaseConfig; app: DatabaseConfig; say: Say }

/** 演练环境: the real structure of the country, and one province full of invented people in every state of the life of a record. */
export async function fillPractice({ settings, secrets, owner, app, say }: Filling): Promise<void> {
  const house = openHouse({ settings, secrets, app, practice: true })
  const ownerHouse: House = { ...house, database: openDatabase(owner, 2) }
  try {
    const made = await asNobody(ownerHouse, (ctx) => foundCountry(ctx, chosenBy))
    say(`已建 ${made} 个教育行政部门，发布各省指标体系，开启采集轮次`)
    const administrators = seats.filter(({ name, role }) => name && role !== 'training')
    await asNobody(ownerHouse, (ctx) => seatAdministrators(ctx, administrators, secrets))
    const universities = await importUniversities(house, ownerHouse, secrets)
    say(`由教育部系统管理员导入 ${universities} 所高等学校`)
    await foundTraining(house, ownerHouse, secrets)
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

/** 浙江 and the centre's own universities collect all that the standard has; the other provinces have not chosen yet. */
const chosenBy = (province: string) =>
  province === '33' || province === '00' ? subsets.map(({ name }) => name) : subsetsInForce

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

const centralUniversity: PracticeSchool = {
  code: '4133010335',
  name: '浙江大学',
  category: 'undergraduate',
  schoolType: '411',
  organizer: '811',
  regionCode: '330106',
  urbanRural: '111',
}
/** Appended, never in between: how many people a place has follows from its position. */
const places: readonly PracticeSchool[] = [...practiceSchools, centralUniversity, attachedClass]
const unitNames = new Map<string, string>([
  ...authorities().map(({ code, name }) => [code, name] as const),
  ...places.map(({ code, name }) => [code, name] as const),
  [trainingInstitution, '西湖区教师进修学校'],
])

const staffSize = ({ host, headless }: PracticeSchool, at: number) => headless ?? (host ? 4 : 9 + ((at * 7) % 13))

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
      place.regionCode === region ? [{ code: place.code, size: staffSize(place, at) }] : [],
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

/** A training institution, registered by the county that uses it, and its one seat. */
async function foundTraining(house: House, ownerHouse: House, secrets: Secrets): Promise<void> {
  const [seat] = seats.filter(({ role }) => role === 'training')
  if (!seat) throw new Error('nobody sits at a training institution')
  const code = await registerTraining(house, secrets, unitNames.get(seat.unit) ?? '')
  if (code !== seat.unit) throw new Error(`the first training institution is ${code}`)
  await asNobody(ownerHouse, (ctx) => seatAdministrators(ctx, [seat], secrets))
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
  await addUnits(ctx, [...units, classOf(attachedClass)], 'practice')
  await sql`update unit set host_id = parent_id where id in (select unit_id from unit_code where code = ${attachedClass.code})`.execute(
    ctx.db,
  )
  const { rows } = await sql<Staffed['unit']>`
    select id, path, code, name, category, province_code as "provinceCode", school_type as "schoolType", private from unit_now where code = any (${places.map(({ code }) => code)})`.execute(
    ctx.db,
  )
  const staffed: Staffed[] = []
  for (const place of places) {
    const { code } = place
    const unit = rows.find((row) => row.code === code)
    if (!unit) throw new Error(`no school ${code}`)
    const host = staffed.find((each) => each.unit.code === place.host)
    staffed.push(await staffSchool(ctx, unit, place, staffOf(code), host?.posts))
  }
  await seatStaff(ctx, staffed, secrets)
  await sql`select app.count_progress(${staffed.map(({ unit }) => unit.id)}::bigint[])`.execute(ctx.db)
  return staffed
}

const classOf = ({ host = '', ...place }: PracticeSchool): NewUnit => ({
  ...place,
  level: 'school',
  parentCode: host,
  provinceCode: '33',
})

/** Who holds what at a school: its people by their number. */
const postsOf = ({ headless }: PracticeSchool): readonly (readonly [SchoolRole, number])[] =>
  headless
    ? [
        ['information', 0],
        ['system', 0],
      ]
    : [
        ['head', 0],
        ['information', 1],
        ['system', 2],
        ['query', 3],
      ]

/** Teachers with their accounts; some of them hold the school's posts. A class that belongs to a school has the posts of that school. */
async function staffSchool(
  ctx: OpenContext,
  unit: Staffed['unit'],
  place: PracticeSchool,
  people: readonly PracticePerson[],
  hosts?: Staffed['posts'],
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
  const given = hosts ? [] : postsOf(place)
  const ids = await givePosts(
    ctx,
    given.map(([role, nth]) => ({
      unitId: unit.id,
      provinceCode: unit.provinceCode,
      role,
      personId: registered[nth]?.personId ?? '',
      personProvince: unit.provinceCode,
    })),
  )
  return {
    unit,
    place,
    people: registered.map((row, at) => ({ ...row, person: people[at] as PracticePerson })),
    posts: hosts ?? Object.fromEntries(given.map(([role], at) => [role, ids[at] ?? ''])),
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
