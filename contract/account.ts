import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Day, Done, Finding, Id, Paging, pageOf, UnitId } from './shape.ts'

/** One line of the sheet (四项信息): as typed or pasted. */
export const FourItems = z.object({
  name: z.string().max(200),
  gender: z.string().max(20),
  birthDate: z.string().max(40),
  idNumber: z.string().max(60),
  /** 档案为准: why the birth date differs from the one in the number */
  birthDateReason: z.string().max(200).optional(),
})
export type FourItems = z.infer<typeof FourItems>

/** What decides whether somebody belongs to the collection (采集范围), as typed: 在编 or 合同, 教师 … 工勤, and the contract's days. */
export const ScopeItems = z.object({
  relation: z.string().max(40).default(''),
  postKind: z.string().max(40).default(''),
  contractFrom: z.string().max(40).default(''),
  contractTo: z.string().max(40).default(''),
})
export type ScopeItems = z.output<typeof ScopeItems>

/** The answer as it is kept; a contract without `contractTo` has no fixed end. */
export const CollectionScope = z.object({
  relation: z.enum(['establishment', 'contract']),
  postKind: z.enum(['teacher', 'technical', 'management', 'worker']),
  contractFrom: Day.nullable(),
  contractTo: Day.nullable(),
})
export type CollectionScope = z.infer<typeof CollectionScope>

/** One person of the sheet: the four items, the kind of document (居民身份证 unless told), and the scope. */
export const Newcoming = FourItems.extend({ idType: z.string().max(40).default(''), ...ScopeItems.shape })
export type Newcoming = z.output<typeof Newcoming>

const sheet = z.object({
  rows: z.array(Newcoming).min(1, '名单为空').max(500, '一次最多 500 人'),
  /** the own school unless told; else one of its attached classes */
  unitId: UnitId.optional(),
})

/** A finding at a cell: row is the 0-based place in the sheet. */
export const CellFinding = Finding.extend({ row: z.string() })
export type CellFinding = z.infer<typeof CellFinding>

export const Checked = z.object({
  findings: z.array(CellFinding),
  /** the rows as they would be kept (repaired width, blanks, dates) */
  rows: z.array(Newcoming),
  /** how many rows have no error */
  good: z.number().int(),
})

/** A one-time code, shown once; only its hash is kept. */
export const Slip = z.object({ name: z.string(), login: z.string(), code: z.string(), expiresOn: z.string() })

/** What may be done about an account; each act has an endpoint below. `take-factor`: ask for its second factor to be taken away, or at a school take it away. */
export const accountActs = ['name-head', 'end-head', 'new-code', 'unlock', 'stop', 'restart', 'take-factor'] as const

/** How an administrator made sure who asks (R04): 当面, 电话回拨, 公函. */
export const IdentityCheck = z.enum(['in-person', 'call-back', 'letter'])

export const AccountRow = z.object({
  accountId: Id,
  name: z.string(),
  gender: z.string(),
  birthDate: z.string().nullable(),
  login: z.string(),
  /** of the next level only the 系统管理员 (培训管理员) are listed, and only by these */
  roles: z.array(z.string()),
  unitId: UnitId,
  unitName: z.string(),
  state: z.enum(['pending', 'active', 'locked', 'stopped']),
  head: z.boolean(),
  /** has set up a second factor (两步验证) */
  factor: z.boolean(),
  /** an open request to take it away */
  factorAsked: z.boolean(),
  can: z.array(z.enum(accountActs)),
})
export type AccountRow = z.infer<typeof AccountRow>

export const FactorRequest = z.object({
  id: Id,
  /** whose second factor */
  name: z.string(),
  unitName: z.string(),
  reason: z.string(),
  checked: IdentityCheck,
  askedBy: z.string(),
  askedAt: z.string(),
  state: z.enum(['open', 'agreed', 'refused']),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  can: z.array(z.enum(['decide'])),
})
export type FactorRequest = z.infer<typeof FactorRequest>

export const UnknownPerson = z.object({
  id: Id,
  at: z.string(),
  unitId: UnitId,
  batchNo: z.string().nullable(),
  items: FourItems,
})

/** Somebody whose contract has ended, or ends within 30 days: does he still belong? */
export const ScopeQuestion = z.object({
  personId: Id,
  name: z.string(),
  unitName: z.string(),
  scope: CollectionScope,
  /** days until it ends; negative when it has */
  daysLeft: z.number().int(),
})
export type ScopeQuestion = z.infer<typeof ScopeQuestion>

export const accountApi = {
  list: endpoint({
    method: 'GET',
    path: '/accounts',
    summary: '本单位账号；直属下级单位的系统管理员',
    permission: 'account.list',
    query: z.object({
      ...Paging,
      search: z.string().max(50).optional(),
      scope: z.enum(['own', 'next']).default('own'),
    }),
    returns: pageOf(AccountRow),
  }),
  check: endpoint({
    method: 'POST',
    path: '/accounts/check',
    summary: '核对教师四项信息（不生成账号）',
    permission: 'account.generate',
    objects: { unitId: 'unit' },
    body: sheet,
    returns: Checked,
  }),
  generate: endpoint({
    method: 'POST',
    path: '/accounts',
    summary: '生成教师账号',
    permission: 'account.generate',
    objects: { unitId: 'unit' },
    body: sheet.extend({ unknownIds: z.array(Id).max(500).default([]) }),
    returns: z.object({ slips: z.array(Slip) }),
  }),
  newCode: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/codes',
    summary: '重置：重发激活码',
    permission: 'account.code',
    fresh: true,
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    body: z.object({ checked: IdentityCheck }),
    returns: Slip,
  }),
  /** Ends a lock that failed sign-ins have brought about. */
  unlock: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/unlock',
    summary: '解锁账号',
    permission: 'account.code',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    body: z.object({ checked: IdentityCheck }),
    returns: Done,
  }),
  /** Nobody signs in to it until it is restarted; its sessions end. Posts stay. */
  stop: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/stop',
    summary: '停用账号',
    permission: 'account.stop',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    body: z.object({ reason: z.string().trim().min(2, '请写明停用的原因').max(200) }),
    returns: Done,
  }),
  restart: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/restart',
    summary: '启用账号',
    permission: 'account.stop',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    body: z.object({ reason: z.string().trim().min(2, '请写明启用的原因').max(200) }),
    returns: Done,
  }),
  /**
   * 解除两步验证: at a school done at once; of an account with a post at county level or above asked for, and done when a second person has agreed: the
   * 系统管理员 of the authority above the asking unit, or a 安全管理员 of the asking unit (R03).
   */
  takeFactor: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/factor',
    summary: '解除两步验证（县级及以上须另一人同意）',
    permission: 'account.factor',
    fresh: true,
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    body: z.object({ checked: IdentityCheck, reason: z.string().trim().min(2, '请写明原因').max(200) }),
    returns: z.object({ done: z.boolean() }),
  }),
  /** Open requests that the post has made or may decide on, and those of the last 30 days. */
  factorRequests: endpoint({
    method: 'GET',
    path: '/accounts/factor-requests',
    summary: '解除两步验证的申请',
    permission: 'account.factor.confirm',
    returns: z.object({ requests: z.array(FactorRequest).max(200) }),
  }),
  decideFactor: endpoint({
    method: 'POST',
    path: '/accounts/factor-requests/:requestId/decision',
    summary: '同意或不同意解除两步验证',
    permission: 'account.factor.confirm',
    fresh: true,
    objects: { requestId: 'request' },
    params: z.object({ requestId: Id }),
    body: z.object({ agree: z.boolean(), reason: z.string().trim().max(200).optional() }),
    returns: Done,
  }),
  nameHead: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/head',
    summary: '指定学校负责人',
    permission: 'head.name',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    returns: Done,
  }),
  endHead: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/head/end',
    summary: '撤销学校负责人',
    permission: 'head.name',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    returns: Done,
  }),
  /** contracts that have ended or end within 30 days, those over first */
  scopeQuestions: endpoint({
    method: 'GET',
    path: '/accounts/scope-questions',
    summary: '合同到期、待确认是否仍在采集范围的人员',
    permission: 'account.generate',
    query: z.object(Paging),
    returns: pageOf(ScopeQuestion),
  }),
  /** `ended`: no further contract; the person leaves by a status change, which is the 信息管理员's. All answers, or none with every error */
  answerScope: endpoint({
    method: 'POST',
    path: '/accounts/scope-answers',
    summary: '确认合同到期人员：续签、转为在编，或不再续签',
    permission: 'account.generate',
    body: z.object({
      answers: z
        .array(
          z.discriminatedUnion('answer', [
            z.object({ personId: Id, answer: z.literal('ended') }),
            z.object({ personId: Id, answer: z.literal('stays'), ...ScopeItems.shape }),
          ]),
        )
        .min(1)
        .max(200),
    }),
    returns: z.object({ done: z.number().int() }),
  }),
  /** Reads the four items and the scope out of a workbook or .csv of at most 500 people, by the names of its columns; writes nothing. */
  readSheet: endpoint({
    method: 'POST',
    path: '/accounts/sheet',
    summary: '从工作簿读取人员名单（不生成账号）',
    permission: 'account.generate',
    kind: 'upload',
    maxBytes: 2 * 1024 * 1024,
    returns: z.object({ rows: z.array(Newcoming), left: z.array(z.string()) }),
  }),
  /** people named in an import whom the school does not have */
  unknown: endpoint({
    method: 'GET',
    path: '/accounts/unknown',
    summary: '待建账号的人员（导入中出现而本校没有）',
    permission: 'account.generate',
    returns: z.object({ people: z.array(UnknownPerson).max(500) }),
  }),
}
