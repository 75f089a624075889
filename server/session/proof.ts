import { createHmac } from 'node:crypto'
import { type Challenge, createChallenge, randomInt, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Keys } from '../platform/cipher.ts'
import { loginKey } from '../platform/cipher.ts'
import type { House } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { networkOf } from './throttle.ts'

/** A try is 2,000 rounds of PBKDF2/SHA-256; between 100 and 300 of them are needed: 0.1 to 0.3 s on a desktop of 2020, about 1 s on a cheap telephone. */
const work = { cost: 2_000, least: 100, most: 300 } as const
/** Seconds in which a challenge is to be solved (C01). */
const seconds = 120

const Solved = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      algorithm: z.string(),
      nonce: z.string().regex(/^[0-9a-f]{32}$/),
      salt: z.string(),
      cost: z.number(),
      keyLength: z.number(),
      keyPrefix: z.string(),
      keySignature: z.string(),
      expiresAt: z.number(),
      data: z.object({ for: z.string() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string(), time: z.number().optional() }),
})

/**
 * Passes who brings the solution of a challenge that was made for this login name and this network, is not two minutes old and was not used before.
 * @throws Problem 'login.proof' with a new challenge
 */
export async function demandProof(
  house: House,
  login: string,
  address: string,
  proof: string | undefined,
): Promise<void> {
  const bound = boundTo(house.keys, login, address)
  if (proof !== undefined && (await isSolved(house, proof, bound))) return
  throw new Problem('login.proof', { challenge: await challengeFor(house.keys, bound) })
}

function challengeFor(keys: Keys, bound: string): Promise<Challenge> {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: work.cost,
    counter: randomInt(work.most, work.least),
    deriveKey,
    data: { for: bound },
    expiresAt: Math.floor(Date.now() / 1000) + seconds,
    ...secrets(keys),
  })
}

async function isSolved(house: House, proof: string, bound: string): Promise<boolean> {
  const read = Solved.safeParse(jsonOf(proof))
  if (!read.success) return false
  const { challenge, solution } = read.data
  // the library's types want optional fields absent rather than undefined; the signature covers whatever stands in the challenge
  const result = await verifySolution({
    challenge: challenge as Challenge,
    solution: solution as never,
    deriveKey,
    ...secrets(house.keys),
  })
  if (!result.verified || challenge.parameters.data.for !== bound) return false
  const { rows } = await sql<{ first: boolean }>`
    select app.proof_spend(${challenge.parameters.nonce}, to_timestamp(${challenge.parameters.expiresAt})) as first`.execute(
    house.database,
  )
  return rows[0]?.first ?? false
}

const boundTo = (keys: Keys, login: string, address: string): string =>
  createHmac('sm3', keys.pepper)
    .update(`proof|${loginKey(keys, login).toString('hex')}|${networkOf(address)}`)
    .digest('hex')

const secrets = (keys: Keys) => ({
  hmacSignatureSecret: createHmac('sm3', keys.pepper).update('proof of work').digest('hex'),
  hmacKeySignatureSecret: createHmac('sm3', keys.pepper).update('proof of work, key').digest('hex'),
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
