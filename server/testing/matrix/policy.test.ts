import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Action, type Grant, levels, policy, type Reach, type Role, roles } from '../../../contract/policy.ts'
import type { House } from '../../platform/context.ts'
import { refuseUndeclaredRoutes, serve } from '../../platform/http.ts'
import { actionsOfOracle, reachOf } from './oracle.ts'

type Table = Record<string, readonly Grant[]>

/** Where a table of permissions and the oracle do not say the same, cell by cell: action × role × level. */
function differences(table: Table): string[] {
  return [...new Set([...Object.keys(table), ...actionsOfOracle])].flatMap((action) =>
    roles.flatMap((role) =>
      levels.flatMap((level) => {
        const granted = (table[action] ?? [])
          .filter((grant) => grant.roles.includes(role) && grant.levels.includes(level))
          .map(({ reach }) => reach)
        const said = reachOf(action, role, level)
        return granted.join(' and ') === (said ?? '')
          ? []
          : [`${action} ${role}@${level}: ${granted.join(' and ') || 'nothing'}, the oracle says ${said ?? 'nothing'}`]
      }),
    ),
  )
}

describe('the policy table', () => {
  test('says what the hand-written oracle says, cell by cell', () => {
    expect(differences(policy)).toEqual([])
  })

  const grants = Object.entries(policy).flatMap(([action, list]: [string, readonly Grant[]]) =>
    list.map((grant, at) => ({ action: action as Action, grant, at })),
  )
  const reaches: readonly Reach[] = ['own', 'next', 'below', 'self', 'turn', 'party']
  const withGrant = (action: Action, at: number, changed: Grant | null): Table => ({
    ...policy,
    [action]: policy[action].flatMap((grant: Grant, i) => (i === at ? (changed ? [changed] : []) : [grant])),
  })

  test('is told apart from the oracle by every single grant that is taken away, widened, narrowed or given another reach', () => {
    let mutants = 0
    const survivors: string[] = []
    const mutate = (what: string, table: Table) => {
      mutants += 1
      if (differences(table).length === 0) survivors.push(what)
    }
    for (const { action, grant, at } of grants) {
      mutate(`${action} without its grant ${at}`, withGrant(action, at, null))
      for (const role of roles)
        mutate(
          `${action} ${at} with role ${role} turned over`,
          withGrant(action, at, { ...grant, roles: turned<Role>(grant.roles, role) }),
        )
      for (const level of levels)
        mutate(
          `${action} ${at} with level ${level} turned over`,
          withGrant(action, at, { ...grant, levels: turned(grant.levels, level) }),
        )
      for (const reach of reaches)
        if (reach !== grant.reach)
          mutate(`${action} ${at} reaching ${reach}`, withGrant(action, at, { ...grant, reach }))
    }
    mutate('an action that the oracle does not know', {
      ...policy,
      'teacher.sell': [{ roles: ['system'], levels: ['school'], reach: 'own' }],
    })
    console.log(`policy table: ${grants.length} grants, ${mutants} mutants, ${mutants - survivors.length} told apart`)
    expect(survivors).toEqual([])
    expect(mutants).toBeGreaterThan(grants.length * 15)
  })

  const turned = <T>(list: readonly T[], one: T): T[] =>
    list.includes(one) ? list.filter((each) => each !== one) : [...list, one]
})

describe('a server with a route that does not say who may ask', () => {
  const open = () => {
    const app = Fastify()
    app.decorate('house', null as unknown as House)
    app.decorate('served', [])
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    refuseUndeclaredRoutes(app)
    return app
  }
  const spec = { method: 'GET', path: '/things', summary: 'x', returns: z.object({}) } as const

  test('does not start when the permission is unknown', () => {
    expect(() => serve(open(), { ...spec, permission: 'things.read' as Action }, async () => ({}))).toThrow(
      /GET \/api\/things: expected a permission of contract\/policy.ts.*saw "things.read"/,
    )
  })

  test('does not start when there is none, also past the one way of binding a route', () => {
    expect(() => serve(open(), { ...spec, permission: undefined as unknown as Action }, async () => ({}))).toThrow(
      'saw undefined',
    )
    expect(() => open().get('/api/things', async () => 'x')).toThrow('saw undefined')
    expect(() => open().get('/api/things', { schema: { summary: 'x' } }, async () => 'x')).toThrow('saw undefined')
  })

  test('starts with permissions that the table knows, and with the pages that are no API', async () => {
    const app = open()
    serve(app, { ...spec, permission: 'unit.read' }, async () => ({}))
    serve(app, { ...spec, path: '/things/public', permission: 'public' }, async () => ({}))
    app.get('/things', async () => 'x')
    await expect(app.ready()).resolves.toBe(app)
    await app.close()
  })
})
