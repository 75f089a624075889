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

/** What every system begins with: all authorities of the country, the first profile of every province and category, a round in each. Returns how many authorities. */
export async function foundCountry(ctx: OpenContext): Promise<number> {
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
          selection: JSON.stringify({ province, version: 1, subsets: subsetsInForce }),
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

/** How long the first administrator's code lives, in days. */
const firstCodeDays = 1

/**
 * The first 系统管理员 of the centre in a system without practice data: made when nothing is there, and given a new one-time code at every start until somebody has
 * redeemed one; afterwards undefined. No default account ever has a password.
 */
export async function firstAdministratorCode({
  secrets,
  owner,
}: {
  secrets: Secrets
  owner: DatabaseConfig
}): Promise<{ login: string; code: string } | undefined> {
  const house: House = { database: openDatabase(owner, 1), keys: deriveKeys(secrets), guard: { can, mayEver }, practice: false, filesDir: '' }
  try {
    return await asNobody(house, async (ctx) => {
      if (!(await findCentre(ctx))) await foundCountry(ctx)
      const centre = await findCentre(ctx)
      if (!centre) throw new Error('the centre was founded and is not there')
      const { rows } = await sql<{ accountId: string; redeemed: boolean }>`
        select a.id as "accountId", a.password_set_at is not null as redeemed from post_holding h join account a on a.person_id = h.person_id
         where h.unit_id = ${centre} and h.role = 'system' and h.to_on is null`.execute(ctx.db)
      const [standing] = rows
      if (standing?.redeemed) return undefined
      const accountId = standing?.accountId ?? (await makeFirst(ctx, centre))
      await sql`update activation_code set used_at = now() where account_id = ${accountId} and used_at is null`.execute(
        ctx.db,
      )
      const [made] = await giveCodes(ctx, '00', [{ accountId }], firstCodeDays)
      return made && { login: 'admin', code: made.code }
    })
  } finally {
    await house.database.destroy()
  }
}

async function findCentre(ctx: OpenContext): Promise<string | undefined> {
  return (await ctx.db.selectFrom('unit').select('id').where('level', '=', 'ministry').executeTakeFirst())?.id
}

async function makeFirst(ctx: OpenContext, unitId: string): Promise<string> {
  const [account] = await createAccounts(
    ctx,
    [{ name: '系统管理员', gender: '1', birthDate: '1980-01-01', idNumber: null, login: 'admin' }],
    '00',
  )
  if (!account) throw new Error('no account was made')
  await givePosts(ctx, [
    { unitId, provinceCode: '00', role: 'system', personId: account.personId, personProvince: '00' },
  ])
  return account.accountId
}
