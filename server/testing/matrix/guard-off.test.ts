import { expect, test } from 'vitest'
import { runMatrix } from './run.ts'
import { tell } from './tell.ts'

test('every endpoint × every principal × things near and far, row-level security alone', async () => {
  const report = await runMatrix('guard-off')
  expect(tell('row-level security alone', report)).toEqual([])
}, 600_000)
