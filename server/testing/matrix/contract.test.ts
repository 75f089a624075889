import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { policy } from '../../../contract/policy.ts'
import { samples } from '../samples.ts'
import { openWorld, type World } from '../world.ts'
import { keyOf } from './ask.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** Ids that name no object of their own: parts of one that the request names too, or what every reader may narrow a list by. */
const parts = new Set([
  // of a teacher
  'rowId',
  'fileId',
  // of the own account: one's own posts and sessions
  'POST /session/post postId',
  'POST /session/others/:sessionId/end sessionId',
  // rows of the own school that are done with: others are left as they are
  'POST /accounts unknownIds',
  // of the own post; of what the own unit's people ask for
  'POST /query/views/:viewId/removal viewId',
  'POST /downloads/:downloadId/cancel downloadId',
  'GET /downloads/:downloadId/file downloadId',
  'POST /downloads/requests/:downloadId/decision downloadId',
  // by the centre, which reaches all
  'POST /units/lists/:listId/destinations unitId',
  // what the log is narrowed by: who did it, to whom, in which request
  'personId',
  'objectIds',
  'GET /audit/events requestId',
  'POST /audit/export requestId',
])

test('every endpoint has a sample, and every sample its endpoint', () => {
  expect(Object.keys(samples).sort()).toEqual(world.app.served.map(keyOf).sort())
})

test('every endpoint declares a permission of the table', () => {
  const unknown = world.app.served.filter(
    ({ permission }) => !['public', 'signed-in'].includes(permission) && !Object.hasOwn(policy, permission),
  )
  expect(unknown.map(keyOf)).toEqual([])
})

test('every id in a path, query or body stands among the objects of its endpoint, so that the matrix puts others in its place', () => {
  const undeclared = world.app.served.flatMap((spec) =>
    [spec.params, spec.query, spec.body]
      .flatMap((schema) => (schema ? namesOf(schema) : []))
      .filter((name) => /Ids?$/.test(name) && !Object.hasOwn(spec.objects ?? {}, name))
      .filter((name) => !parts.has(name) && !parts.has(`${keyOf(spec)} ${name}`))
      .map((name) => `${keyOf(spec)} ${name}`),
  )
  expect(undeclared).toEqual([])
})

/** The names of the fields on top of a schema. */
function namesOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => namesOf(option as z.ZodType))
  return []
}
