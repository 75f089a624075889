import { randomBytes } from 'node:crypto'
import { halfWidth } from '../../standard/text.ts'

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
// 32 divides 256: every character is as likely as the next
const marks = (count: number) => [...randomBytes(count)].map((byte) => alphabet.charAt(byte % 32)).join('')

/** Characters of a slip's number that cannot be guessed from the unit (D04). */
const tail = 4

/** The number of a slip as it is kept: the unit's code and four random characters. `taken`: numbers that the unit has had. */
export function makeSlipNo(unitCode: string, taken: Pick<ReadonlySet<string>, 'has'>): string {
  const no = plain(unitCode) + marks(tail)
  return taken.has(no) ? makeSlipNo(unitCode, taken) : no
}

/** As it is printed: 2171001101-7K3M. */
export const showSlipNo = (kept: string): string => `${kept.slice(0, -tail)}-${kept.slice(-tail)}`

/** A number as typed: blanks, hyphens and small letters are forgiven, and in the random part O for 0, I and L for 1. */
export function readSlipNo(typed: string): string {
  const text = plain(halfWidth(typed))
  return text.slice(0, -tail) + text.slice(-tail).replace(/O/g, '0').replace(/[IL]/g, '1')
}

const plain = (text: string): string => text.toUpperCase().replace(/[\s\-–—－]/g, '')

/** The code that opens the file of slips: 60 random bits, told once on the screen and sent by another way than the file. */
export function makePickUpCode(): string {
  return [marks(4), marks(4), marks(4)].join('-')
}
