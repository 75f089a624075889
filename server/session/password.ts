import { argon2, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import type { Keys } from '../platform/cipher.ts'
import { Problem } from '../platform/problem.ts'

const argon2Of = promisify(argon2)

/** The least that OWASP recommends for argon2id: 19 MiB, two passes; about 30 ms. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const

/** A hash of nothing that anybody knows: unknown accounts are hashed against it, so that they take as long as known ones. */
const nobody = phc(cost, randomBytes(16), randomBytes(32))

/**
 * Hashes a password for keeping: argon2id over HMAC-SM3(pepper, password), as a PHC string.
 * @throws Problem 'database.busy' when a hundred others wait already
 */
export async function hashPassword(keys: Keys, password: string): Promise<string> {
  const salt = randomBytes(16)
  return phc(cost, salt, await digest(keys, password, salt, cost))
}

/**
 * Whether this is the password. `kept` null: there is none, the same time is taken, and the answer is no. `renew`: it was kept with another cost
 * than today's and should be hashed anew.
 */
export async function verifyPassword(
  keys: Keys,
  password: string,
  kept: string | null,
): Promise<{ right: boolean; renew: boolean }> {
  const { salt, hash, ...was } = readPhc(kept ?? nobody)
  const found = await digest(keys, password, salt, was)
  const right = kept !== null && timingSafeEqual(found, hash)
  return { right, renew: right && !(was.memory === cost.memory && was.passes === cost.passes) }
}

type Cost = { memory: number; passes: number; parallelism: number }

function digest(keys: Keys, password: string, salt: Buffer, with_: Cost): Promise<Buffer> {
  // One person types é as one mark, the next as two.
  const message = createHmac('sm3', keys.pepper).update(password.normalize('NFC')).digest()
  return inTurn(() => argon2Of('argon2id', { message, nonce: salt, tagLength: 32, ...with_ }))
}

function phc({ memory, passes, parallelism }: Cost, salt: Buffer, hash: Buffer): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`
}

function readPhc(kept: string): Cost & { salt: Buffer; hash: Buffer } {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(kept)
  if (!found) throw new Error('a kept password is no PHC string of argon2id')
  const [, memory, passes, parallelism, salt = '', hash = ''] = found
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

// Each hash holds 19 MiB and a core: no more at once than there are cores, so that a storm of logins cannot take the memory.
const seats = availableParallelism()
const longest = 100
const waiting: (() => void)[] = []
let busy = 0

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (busy < seats) busy += 1
  else if (waiting.length >= longest) throw new Problem('database.busy')
  else await new Promise<void>((go) => waiting.push(go))
  try {
    return await work()
  } finally {
    // The seat is handed on, so that nobody who comes later slips in between.
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }
}
