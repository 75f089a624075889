import { expect, test } from 'vitest'
import type { AnyEndpoint } from '../../contract/endpoint.ts'
import { can, mayEver } from '../../contract/policy.ts'
import { ask, keyOf, sampleOf } from '../testing/matrix/ask.ts'
import { openCells } from '../testing/matrix/cells.ts'
import { fillCountry, has } from '../testing/matrix/country.ts'
import { reachOf, within } from '../testing/matrix/oracle.ts'
import { openSeats, seatOf } from '../testing/matrix/principals.ts'
import { openWorld } from '../testing/world.ts'

/** L01 over the whole country of the matrix: every endpoint, as every principal, on the things in reach; each cell rolled back. */
test('whatever is done, taken out or opened with success leaves its row', async () => {
  const world = await openWorld()
  try {
    const { things, aviary, seats } = await fillCountry(world, () => openSeats(world))
    const cells = await openCells(world, { guard: { can, mayEver }, rowSecurity: true })
    try {
      const silent: string[] = []
      const done = new Set<string>()
      const owed = cells.app.served.filter((spec) => !['public', 'signed-in'].includes(spec.permission) && owes(spec))
      for (const spec of owed)
        for (const principal of seats.principals) {
          const reach = reachOf(spec.permission, principal.role, principal.level)
          if (reach === null || (principal.role === 'teacher' && spec.method === 'GET' && spec.kind !== 'download'))
            continue
          const seat = seatOf(principal, aviary.units)
          const kinds = [...new Set(Object.values(spec.objects ?? {}))]
          for (const thing of things.filter((each) => each.tried && has(each, kinds))) {
            if (kinds.length > 0 && !within(reach, seat, thing, { action: spec.permission, kinds })) continue
            const sample = sampleOf(spec, thing)
            const { answer, rows } = await cells.traced(() => ask(principal.voice.at(cells.app), spec, sample))
            if (answer.status !== 200) continue
            // a trial, and a set of which nothing could be done, are no deeds
            if ((sample.body as { dry?: boolean } | undefined)?.dry || sample.query?.commit === 'no') break
            done.add(keyOf(spec))
            if (rows === 0) silent.push(`${principal.name} ${keyOf(spec)} on ${thing.label}`)
            break
          }
        }
      console.log(
        `audit: ${done.size} of ${owed.length} endpoints that owe a row were done with success; not done: ${owed
          .map(keyOf)
          .filter((key) => !done.has(key))
          .join(', ')}`,
      )
      expect(silent).toEqual([])
      expect(done.size).toBeGreaterThanOrEqual(40)
    } finally {
      await cells.close()
    }
  } finally {
    await world.close()
  }
}, 300_000)

// as in complete.test.ts
const noDeeds = ['POST /accounts/check', 'POST /cases/marks', 'POST /cases/marks/removal', 'POST /cases/looks']

const owes = (spec: AnyEndpoint): boolean =>
  !noDeeds.includes(keyOf(spec)) &&
  (spec.method === 'POST' ||
    spec.kind === 'download' ||
    Object.values(spec.objects ?? {}).some((kind) => ['teacher', 'case', 'account'].includes(kind)))
