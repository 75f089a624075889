import { expect, test } from 'vitest'
import { runMatrix } from './run.ts'
import { tell } from './tell.ts'

test('every endpoint × every principal × things near and far, the guard alone', async () => {
  const report = await runMatrix('wall-off')
  expect(tell('the guard alone', report)).toEqual([])
}, 600_000)
