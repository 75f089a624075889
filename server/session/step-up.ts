import { settingsInForce } from '../../contract/security.ts'
import type { Me } from '../../contract/session.ts'
import { audit } from '../platform/audit.ts'
import { asNobody, asPerson, type House, type OpenContext } from '../platform/context.ts'
import type { Asker } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { useFactor } from './factor.ts'
import { meOf, noteSession } from './me.ts'
import { verifyPassword } from './password.ts'
import { accountOf, findSession, renewSession, type SessionRow } from './sql.ts'
import { giveBack, noteLock, takeTry, throttleKeys } from './throttle.ts'

export interface SteppedUp {
  token: string
  me: Me
  freshUntil: Date | null
}

/**
 * 两步验证: a session that gives its code goes on under a new token, and counts as just confirmed.
 * @throws Problem 'factor.not-set-up'; 'factor.wrong' for a wrong or used code; 'login.throttled' after as many as a login may have
 */
export async function giveFactor(
  house: House,
  asker: Asker,
  code: string,
  from: OpenContext['request'],
): Promise<SteppedUp> {
  const session = await sessionAsking(house, asker)
  if (asker.mustSetPassword) throw new Problem('session.password-first')
  if (!session.factor_since) throw new Problem('factor.not-set-up')
  return judged(house, session, from, {
    action: 'factor.give',
    wrong: 'factor.wrong',
    judge: codeJudge(session.account_id, code),
    step: { factor: true, fresh: true },
  })
}

/**
 * 再次确认本人 (A17): with the six digits where there is a second factor, or with the password. Counted like a login, whatever the session has proved before.
 * @throws Problem 'session.confirm-wrong'; 'login.throttled'
 */
export async function confirm(
  house: House,
  asker: Asker,
  secret: string,
  from: OpenContext['request'],
): Promise<SteppedUp> {
  const session = await sessionAsking(house, asker)
  if (asker.mustSetPassword) throw new Problem('session.password-first')
  if (asker.mustGiveFactor) throw new Problem('session.factor-first')
  const byCode = session.factor_since !== null && /^\d{6}$/.test(secret)
  return judged(house, session, from, {
    action: 'session.confirm',
    wrong: 'session.confirm-wrong',
    judge: byCode ? codeJudge(session.account_id, secret) : passwordJudge(house, session, secret),
    step: { fresh: true },
  })
}

type Verdict = 'right' | 'wrong' | 'used'
/** What is slow comes first, before any transaction; what it answers judges inside one. */
type Judge = () => Promise<(ctx: OpenContext) => Promise<Verdict>>

const codeJudge =
  (accountId: string, code: string): Judge =>
  async () =>
  (ctx) =>
    useFactor(ctx, accountId, code)

const passwordJudge =
  (house: House, session: SessionRow, secret: string): Judge =>
  async () => {
    const kept = await asNobody(house, async (ctx) => {
      await asPerson(ctx, session.person_id)
      return (await accountOf(ctx, session.account_id)).password_hash
    })
    const { right } = await verifyPassword(house.keys, secret, kept)
    return async () => (right ? 'right' : 'wrong')
  }

interface Case {
  action: string
  wrong: 'factor.wrong' | 'session.confirm-wrong'
  judge: Judge
  step: Parameters<typeof renewSession>[2]
}

/** Takes a try, judges, and keeps what came of it: also a refusal, whose traces must outlast it. */
async function judged(
  house: House,
  session: SessionRow & { hash: Buffer },
  from: OpenContext['request'],
  { action, wrong, judge, step }: Case,
): Promise<SteppedUp> {
  const keys = throttleKeys(session, from.network)
  const taken = await takeTry(house.database, keys, settingsInForce(session.rules))
  if (!taken.open) throw new Problem('login.throttled')
  const verdictOf = await judge()
  const done = await asNobody(
    house,
    async (ctx) => {
      await asPerson(ctx, session.person_id)
      const verdict = await verdictOf(ctx)
      if (verdict !== 'right') {
        await noteLock(ctx, keys, session.account_id)
        await audit(ctx, {
          action,
          outcome: 'failed',
          object: { type: 'account', id: session.account_id },
          provinceCode: session.account_province,
          detail: { why: verdict },
        })
        return null
      }
      await giveBack(ctx, keys, taken, true)
      const next = await renewSession(ctx, session.hash, step)
      await noteSession(ctx, house, next.hash, action, {})
      const now = await findSession(ctx.db, next.hash)
      return { token: next.token, me: await meOf(ctx, house, next.hash), freshUntil: now?.fresh_until ?? null }
    },
    from,
  )
  if (!done) throw new Problem(wrong)
  return done
}

async function sessionAsking(house: House, asker: Asker): Promise<SessionRow & { hash: Buffer }> {
  const found = asker.sessionHash && (await findSession(house.database, asker.sessionHash))
  if (!asker.sessionHash || !found) throw new Problem('session.missing')
  return { ...found, hash: asker.sessionHash }
}
