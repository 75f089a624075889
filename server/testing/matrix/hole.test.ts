import { expect, test } from 'vitest'
import { runMatrix } from './run.ts'

const endpoints = [
  'GET /teachers',
  'GET /teachers/:teacherId',
  'POST /teachers/:teacherId/rows',
  'POST /accounts/:accountId/stop',
  'GET /posts',
]
const patience = 240_000

test(
  'a hole in row-level security is seen though the guard is off anyway',
  async () => {
    const report = await runMatrix('guard-off', {
      sql: 'alter policy teacher_seen on teacher using (true); alter policy post_holding_seen on post_holding using (true)',
      endpoints,
    })
    const leaked = (who: string, what: string) =>
      report.leaks.some((text) => text.startsWith(who) && text.includes(what))
    // whoever must never read a record reads one, and a teacher a colleague's
    expect([
      leaked('system@county', 'effective'),
      leaked('security@province', 'person'),
      leaked('audit@ministry', 'effective'),
      leaked('teacher@school', 'person'),
    ]).toEqual([true, true, true, true])
  },
  patience,
)

test(
  'without either wall everything is seen: what is let in, what is shown and what is written',
  async () => {
    const report = await runMatrix('wall-off', { guardOff: true, endpoints })
    const { wrongAllow, leaks, writes } = report
    expect([wrongAllow.length > 100, leaks.length > 100]).toEqual([true, true])
    // one who only looks has stopped an account
    expect(writes.some((text) => text.startsWith('query@school') && text.includes('account 1'))).toBe(true)
  },
  patience,
)
