import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { type Keys, seal, unseal } from '../platform/cipher.ts'
import type { OpenContext } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import type { SessionRow } from './sql.ts'

/** Shown in the authenticator app beside the person's name; named once in the address, so that the QR code stays coarse enough for old cameras. */
const issuer = '全国教师管理信息系统'
/** RFC 6238 as authenticator apps know it: SHA-1, six digits, thirty seconds; a clock may be one step off. */
const period = 30
const window = 1
/** Minutes in which a secret that was shown must be proved. */
const pendingMinutes = 15

/** A sealed secret is bound to its account. */
const place = (accountId: string) => `second_factor|${accountId}`

type Holder = Pick<SessionRow, 'account_province' | 'account_id' | 'person_name'>

/** Makes a new secret and keeps it as pending; one in force stays until the new one is proved. Tells it as text (base32) and as address for a QR code. */
export async function beginFactor(ctx: OpenContext, of: Holder): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: 20 })
  const sealed = seal(ctx.keys, secret.base32, place(of.account_id))
  await sql`
    insert into second_factor (province_code, account_id, pending, pending_at) values (${of.account_province}, ${of.account_id}, ${sealed}, now())
    on conflict (province_code, account_id) do update set pending = excluded.pending, pending_at = now()`.execute(
    ctx.db,
  )
  return {
    secret: secret.base32,
    uri: new TOTP({ issuer, issuerInLabel: false, label: of.person_name, secret, period }).toString(),
  }
}

/**
 * Puts the pending secret in force, proved by a code of it, which is thereby used.
 * @throws Problem 'factor.not-set-up' when there is none or it is too old; 'factor.wrong'
 */
export async function proveFactor(ctx: OpenContext, of: Holder, code: string): Promise<void> {
  const { rows } = await sql<{ pending: Buffer | null }>`
    select pending from second_factor where account_id = ${of.account_id} and pending_at > now() - make_interval(mins => ${pendingMinutes}) for update`.execute(
    ctx.db,
  )
  const pending = rows[0]?.pending
  if (!pending) throw new Problem('factor.not-set-up')
  const step = stepOf(ctx.keys, of.account_id, pending, code, ctx.now)
  if (step === null) throw new Problem('factor.wrong')
  await sql`update second_factor set secret = pending, since = now(), last_step = ${step}, pending = null, pending_at = null
    where account_id = ${of.account_id}`.execute(ctx.db)
}

/** Uses a code of the factor in force. Each step counts once, also of two requests at the same moment. */
export async function useFactor(
  ctx: OpenContext,
  accountId: string,
  code: string,
): Promise<'right' | 'wrong' | 'used'> {
  const { rows } = await sql<{ secret: Buffer | null }>`
    select secret from second_factor where account_id = ${accountId}`.execute(ctx.db)
  const secret = rows[0]?.secret
  const step = secret ? stepOf(ctx.keys, accountId, secret, code, ctx.now) : null
  if (step === null) return 'wrong'
  const used = await sql`
    update second_factor set last_step = ${step} where account_id = ${accountId} and last_step < ${step}`.execute(
    ctx.db,
  )
  return used.numAffectedRows === 1n ? 'right' : 'used'
}

/** The step whose code this is, in a window of one before and after now; null: it is none of theirs. */
function stepOf(keys: Keys, accountId: string, sealed: Buffer, code: string, now: Date): number | null {
  const secret = Secret.fromBase32(unseal(keys, sealed, place(accountId)))
  const timestamp = now.getTime()
  const delta = new TOTP({ secret, period }).validate({ token: code, window, timestamp })
  return delta === null ? null : Math.floor(timestamp / (period * 1000)) + delta
}
