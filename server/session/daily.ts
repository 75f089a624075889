import { sql } from 'kysely'
import { builtInSettings } from '../../contract/security.ts'
import { auditAll } from '../platform/audit.ts'
import { asNobody, type House } from '../platform/context.ts'

/**
 * Once a day: clears away what is over (failures, tombstones, sessions), and stops the accounts of administrators that nobody used for as many days as the 安全策略 of
 * their province says (A21); each is audited. In a practice environment nobody's account is stopped: it may rest for months.
 */
export async function keepSignInsTidy(house: House): Promise<void> {
  await asNobody(house, async (ctx) => {
    await sql`select app.sign_in_sweep()`.execute(ctx.db)
    if (house.practice) return
    const { rows } = await sql<{ province_code: string; account_id: string }>`
      select province_code, account_id from app.stop_unused(${builtInSettings.unusedDaysAdmin})`.execute(ctx.db)
    await auditAll(
      ctx,
      rows.map(({ province_code, account_id }) => ({
        action: 'account.stop',
        object: { type: 'account', id: account_id },
        provinceCode: province_code,
        detail: { why: 'unused' },
      })),
    )
  })
}
