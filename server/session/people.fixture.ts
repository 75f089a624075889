import { Secret, TOTP } from 'otpauth'
import { setPasswordFor } from '../account/door.ts'
import { browser, registerOne } from '../account/people.fixture.ts'
import { asActor } from '../platform/context.ts'
import type { Voice, World } from '../testing/world.ts'
import { actorOfPost } from './actor.ts'

export const password = 'Lantern-7-quill'
export const wrong = 'Lantern-8-quill'
export const school = '甲省东市甲县第一小学'

export type Browser = ReturnType<typeof browser>

export interface Settled {
  accountId: string
  personId: string
  login: string
}

let order = 300

/** A teacher with a password. */
export async function settledTeacher(world: World, system: Voice, name = '林知行'): Promise<Settled> {
  const made = await registerOne(world, system, name, order++)
  const actor = await actorOfPost(world.house, system.postId)
  if (!actor) throw new Error('the post is gone')
  await asActor(world.house, actor, (ctx) => setPasswordFor(ctx, [{ accountId: made.accountId, password }]))
  return { accountId: made.accountId, personId: made.personId, login: made.nationalNo }
}

/** A teacher whose post is turned into another one at a unit. */
export async function settledAs(world: World, system: Voice, role: string, unitName = school): Promise<Settled> {
  const made = await settledTeacher(world, system)
  const unit = await world.unitId(unitName)
  await world.owner.query(`delete from post_holding where unit_id = $1 and role = $2`, [unit, role])
  await world.owner.query(
    `update post_holding set role = $2, unit_id = $3, province_code = (select province_code from unit where id = $3) where person_id = $1`,
    [made.personId, role, unit],
  )
  return made
}

/** Signed in with the password. */
export async function signedIn(world: World, who: Settled, address = '10.20.0.1'): Promise<Browser> {
  const pc = browser(world, address)
  const { status } = await pc.post('/session', { login: who.login, secret: password })
  if (status !== 200) throw new Error(`signing in was answered ${status}`)
  return pc
}

/** What an authenticator app shows, `steps` of thirty seconds from now. */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

/** Sets up the second factor; tells its secret. The code that proved it is not counted as used, as if a minute had passed. */
export async function withFactor(world: World, pc: Browser, who: Settled): Promise<string> {
  const { body } = await pc.post('/session/factor/set-up')
  const done = await pc.post('/session/factor/confirmation', { code: codeOf(body.secret) })
  if (done.status !== 200) throw new Error(`setting up was answered ${done.status} ${done.body.code}`)
  await timePasses(world, who)
  return body.secret
}

export const timePasses = (world: World, who: Settled) =>
  world.owner.query('update second_factor set last_step = last_step - 4 where account_id = $1', [who.accountId])

export async function deedsOf(world: World, who: Settled) {
  const { rows } = await world.owner.query(
    'select action, outcome, detail from audit_event where object_id = $1 order by seq',
    [who.accountId],
  )
  return rows
}
