import { argon2Sync, createHmac, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { deriveKeys } from '../platform/cipher.ts'
import { codeHash, makeCode, readCode, sameHash } from './activation-code.ts'
import common from './common-passwords.json' with { type: 'json' }
import { hashPassword, verifyPassword } from './password.ts'
import { weaknesses } from './password-rules.ts'
import { networkOf, throttleKeys } from './throttle.ts'

const keys = deriveKeys({ kek: randomBytes(32), index: randomBytes(32), pepper: randomBytes(32) })

describe('a password is kept as argon2id', () => {
  test('the right one opens, any other does not, and nobody’s never does', async () => {
    const kept = await hashPassword(keys, '晨光-Lantern-7')
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await verifyPassword(keys, '晨光-Lantern-7', kept)).toEqual({ right: true, renew: false })
    expect((await verifyPassword(keys, '晨光-Lantern-8', kept)).right).toBe(false)
    expect((await verifyPassword(keys, '晨光-Lantern-7', null)).right).toBe(false)
    expect(await hashPassword(keys, '晨光-Lantern-7')).not.toBe(kept)
  })

  test('without the pepper of the house the hash is of no use', async () => {
    const kept = await hashPassword(keys, '晨光-Lantern-7')
    const other = deriveKeys({ kek: randomBytes(32), index: randomBytes(32), pepper: randomBytes(32) })
    expect((await verifyPassword(other, '晨光-Lantern-7', kept)).right).toBe(false)
  })

  test('é typed as one mark or as two is the same password', async () => {
    const kept = await hashPassword(keys, 'Cafe\u0301-Lantern-7')
    expect((await verifyPassword(keys, 'Caf\u00e9-Lantern-7', kept)).right).toBe(true)
  })

  test('a storm of logins waits in a short queue, and is told to come again beyond it', async () => {
    // the least cost there is: the queue is looked at, not the hash
    const cheap = `$argon2id$v=19$m=8,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`
    const storm = await Promise.allSettled(Array.from({ length: 160 }, () => verifyPassword(keys, 'x', cheap)))
    const refused = storm.filter((each) => each.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every((each) => each.reason.code === 'database.busy')).toBe(true)
    expect(storm.length - refused.length).toBeGreaterThanOrEqual(100)
    expect((await verifyPassword(keys, 'x', cheap)).right).toBe(false)
  })

  test('a password kept at another cost opens, and is to be hashed anew', async () => {
    const message = createHmac('sm3', keys.pepper).update('晨光-Lantern-7').digest()
    const nonce = randomBytes(16)
    const hash = argon2Sync('argon2id', { message, nonce, parallelism: 1, tagLength: 32, memory: 64, passes: 1 })
    const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
    const kept = `$argon2id$v=19$m=64,t=1,p=1$${text(nonce)}$${text(hash)}`
    expect(await verifyPassword(keys, '晨光-Lantern-7', kept)).toEqual({ right: true, renew: true })
  })
})

describe('an activation code', () => {
  test('is read as people type it from paper', () => {
    const code = makeCode()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$/)
    const twelve = readCode(code)
    expect(twelve).toBe(code.replaceAll('-', '').slice(0, 12))
    expect(readCode(code.toLowerCase().replaceAll('-', ' '))).toBe(twelve)
    expect(readCode(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(twelve)
  })

  test('any one mistyped character is seen', () => {
    const code = makeCode().replaceAll('-', '')
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    for (let at = 0; at < code.length; at++)
      for (const mark of alphabet)
        if (mark !== code[at]) expect(readCode(code.slice(0, at) + mark + code.slice(at + 1))).toBeNull()
  })

  test('a password is no code', () => {
    for (const text of ['', 'Lantern-7-abc', 'U234567890123', '123456789012']) expect(readCode(text)).toBeNull()
  })

  test('is kept as a keyed hash', () => {
    expect(sameHash(codeHash(keys, 'ABCDEFGHJKMN'), codeHash(keys, 'ABCDEFGHJKMN'))).toBe(true)
    expect(sameHash(codeHash(keys, 'ABCDEFGHJKMN'), codeHash(keys, 'ABCDEFGHJKMP'))).toBe(false)
  })
})

describe('a new password', () => {
  const owner = {
    name: '欧阳文静',
    logins: ['00000000000000123X', 'oywj88'],
    birthDate: '1985-06-01',
    idNumber: '339906198506011234',
  }
  const of = (password: string) => weaknesses(password, owner).join('\n')

  test('of ten characters and three classes is taken, in any script', () => {
    expect(of('Lantern-7-quill')).toBe('')
    expect(of('晨光熹微处-Lamp7')).toBe('')
  })

  test.each([
    ['Lan-7-qui', '至少 10 个字符，现在是 9 个'],
    ['lanternquill7', '现在有 2 类'],
    ['Xx-oywj88-Lantern', '不能包含登录账号'],
    ['Ouyangwenjing-7-x', '姓名'],
    ['欧阳文静-Lantern-7', '姓名'],
    ['Lantern-19850601-q', '出生日期'],
    ['Lantern-850601-q', '出生日期'],
    ['Lantern-011234-q', '身份证件号的后 6 位'],
    ['Woaini1314!', '常见'],
    ['P@ssw0rd2026', '常见'],
    ['Jiaoshi2026!!', '常见'],
    ['Aa123456789!', '常见'],
    ['Qwerty123456!', '常见'],
  ])('%s is refused', (password, why) => {
    expect(of(password)).toContain(why)
  })

  test('more than ten thousand that everybody tries are refused: each favourite, with what people hang on it to please the rules', () => {
    const words = common.pieces.filter((piece) => /^[a-z]{3,12}$/.test(piece))
    const numbers = [
      '123',
      '1234',
      '12345',
      '123456',
      '123456789',
      '520',
      '1314',
      '666',
      '888',
      '111111',
      '5201314',
      '1995',
      '2008',
      '2025',
      '2026',
    ]
    const spelled = new Set<string>()
    for (const word of words)
      for (const number of numbers)
        for (const [left, between, right] of [
          ['', '', '!'],
          ['', '@', ''],
          ['', '_', '#'],
          ['!', '.', ''],
          ['', '', '!!'],
          ['', '-', '!'],
        ])
          for (const cased of [word, word.charAt(0).toUpperCase() + word.slice(1)]) {
            const password = `${left}${cased}${between}${number}${right}`
            const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
            if (password.length >= 10 && classes >= 3) spelled.add(password)
          }
    expect(spelled.size).toBeGreaterThan(10_000)
    const taken = [...spelled].filter((password) => !of(password).includes('常见'))
    expect(taken).toEqual([])
  })

  test('everything that is wrong is told at once', () => {
    expect(weaknesses('oywj88', owner).length).toBeGreaterThanOrEqual(3)
  })
})

describe('failures are counted', () => {
  test('by the network that a household or school has', () => {
    expect(networkOf('10.1.2.3')).toBe('10.1.2.3')
    expect(networkOf('::ffff:10.1.2.3')).toBe('10.1.2.3')
    expect(networkOf('2408:8207:1850:1a2b:3c4d::1')).toBe('2408:8207:1850:1a00::/56')
    expect(networkOf('2408:8207:1850:1aff::9')).toBe('2408:8207:1850:1a00::/56')
    expect(networkOf('::1')).toBe('0000:0000:0000:0000::/56')
  })

  test('of an unknown account only by the network, so that nothing typed becomes a key', () => {
    expect(throttleKeys(null, '10.1.2.3')).toEqual({
      here: null,
      account: null,
      network: 'network:10.1.2.3',
    })
  })
})
