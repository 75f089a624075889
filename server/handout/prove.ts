import { sql } from 'kysely'
import type { Level, Role } from '../../contract/policy.ts'
import { builtInSettings, settingsInForce } from '../../contract/security.ts'
import { audit } from '../platform/audit.ts'
import { loginKey } from '../platform/cipher.ts'
import { asNobody, asPerson, asSlipBearer, type House, type OpenContext } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { codeHash, codeTries, readCode, sameHash } from '../session/activation-code.ts'
import { verifyPassword } from '../session/password.ts'
import { giveBack, networkOf, noteFailedName, noteLock, takeTry, throttleKeys } from '../session/throttle.ts'
import { readSlipNo } from './rules.ts'

type From = OpenContext['request']

/** An open slip whose bearer has given the right code, and the post behind it. */
export interface ProvedSlip {
  province_code: string
  slip_id: string
  unit_id: string
  unit_name: string
  unit_path: string
  level: Level
  category: string | null
  role: Role
  seat: number
  expires_at: Date
  made_by_person: string
  /** who holds the post until the slip is redeemed */
  holder_post: string | null
  holder_person: string | null
}

type SlipRow = ProvedSlip & { code_hash: Buffer | null; tries: number; now: Date }

/**
 * The slip, if the code is right. Unknown, wrong, expired, used, void and not yet drawn are refused with the same words; five wrong codes kill the slip; tries are
 * throttled as those of a login are, by slip and by network. No transaction is held meanwhile.
 * @throws Problem 'slip.refused'; 'login.throttled'
 */
export async function proveSlip(
  house: House,
  { slipNo, code }: { slipNo: string; code: string },
  from: From,
): Promise<ProvedSlip> {
  const no = readSlipNo(slipNo)
  const { rows } = await sql<SlipRow>`select *, now() as now from app.slip_find(${no})`.execute(house.database)
  const slip = rows[0] ?? null
  const network = networkOf(from.network)
  const keys = {
    here: slip && `slip-here:${slip.slip_id}:${network}`,
    account: slip && `slip:${slip.slip_id}`,
    network: `network:${network}`,
  }
  const taken = await takeTry(house.database, keys, builtInSettings)
  if (taken.networkLocked) throw new Problem('login.throttled')
  const twelve = readCode(code)
  const same = sameHash(codeHash(house.keys, twelve ?? ''), slip?.code_hash ?? Buffer.alloc(32))
  const why = refusalOf(slip, taken.accountLocked, twelve !== null && same)
  if (slip && why === null) {
    await asNobody(house, (ctx) => giveBack(ctx, keys, taken, true), from)
    return slip
  }
  await asNobody(
    house,
    async (ctx) => {
      if (slip && why === 'wrong' && twelve !== null) {
        await asBearer(ctx, slip, newId())
        await sql`update post_slip set tries = tries + 1 where province_code = ${slip.province_code} and id = ${slip.slip_id}`.execute(
          ctx.db,
        )
      }
      await audit(ctx, {
        action: 'slip.open',
        outcome: 'failed',
        detail: { why: why ?? 'unknown', ...(slip && { unit: slip.unit_id, role: slip.role }) },
        ...(slip && { object: { type: 'slip', id: slip.slip_id }, provinceCode: slip.province_code }),
      })
      if (await noteFailedName(ctx, loginKey(house.keys, `slip ${no}`)))
        await audit(ctx, { action: 'alarm.spray', outcome: 'failed', detail: { network } })
    },
    from,
  )
  throw new Problem('slip.refused')
}

function refusalOf(slip: SlipRow | null, locked: boolean, right: boolean): string | null {
  if (!slip) return 'unknown'
  if (locked) return 'locked'
  if (slip.tries >= codeTries) return 'dead'
  if (slip.expires_at <= slip.now) return 'expired'
  return right ? null : 'wrong'
}

/** Acts for the slip's unit, as the 系统管理员 who made it has said that its bearer may. */
export const asBearer = (ctx: OpenContext, slip: ProvedSlip, personId: string): Promise<void> =>
  asSlipBearer(ctx, { level: slip.level, path: slip.unit_path }, personId)

export interface ProvedAccount {
  account_province: string
  account_id: string
  person_id: string
  person_name: string
}

/**
 * The account, if the password is right; counted and refused as a login is.
 * @throws Problem 'login.failed'; 'login.throttled'
 */
export async function proveAccount(
  house: House,
  { login, secret }: { login: string; secret: string },
  from: From,
): Promise<ProvedAccount> {
  const { rows } = await sql<
    ProvedAccount & { password_hash: string | null; stopped_at: Date | null; code_id: string | null; rules: unknown }
  >`select * from app.login_find(${loginKey(house.keys, login)})`.execute(house.database)
  const found = rows[0] ?? null
  const keys = throttleKeys(found, from.network)
  const taken = await takeTry(house.database, keys, settingsInForce(found?.rules))
  if (taken.networkLocked) throw new Problem('login.throttled')
  const { right } = await verifyPassword(house.keys, secret, found?.password_hash ?? null)
  if (found && right && !taken.accountLocked && !found.stopped_at) {
    await asNobody(house, (ctx) => giveBack(ctx, keys, taken, false), from)
    return found
  }
  await asNobody(
    house,
    async (ctx) => {
      if (found && !taken.accountLocked) {
        await asPerson(ctx, found.person_id)
        await noteLock(ctx, keys, found.account_id)
      }
      await audit(ctx, {
        action: 'login',
        outcome: 'failed',
        detail: { why: !found ? 'unknown' : right ? 'shut' : 'wrong', by: 'slip' },
        ...(found && { object: { type: 'account', id: found.account_id }, provinceCode: found.account_province }),
      })
      await noteFailedName(ctx, loginKey(house.keys, login))
    },
    from,
  )
  throw new Problem('login.failed')
}
