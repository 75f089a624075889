import { type Level, levels, type Role, roles as roleList } from '../standard/levels.ts'

/**
 * Who may do what, and how far the post reaches: the only table of permissions in the system. Source: the mission document, sections
 * 三–六, and docs/domain/permission.md. The oracle it is tested against (server/testing/policy.csv) is written by hand from the same articles.
 */
export { type Level, levelNames, levels, type Role, roleName } from '../standard/levels.ts'
export const roles = roleList.map((role) => role.id)
const all = levels

/** own: the post's own unit; below: it and all under it; self: one's own record; turn: the desk a case waits at; party: a case that concerns the unit or one below. */
export type Reach = 'own' | 'below' | 'self' | 'turn' | 'party'
export interface Grant {
  roles: readonly Role[]
  levels: readonly Level[]
  reach: Reach
}

const reader = [
  { roles: ['information', 'query'], levels: all, reach: 'below' },
  { roles: ['head'], levels: ['school'], reach: 'own' },
] as const satisfies readonly Grant[]
const clerk = [{ roles: ['information'], levels: ['school'], reach: 'own' }] as const satisfies readonly Grant[]
const schoolSystem = [{ roles: ['system'], levels: ['school'], reach: 'own' }] as const satisfies readonly Grant[]
const self = [{ roles: ['teacher'], levels: ['school'], reach: 'self' }] as const satisfies readonly Grant[]

export const policy = {
  /** the start page of any post */
  'home.read': [{ roles, levels: all, reach: 'own' }],
  'unit.read': [{ roles: ['system', 'information', 'query', 'head'], levels: all, reach: 'below' }],
  'unit.import': [{ roles: ['system'], levels: ['ministry'], reach: 'own' }],
  /** the standard and the profile in force are no secret to those who work by it */
  'standard.read': [{ roles, levels: all, reach: 'own' }],
  'account.list': [{ roles: ['system'], levels: all, reach: 'own' }],
  'account.generate': schoolSystem,
  'account.code': schoolSystem,
  'head.name': schoolSystem,
  'teacher.list': reader,
  'teacher.read': [...reader, ...self],
  'teacher.unmask': [{ roles: ['information'], levels: all, reach: 'below' }, ...self],
  'teacher.edit': [...clerk, ...self],
  'teacher.submit': self,
  'report.hand-over': clerk,
  'report.send': clerk,
  'case.list': [
    { roles: ['information'], levels: all, reach: 'own' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
  'case.read': [
    { roles: ['information'], levels: all, reach: 'party' },
    { roles: ['head'], levels: ['school'], reach: 'party' },
  ],
  'case.decide': [
    { roles: ['information'], levels: all, reach: 'turn' },
    { roles: ['head'], levels: ['school'], reach: 'turn' },
  ],
  'import.read': clerk,
  'import.work': clerk,
  'progress.read': [
    { roles: ['information', 'query'], levels: all, reach: 'below' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
} as const satisfies Record<string, readonly Grant[]>

export type Action = keyof typeof policy

/** Somebody at work in one post (岗位). A session acts in exactly one. */
export interface Actor {
  personId: string
  personProvince: string
  personName: string
  accountId: string
  postId: string
  role: Role
  level: Level
  unitId: string
  unitName: string
  unitPath: string
  provinceCode: string
  /** school category of the post's unit; null at an authority */
  category: string | null
}

/** What an action is done to: where it stands, whose it is. */
export interface Resource {
  unitId?: string
  unitPath?: string
  personId?: string
  /** the desk a case waits at */
  desk?: { unitId: string; role: string } | null
  /** the paths of a case's parties */
  parties?: readonly string[]
}

/** May this post do this at all, somewhere? */
export function mayEver(actor: Pick<Actor, 'role' | 'level'>, action: Action): boolean {
  return grantsOf(actor, action).length > 0
}

/** May this post do this to that? */
export function can(actor: Actor, action: Action, resource: Resource): boolean {
  return grantsOf(actor, action).some((grant) => reaches(actor, grant.reach, resource))
}

function grantsOf(actor: Pick<Actor, 'role' | 'level'>, action: Action): Grant[] {
  const grants: readonly Grant[] = policy[action]
  return grants.filter((grant) => grant.roles.includes(actor.role) && grant.levels.includes(actor.level))
}

function reaches(actor: Actor, reach: Reach, resource: Resource): boolean {
  switch (reach) {
    case 'own':
      return resource.unitId === actor.unitId
    case 'below':
      return resource.unitPath?.startsWith(actor.unitPath) ?? false
    case 'self':
      return resource.personId !== undefined && resource.personId === actor.personId
    case 'turn':
      return resource.desk?.unitId === actor.unitId && resource.desk.role === actor.role
    case 'party':
      return resource.parties?.some((path) => path.startsWith(actor.unitPath)) ?? false
  }
}
