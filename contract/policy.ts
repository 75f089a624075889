import { type Level, levels, type Role, roles as roleList } from '../standard/levels.ts'

/**
 * Who may do what, and how far the post reaches: the only table of permissions in the system. Source: the mission document, sections
 * 三–六, and docs/domain/permission.md. The oracle it is tested against (server/testing/policy.csv) is written by hand from the same articles.
 */
export { type Level, levelNames, levels, type Role, roleName } from '../standard/levels.ts'
export const roles = roleList.map((role) => role.id)
/** the five levels; a training institution is none */
const all = ['ministry', 'province', 'city', 'county', 'school'] as const satisfies readonly Level[]
const authorities = ['ministry', 'province', 'city', 'county'] as const satisfies readonly Level[]
const separated = ['ministry', 'province'] as const satisfies readonly Level[]

/**
 * own: the post's own unit, of a school its attached classes too; next: the own unit and those directly under it; below: it and all under it; self: one's own
 * record; turn: the desk a case waits at; party: a case that concerns the unit or one below.
 */
export type Reach = 'own' | 'next' | 'below' | 'self' | 'turn' | 'party'
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
const systemNext = [{ roles: ['system'], levels: all, reach: 'next' }] as const satisfies readonly Grant[]
const self = [{ roles: ['teacher'], levels: ['school'], reach: 'self' }] as const satisfies readonly Grant[]
/** the centre's 安全管理员 may stand in for the second one of a province (S05) */
const security = [
  { roles: ['security'], levels: ['ministry'], reach: 'below' },
  { roles: ['security'], levels: ['province'], reach: 'own' },
] as const satisfies readonly Grant[]

export const policy = {
  /** the start page of any post */
  'home.read': [{ roles, levels, reach: 'own' }],
  'unit.read': [{ roles: ['system', 'information', 'query', 'audit', 'head'], levels: all, reach: 'below' }],
  /** the yearly list of institutions: read it in, decide on its differences, take it back */
  'unit.import': [{ roles: ['system'], levels: ['ministry'], reach: 'own' }],
  /** set a supervising authority by hand, against the derivation */
  'unit.move': [{ roles: ['system'], levels: separated, reach: 'below' }],
  /** say that an institution is wrong or missing; what units below have said */
  'unit.report': [{ roles: ['system'], levels: ['province', 'city', 'county', 'school'], reach: 'below' }],
  /** reports made by the own unit and below: where they are, what became of them */
  'unit.report.read': [{ roles: ['system'], levels: all, reach: 'below' }],
  'unit.report.answer': [{ roles: ['system'], levels: authorities, reach: 'below' }],
  'training.read': [{ roles: ['system', 'information'], levels: authorities, reach: 'own' }],
  'training.register': [{ roles: ['information'], levels: authorities, reach: 'own' }],
  /** the standard and the profile in force are no secret to those who work by it */
  'standard.read': [{ roles, levels: all, reach: 'own' }],
  /** 指标体系: what is collected, for everybody; what its 系统管理员 drafts and its 信息管理员 confirms, for those who choose */
  'profile.read': [{ roles, levels, reach: 'own' }],
  'profile.draft': [{ roles: ['system', 'information'], levels: separated, reach: 'own' }],
  'profile.edit': [{ roles: ['system'], levels: separated, reach: 'own' }],
  /** the standard itself: drafted by the centre's one, published by its other; a province says that it has seen a version */
  'national.read': [{ roles: ['system', 'information'], levels: ['ministry'], reach: 'own' }],
  'national.edit': [{ roles: ['system'], levels: ['ministry'], reach: 'own' }],
  'national.confirm': [{ roles: ['information'], levels: ['ministry'], reach: 'own' }],
  'national.see': [{ roles: ['system'], levels: ['province'], reach: 'own' }],
  'profile.confirm': [{ roles: ['information'], levels: separated, reach: 'own' }],
  'account.list': [{ roles: ['system'], levels: all, reach: 'own' }],
  'account.generate': schoolSystem,
  /** of the own unit, and of the 系统管理员 of the units directly under it: reset, unlock, stop, take away the second factor */
  'account.code': systemNext,
  'account.stop': systemNext,
  'account.factor': systemNext,
  /** the second person who agrees that a second factor be taken away: of the authority above, or a 安全管理员 of the own unit */
  'account.factor.confirm': [
    { roles: ['system'], levels: all, reach: 'next' },
    { roles: ['security'], levels: separated, reach: 'own' },
  ],
  'head.name': schoolSystem,
  /** the posts (岗位) of a unit: who holds them, give, hand over, end */
  'post.read': systemNext,
  'post.give': systemNext,
  /** more 信息管理员 for a university */
  'post.quota': [{ roles: ['system'], levels: ['province'], reach: 'below' }],
  /** 逐级分发: activation slips for vacant posts */
  'handout.read': systemNext,
  'handout.make': systemNext,
  /** 安全策略 */
  'security.read': security,
  'security.change': security,
  /** the audit log of the own unit and all below; the deeds about accounts of the own unit; who read one's own record */
  'audit.read': [{ roles: ['audit'], levels: separated, reach: 'below' }],
  'audit.accounts': [{ roles: ['system'], levels: all, reach: 'own' }],
  'audit.readers': self,
  /** 采集轮次 */
  'round.read': [
    { roles: ['system', 'information', 'query', 'head'], levels: all, reach: 'own' },
    { roles: ['teacher'], levels: ['school'], reach: 'own' },
  ],
  'round.open': [{ roles: ['information'], levels: separated, reach: 'below' }],
  'round.keep': [{ roles: ['information'], levels: separated, reach: 'own' }],
  'round.deadline': [{ roles: ['information'], levels: ['province', 'city', 'county'], reach: 'below' }],
  'round.calendar': [{ roles: ['information'], levels: ['ministry'], reach: 'own' }],
  /** 演练环境: what the own post practises; to begin anew, for the province that practises */
  'lesson.read': [{ roles, levels, reach: 'own' }],
  'practice.reset': [{ roles: ['system'], levels: ['province'], reach: 'own' }],
  /** 消息 to the own person and desk, but to none of the two who only keep watch (S03, S04); 求助 to the level above */
  'message.read': [
    { roles: ['system', 'information', 'query'], levels: all, reach: 'own' },
    { roles: ['head', 'teacher'], levels: ['school'], reach: 'own' },
    { roles: ['training'], levels: ['training'], reach: 'own' },
  ],
  'help.ask': [
    { roles: ['system', 'information'], levels: ['province', 'city', 'county', 'school'], reach: 'own' },
    { roles: ['head', 'teacher'], levels: ['school'], reach: 'own' },
  ],
  'help.close': [
    { roles: ['system', 'information'], levels: ['province', 'city', 'county', 'school'], reach: 'self' },
    { roles: ['head', 'teacher'], levels: ['school'], reach: 'self' },
  ],
  'help.answer': [{ roles: ['system', 'information'], levels: all, reach: 'turn' }],
  'teacher.list': reader,
  /** 交叉表 over one's reach */
  'query.statistics': reader,
  /** sensitive indicators (class 3) in filters and columns of lists and exports; to a 信息查询员 they are counted only, small numbers hidden */
  'query.sensitive': [
    { roles: ['information'], levels: all, reach: 'below' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
  /** people taken out as a file; large or sensitive ones after the unit's 系统管理员 has confirmed purpose and number */
  'export.make': [
    { roles: ['information'], levels: all, reach: 'below' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
  /** 下载中心: files made for one's post */
  'download.read': [
    { roles: ['information'], levels: all, reach: 'below' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
  'export.confirm': [{ roles: ['system'], levels: all, reach: 'own' }],
  'teacher.read': [...reader, ...self],
  /** 教师信息登记表 of many at once */
  'register.print': [
    { roles: ['information'], levels: all, reach: 'below' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
  'teacher.unmask': [{ roles: ['information'], levels: all, reach: 'below' }, ...self],
  'teacher.edit': [...clerk, ...self],
  'teacher.submit': self,
  'report.hand-over': clerk,
  'report.send': clerk,
  /** 问题数据: the numbers of the own unit and below; the people behind them, and mending, are the school's */
  'problem.read': [{ roles: ['information'], levels: all, reach: 'below' }],
  'problem.settle': clerk,
  /** 批量填报: one subset of many people as a sheet */
  'desk.fill': clerk,
  /** 交接单: what waits for the 负责人's signature, in numbers */
  'desk.summary': [
    { roles: ['information'], levels: ['school'], reach: 'own' },
    { roles: ['head'], levels: ['school'], reach: 'own' },
  ],
  /** who fills at the school, where the round leaves it to the school */
  'filling.choose': clerk,
  /** 主管部门填报: for teachers of the schools directly supervised; the school's 负责人 confirms */
  'entry.fill': [{ roles: ['information'], levels: authorities, reach: 'next' }],
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
  /** take back what the next desk has not opened */
  'case.withdraw': [...clerk, ...self],
  /** how large a sample, how long a case may wait; reasons of return of one's own: the authority's own desk */
  'case.setting': [{ roles: ['information'], levels: authorities, reach: 'own' }],
  'case.reason': [{ roles: ['information'], levels: authorities, reach: 'own' }],
  'import.read': clerk,
  'import.work': clerk,
  /** 催办: units below, and one's own teachers */
  'progress.urge': [{ roles: ['information'], levels: authorities, reach: 'below' }],
  'progress.urge.teacher': clerk,
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
  /** the unit above it */
  parentId?: string | null
  personId?: string
  /** the desk a case waits at */
  desk?: { unitId: string; role: string } | null
  /** the paths of a case's parties */
  parties?: readonly string[]
}

/** The two questions that the application asks before it lets anybody do anything. */
export interface Guard {
  mayEver: typeof mayEver
  can: typeof can
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
      return isOwn(actor, resource)
    case 'next':
      return resource.unitId === actor.unitId || resource.parentId === actor.unitId
    case 'below':
      return isBelow(actor, resource)
    case 'self':
      return resource.personId !== undefined && resource.personId === actor.personId
    case 'turn':
      return resource.desk?.unitId === actor.unitId && resource.desk.role === actor.role
    case 'party':
      return resource.parties?.some((path) => path.startsWith(actor.unitPath)) ?? false
  }
}

/** Of the post's own unit; of a school its attached classes too, which stand under it and have no posts of their own. */
export const isOwn = (actor: Actor, resource: Resource): boolean =>
  resource.unitId === actor.unitId || (actor.level === 'school' && isBelow(actor, resource))

const isBelow = (actor: Actor, { unitPath }: Resource): boolean => unitPath?.startsWith(actor.unitPath) ?? false
