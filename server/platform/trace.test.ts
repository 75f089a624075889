import { expect, test } from 'vitest'
import { z } from 'zod'
import { type AnyEndpoint, endpoint } from '../../contract/endpoint.ts'
import type { Actor } from '../../contract/policy.ts'
import { deriveKeys } from './cipher.ts'
import { traceOf, withoutNumbers } from './trace.ts'

const keys = deriveKeys({ kek: Buffer.alloc(32, 1), index: Buffer.alloc(32, 2), pepper: Buffer.alloc(32, 3) })
const done = { permission: 'teacher.read', summary: 'x', returns: z.object({}) } as const
const reading: AnyEndpoint = endpoint({
  ...done,
  method: 'GET',
  path: '/teachers/:teacherId',
  objects: { teacherId: 'teacher' },
})
const list: AnyEndpoint = endpoint({ ...done, method: 'GET', path: '/teachers', objects: { unitId: 'unit' } })
const write: AnyEndpoint = endpoint({
  ...done,
  method: 'POST',
  path: '/teachers/:teacherId/x',
  objects: { teacherId: 'teacher' },
})
const clerk = { role: 'information' } as Actor
const teacher = { role: 'teacher' } as Actor

test('opening a record leaves its row, opening the own one does not', () => {
  const said = { params: { teacherId: 'a' } }
  expect(traceOf(reading, clerk, said, keys)).toMatchObject({
    action: 'teacher.read',
    object: { type: 'teacher', id: 'a' },
  })
  expect(traceOf(reading, teacher, said, keys)).toBeNull()
})

test('a list leaves none, a search leaves its criteria', () => {
  expect(traceOf(list, clerk, { query: { page: 2, size: 20, unitId: '7' } }, keys)).toBeNull()
  expect(
    traceOf(list, clerk, { query: { page: 2, size: 20, unitId: '7', search: '张三', stage: 'draft' } }, keys),
  ).toMatchObject({
    object: { type: 'unit', id: '7' },
    detail: { endpoint: 'GET /teachers', criteria: { unitId: '7', search: '张三', stage: 'draft' } },
  })
})

test('of the criteria only what is typed as words is looked through for numbers', () => {
  const said = {
    query: {
      from: '2026-11-18',
      network: '10.1.2.3',
      requestId: '01a20b3a-ee42-7e75-9cc9-810000000001',
      name: '张三 13812345678',
    },
  }
  expect(traceOf({ ...list, trace: 'always' }, clerk, said, keys)?.detail).toMatchObject({
    criteria: { ...said.query, name: expect.stringMatching(/^张三 〔号码 [0-9a-f]{32}〕$/) },
  })
})

test('every write and every download leave one, a trial none', () => {
  expect(traceOf(write, teacher, { params: { teacherId: 'a' }, body: {} }, keys)).toMatchObject({
    action: 'teacher.read',
  })
  expect(traceOf(write, clerk, { params: { teacherId: 'a' }, body: { dry: true } }, keys)).toBeNull()
  expect(traceOf(write, clerk, { query: { commit: 'no' } }, keys)).toBeNull()
  expect(traceOf({ ...write, trace: 'never' }, clerk, {}, keys)).toBeNull()
  expect(traceOf({ ...list, kind: 'download' }, clerk, {}, keys)).not.toBeNull()
  expect(traceOf({ ...list, trace: 'always' }, clerk, {}, keys)).not.toBeNull()
})

test('where no post is asked for, the action is the endpoint itself', () => {
  expect(traceOf({ ...write, permission: 'public' }, null, {}, keys)?.action).toBe('POST /teachers/:teacherId/x')
})

test('numbers of documents and telephones that are typed as a search are kept as their blind index only', () => {
  const number = '33990019850601999x'
  for (const typed of [number, number.toUpperCase(), '339900 19850601 999X', '３３９９００１９８５０６０１９９９X'])
    expect(withoutNumbers(typed, keys), typed).toMatch(/^〔号码 [0-9a-f]{32}〕$/)
  expect(withoutNumbers(number, keys)).toBe(withoutNumbers(number.toUpperCase(), keys))
  expect(withoutNumbers('张三 13812345678', keys)).toMatch(/^张三 〔号码 [0-9a-f]{32}〕$/)
  expect(withoutNumbers('护照E12345678', keys)).not.toContain('12345678')
  // institution and division codes are about nobody
  for (const kept of ['4133010001', '330106', '330106001000', '张三', '第81中学', '2026'])
    expect(withoutNumbers(kept, keys)).toBe(kept)
})
