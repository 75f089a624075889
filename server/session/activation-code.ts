import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { halfWidth } from '../../standard/text.ts'
import type { Keys } from '../platform/cipher.ts'

/** Crockford's base 32: no I, L, O, U, so that nothing is mistaken on paper. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Days an activation code lives: paper travels through county meetings. */
export const codeDays = 30
/** Days of a code that replaces a password: it is handed over at once. */
export const resetDays = 1
/** Wrong tries after which a code is dead. */
export const codeTries = 5

/** A one-time code: 60 random bits in 12 characters and a check character, written XXXX-XXXX-XXXX-C. */
export function makeCode(): string {
  // 32 divides 256: every character is as likely as the next
  const twelve = [...randomBytes(12)].map((byte) => alphabet.charAt(byte % 32)).join('')
  return `${twelve.slice(0, 4)}-${twelve.slice(4, 8)}-${twelve.slice(8)}-${checkOf(twelve)}`
}

/** The twelve characters of a code as typed: blanks, hyphens and small letters are forgiven, O is 0, I and L are 1. Null: it is no code, or one is mistyped. */
export function readCode(typed: string): string | null {
  const plain = halfWidth(typed)
    .toUpperCase()
    .replace(/[\s\-–—－]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (plain.length !== 13 || [...plain].some((mark) => !alphabet.includes(mark))) return null
  const twelve = plain.slice(0, 12)
  return checkOf(twelve) === plain[12] ? twelve : null
}

/** What is kept of a code. */
export function codeHash(keys: Keys, twelve: string): Buffer {
  return createHmac('sm3', keys.pepper).update(`code|${twelve}`).digest()
}

export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Luhn's sum modulo 32: one wrong character, and nearly every pair of neighbours in the wrong order, is seen. */
function checkOf(twelve: string): string {
  const total = [...twelve].reverse().reduce((sum, mark, at) => {
    const value = alphabet.indexOf(mark) * (at % 2 === 0 ? 2 : 1)
    return sum + Math.floor(value / 32) + (value % 32)
  }, 0)
  return alphabet.charAt((32 - (total % 32)) % 32)
}
