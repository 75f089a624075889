import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** The keys of one house; each derived from its own secret file, none of them in the database. */
export interface Keys {
  /** encrypts values of class 4 */
  field: Buffer
  fieldMac: Buffer
  /** blind index over id numbers: another key than the one that encrypts */
  index: Buffer
  /** mixed into every password before it is hashed */
  pepper: Buffer
}

export interface KeyFiles {
  kek: Uint8Array
  index: Uint8Array
  pepper: Uint8Array
}

export function deriveKeys(files: KeyFiles): Keys {
  const derive = (info: string, length: number) => Buffer.from(hkdfSync('sm3', files.kek, 'xingtan', info, length))
  return {
    field: derive('xingtan/field/e', 16),
    fieldMac: derive('xingtan/field/m', 32),
    index: Buffer.from(files.index),
    pepper: Buffer.from(files.pepper),
  }
}

const suiteGm = 1
const keyVersion = 1

/** A key handed over as bytes is made anew at every call, which takes longer than the work on a short value (34 against 7 µs to seal an id number). */
const made = new WeakMap<Buffer, KeyObject>()
function keyOf(bytes: Buffer): KeyObject {
  const key = made.get(bytes) ?? createSecretKey(bytes)
  made.set(bytes, key)
  return key
}

/**
 * Encrypts text with SM4-CTR, then HMAC-SM3 over header, iv and ciphertext (GB/T 32907, 32905). `place` is bound in: a value moved to another
 * row or field does not open. Result: version, suite, key version, iv(16), ciphertext, tag(16).
 */
export function seal(keys: Keys, text: string, place: string): Buffer {
  return sealBytes(keys, Buffer.from(text, 'utf8'), place)
}

/** The same for a whole file. */
export function sealBytes(keys: Keys, content: Uint8Array, place: string): Buffer {
  const iv = randomBytes(16)
  const cipher = createCipheriv('sm4-ctr', keyOf(keys.field), iv)
  const head = Buffer.from([1, suiteGm, keyVersion])
  const sealed = Buffer.concat([head, iv, cipher.update(content), cipher.final()])
  return Buffer.concat([sealed, tag(keys, sealed, place)])
}

/** Opens what `seal` made; throws when it was altered or stands in another place. */
export function unseal(keys: Keys, sealed: Buffer, place: string): string {
  return unsealBytes(keys, sealed, place).toString('utf8')
}

/** The same for a whole file. */
export function unsealBytes(keys: Keys, sealed: Buffer, place: string): Buffer {
  const body = sealed.subarray(0, -16)
  if (
    body.length < 19 ||
    body[0] !== 1 ||
    body[1] !== suiteGm ||
    !timingSafeEqual(tag(keys, body, place), sealed.subarray(-16))
  )
    throw new Error('a sealed value does not open: altered, or not of this place')
  const decipher = createDecipheriv('sm4-ctr', keyOf(keys.field), body.subarray(3, 19))
  return Buffer.concat([decipher.update(body.subarray(19)), decipher.final()])
}

function tag(keys: Keys, body: Buffer, place: string): Buffer {
  return createHmac('sm3', keyOf(keys.fieldMac)).update(body).update('\0').update(place).digest().subarray(0, 16)
}

/** The blind index of an id document: equal for equal type, country and number, and of no use without the key. */
export function blindIndex(keys: Keys, idType: string, country: string, number: string): Buffer {
  return createHmac('sm3', keyOf(keys.index)).update(`${idType}|${country}|${number.trim().toUpperCase()}`).digest()
}

/** The keyed hash of what one types to log in. */
export function loginKey(keys: Keys, login: string): Buffer {
  return createHmac('sm3', keyOf(keys.index)).update(`login|${login.trim().toUpperCase()}`).digest()
}

/** A value of class 4 inside a jsonb body. */
export interface Sealed {
  $sealed: string
}
export const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && '$sealed' in value

/** `**************7758`: the last four at most and nothing else, for region and birth date stand beside it and would complete it (P03); of a short text a third. */
export function mask(text: string): string {
  const kept = Math.min(4, Math.floor(text.length / 3))
  return '*'.repeat(text.length - kept) + text.slice(text.length - kept)
}
