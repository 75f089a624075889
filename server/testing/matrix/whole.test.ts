import { expect, test } from 'vitest'
import { runMatrix } from './run.ts'
import { tell } from './tell.ts'

test('every endpoint × every principal × things near and far, as in life', async () => {
  const report = await runMatrix('whole')
  expect(tell('as in life', report)).toEqual([])
}, 600_000)
