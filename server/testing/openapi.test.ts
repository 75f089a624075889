import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('openapi.json is what the server serves: after a change of the contract, look at its diff and run `npm test -- openapi -u`', async () => {
  await expect(`${JSON.stringify(world.app.swagger(), null, 1)}\n`).toMatchFileSnapshot(
    join(import.meta.dirname, '..', '..', 'openapi.json'),
  )
})

test('every operation of the API is documented with its permission, in Chinese, and nothing else answers', () => {
  const document = world.app.swagger() as {
    paths: Record<string, Record<string, { summary?: string; 'x-permission'?: string }>>
  }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path: `${method} ${path}`, ...operation })),
  )
  expect(operations.length).toBe(world.app.served.length)
  for (const operation of operations) {
    expect(operation.summary, operation.path).toMatch(/\p{Script=Han}/u)
    expect(operation['x-permission'], operation.path).toBeTruthy()
  }
})
