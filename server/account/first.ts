import { sql } from 'kysely'
import { can, mayEver } from '../../contract/policy.ts'
import { categories } from '../../standard/categories.ts'
import { addUnits } from '../org/door.ts'
import { authorities } from '../org/rules.ts'
import { deriveKeys } from '../platform/cipher.ts'
import { asNobody, type House, type OpenContext } from '../platform/context.ts'
import { openDatabase } from '../platform/database.ts'
import type { DatabaseConfig } from '../platform/postgres-roles.ts'
import type { Secrets } from '../platform/secrets.ts'
import { createAccounts, giveCodes, givePosts } from './door.ts'

/** The subsets whose rules are all executable: what a province collects until it chooses for itself. */
export const subsetsInForce = ['basic_info', 'education_history', 'post_appointment', 'contact']

/**
 * What every system begins with: all authorities of the country, the first profile of every province and category, a round in each. Returns how many authorities.
 * @param chosen the subsets that a province (two digits) has chosen already
 */
export async function foundCountry(
  ctx: OpenContext,
  chosen: (province: string) => readonly string[] = () => subsetsInForce,
): Promise<number> {
  const units = authorities()
  await addUnits(ctx, units, 'founding')
  const provinces = [...new Set(units.map(({ provinceCode }) => provinceCode))]
  await ctx.db
    .insertInto('profile')
    .values(
      provinces.flatMap((province) =>
        categories.map(({ id }) => ({
          province_code: province,
          category: id,
          version: 1,
          selection: JSON.stringify({ province, version: 1, subsets: chosen(province) }),
        })),
      ),
    )
    .execute()
  await sql`insert into round (province_code, id, name, starts_on, deadline)
    select p, app.new_id(), ${`${ctx.today.slice(0, 4)} 年首次信息采集`}, ${ctx.today}::date - 30, ${ctx.today}::date + 38 from unnest(${provinces}::text[]) p`.execute(
    ctx.db,
  )
  return units.length
}

/** How long the code of a first administrator lives, in days. */
const firstCodeDays = 1

/** The posts of the centre from which everything else is handed out: three ways, separated from the first day (GB/T 22239, 8.1.5). */
const firsts = [
  { role: 'system', seat: 1, login: 'admin', name: '系统管理员' },
  { role: 'security', seat: 1, login: 'security1', name: '安全管理员一' },
  { role: 'security', seat: 2, login: 'security2', name: '安全管理员二' },
  { role: 'audit', seat: 1, login: 'audit', name: '审计管理员' },
] as const

export interface FirstCode {
  login: string
  name: string
  code: string
}

/**
 * The first administrators of the centre in a system without practice data: made when nothing is there, and each given a new one-time code at every start until somebody
 * has redeemed one; of those who have, nothing is told. No default account ever has a password.
 */
export async function firstCodes({
  secrets,
  owner,
}: {
  secrets: Secrets
  owner: DatabaseConfig
}): Promise<FirstCode[]> {
  const house: House = {
    database: openDatabase(owner, 1),
    keys: deriveKeys(secrets),
    guard: { can, mayEver },
    practice: false,
    filesDir: '',
  }
  try {
    return await asNobody(house, async (ctx) => {
      if (!(await findCentre(ctx))) {
        await foundCountry(ctx)
        await makeFirsts(ctx)
      }
      return codesOfUnredeemed(ctx)
    })
  } finally {
    await house.database.destroy()
  }
}

async function findCentre(ctx: OpenContext): Promise<string | undefined> {
  return (await ctx.db.selectFrom('unit').select('id').where('level', '=', 'ministry').executeTakeFirst())?.id
}

async function makeFirsts(ctx: OpenContext): Promise<void> {
  const unitId = await findCentre(ctx)
  if (!unitId) throw new Error('the centre was founded and is not there')
  const accounts = await createAccounts(
    ctx,
    firsts.map(({ name, login }) => ({ name, login, gender: '1' as const, birthDate: '1980-01-01', idNumber: null })),
    '00',
  )
  await givePosts(
    ctx,
    firsts.map(({ role, seat }, i) => {
      const personId = accounts[i]?.personId
      if (!personId) throw new Error('fewer accounts than first administrators')
      return { unitId, provinceCode: '00', role, seat, personId, personProvince: '00' }
    }),
  )
}

/** A new code for each first administrator whose account has never had a password and still has its post; the codes of earlier starts are dead. */
async function codesOfUnredeemed(ctx: OpenContext): Promise<FirstCode[]> {
  const { rows } = await sql<{ accountId: string; login: string }>`
    select distinct a.id as "accountId", l.shown as login
      from login_name l join account a on a.province_code = l.province_code and a.id = l.account_id
      join post_holding h on h.person_id = a.person_id and h.province_code = '00' and h.to_on is null
     where l.province_code = '00' and l.shown = any (${firsts.map(({ login }) => login)}::text[]) and a.password_set_at is null and a.stopped_at is null`.execute(
    ctx.db,
  )
  await sql`update activation_code set used_at = now()
    where account_id = any (${rows.map(({ accountId }) => accountId)}::uuid[]) and used_at is null`.execute(ctx.db)
  const made = await giveCodes(ctx, '00', rows, firstCodeDays)
  const codes = new Map(rows.map(({ login }, i) => [login, made[i]?.code]))
  return firsts.flatMap(({ login, name }) => {
    const code = codes.get(login)
    return code ? [{ login, name, code }] : []
  })
}
