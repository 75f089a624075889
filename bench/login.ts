import type { AddressInfo } from 'node:net'
import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type pg from 'pg'
import { inventPeople } from '../practice/people.ts'
import { registerPeople, setPasswordFor } from '../server/account/door.ts'
import { buildApp } from '../server/app.ts'
import { asNobody, type House } from '../server/platform/context.ts'
import { fillTestCountry } from '../server/testing/country.ts'
import { onCluster } from './cluster.ts'

export interface LoginFigures {
  /** `judged`: guesses at which the right password would have got in; the others were refused whatever they said */
  attacks: { name: string; sent: number; judged: number }[]
  spray: {
    /** one network, one guess an account: judged within the hour, of how many sent, and the attacker's own milliseconds of proof for each */
    judged: number
    sent: number
    proofMs: number
    alarms: number
    /** many networks at once: what the server judges in a second */
    perSecond: number
  }
  /** median milliseconds of a refusal */
  refusal: { known: number; unknown: number }
}

interface Target {
  accountId: string
  login: string
}

/** What somebody gains who guesses passwords, over real HTTP, with the built-in 安全策略; hours pass by moving what the server has counted into the past. */
export function benchLogin({
  accounts,
  stepMinutes,
}: {
  accounts: number
  stepMinutes: number
}): Promise<LoginFigures> {
  return onCluster(async ({ house, office, eye, owner }) => {
    await fillTestCountry(owner, house.keys)
    const targets = await register(office, eye, accounts)
    const server = await listening(house)
    try {
      const attacks = [
        await patient(server, eye, targets[0], stepMinutes),
        await atOnce(server, eye, targets[1], '100 at once, one network', () => '10.1.0.1'),
        await atOnce(server, eye, targets[2], '100 at once, 100 networks', (at) => `10.2.${at}.1`),
        await tireless(server, eye, targets[3]),
      ]
      const rest = targets.slice(4)
      return { attacks, spray: await spray(server, eye, rest), refusal: await refusals(server, rest) }
    } finally {
      await server.close()
    }
  })
}

async function register(office: House, eye: pg.Client, accounts: number): Promise<Target[]> {
  const { rows } = await eye.query<{ id: string; path: string; province_code: string }>(
    `select id, path, province_code from unit_now where name = '甲省东市甲县第一小学'`,
  )
  const [unit] = rows
  if (!unit) throw new Error('no school')
  const place = { id: unit.id, path: unit.path, provinceCode: unit.province_code, category: 'k12' }
  return asNobody(office, async (ctx) => {
    const people = await registerPeople(ctx, inventPeople('login', accounts, { region: '330106' }), place)
    await setPasswordFor(
      ctx,
      people.map(({ accountId }) => ({ accountId, password: 'Lantern-7-quill' })),
    )
    return people
  })
}

interface Server {
  /** One guess from an address; a proof of work that is asked for is done first. Answers the status, and what the proof took. */
  guess: (login: string, address: string) => Promise<{ status: number; proofMs: number }>
  close: () => Promise<void>
}

async function listening(house: House): Promise<Server> {
  // the addresses of the attackers come as a reverse proxy would name them
  process.env.TRUST_PROXY = '127.0.0.1'
  const app = await buildApp(house, null)
  await app.listen({ host: '127.0.0.1', port: 0 })
  // a server that listens on a port has an address with a port
  const { port } = app.server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  let nth = 0
  const post = (login: string, address: string, proof?: string) =>
    fetch(`${origin}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, 'x-forwarded-for': address },
      body: JSON.stringify({ login, secret: `Wrong-guess-${nth++}`, ...(proof && { proof }) }),
    })
  return {
    guess: async (login, address) => {
      const first = await post(login, address)
      if (first.status !== 428) return { status: first.status, proofMs: 0 }
      const { challenge } = (await first.json()) as { challenge: Challenge }
      const began = performance.now()
      const solution = await solveChallenge({ challenge, deriveKey })
      const proofMs = performance.now() - began
      const second = await post(login, address, JSON.stringify({ challenge, solution }))
      return { status: second.status, proofMs }
    },
    close: async () => {
      delete process.env.TRUST_PROXY
      await app.close()
    },
  }
}

async function judged(eye: pg.Client, target: Target): Promise<number> {
  const { rows } = await eye.query<{ n: number }>(
    `select count(*)::int as n from audit_event where action = 'login' and object_id = $1 and detail ->> 'why' = 'wrong'`,
    [target.accountId],
  )
  return rows[0]?.n ?? 0
}

/** As if so many minutes had passed. */
async function wait(eye: pg.Client, minutes: number): Promise<void> {
  await eye.query(
    `update throttle set at = at - p.gone, until = until - p.gone, recent = array(select r - p.gone from unnest(recent) r)
       from (select make_interval(mins => $1) as gone) p`,
    [minutes],
  )
  await eye.query('update sign_in_failure set at = at - make_interval(mins => $1)', [minutes])
}

/** One network for a whole day, trying again whenever the lock may have ended. */
async function patient(server: Server, eye: pg.Client, target: Target | undefined, stepMinutes: number) {
  if (!target) throw new Error('too few accounts')
  let sent = 0
  for (let minute = 0; minute < 24 * 60; minute += stepMinutes) {
    for (let had = -1, has = await judged(eye, target); has > had; has = await judged(eye, target)) {
      had = has
      await server.guess(target.login, '10.0.0.1')
      sent += 1
    }
    await wait(eye, stepMinutes)
  }
  return { name: 'one network, a whole day', sent, judged: await judged(eye, target) }
}

async function atOnce(
  server: Server,
  eye: pg.Client,
  target: Target | undefined,
  name: string,
  from: (at: number) => string,
) {
  if (!target) throw new Error('too few accounts')
  await Promise.all(Array.from({ length: 100 }, (_, at) => server.guess(target.login, from(at))))
  return { name, sent: 100, judged: await judged(eye, target) }
}

/** A new network for every guess, for a day and the next. */
async function tireless(server: Server, eye: pg.Client, target: Target | undefined) {
  if (!target) throw new Error('too few accounts')
  for (let at = 0; at < 60; at++) {
    await server.guess(target.login, `10.3.${at}.1`)
    await wait(eye, 48)
  }
  return { name: 'a new network for every guess, two days', sent: 60, judged: await judged(eye, target) }
}

async function spray(server: Server, eye: pg.Client, targets: readonly Target[]): Promise<LoginFigures['spray']> {
  const count = async () =>
    (
      await eye.query<{ n: number }>(
        `select count(*)::int as n from audit_event where action = 'login' and detail ->> 'why' = 'wrong'`,
      )
    ).rows[0]?.n ?? 0
  const before = await count()
  const answers = await inTurns(targets, 4, ({ login }) => server.guess(login, '10.4.0.1'))
  const one = (await count()) - before
  const alarms = await eye.query(`select 1 from audit_event where action = 'alarm.spray'`)
  const proofs = answers.map(({ proofMs }) => proofMs).filter((ms) => ms > 0)
  const began = performance.now()
  await inTurns(targets, 8, ({ login }, at) => server.guess(login, `10.${5 + Math.floor(at / 250)}.${at % 250}.1`))
  const many = (await count()) - before - one
  return {
    judged: one,
    sent: targets.length,
    proofMs: median(proofs),
    alarms: alarms.rowCount ?? 0,
    perSecond: many / ((performance.now() - began) / 1000),
  }
}

/** Refusals of accounts that exist and of names that do not, in turns, each from a network of its own. */
async function refusals(server: Server, targets: readonly Target[]): Promise<LoginFigures['refusal']> {
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] }
  for (const [at, { login }] of targets.entries()) {
    for (const [kind, name] of [
      ['known', login],
      ['unknown', `${login.slice(0, -3)}ZZZ`],
    ] as const) {
      const began = performance.now()
      await server.guess(name, `10.${kind === 'known' ? 40 : 60}.${at % 250}.${Math.floor(at / 250)}`)
      times[kind].push(performance.now() - began)
    }
  }
  return { known: median(times.known), unknown: median(times.unknown) }
}

/** Each once, so many at a time. */
async function inTurns<T, R>(
  all: readonly T[],
  hands: number,
  work: (each: T, at: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = []
  let next = 0
  const hand = async () => {
    for (let at = next++; at < all.length; at = next++) {
      const each = all[at]
      if (each !== undefined) done[at] = await work(each, at)
    }
  }
  await Promise.all(Array.from({ length: hands }, hand))
  return done
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
