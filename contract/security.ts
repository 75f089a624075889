import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Done, Id, Paging, pageOf, Signature } from './shape.ts'

interface Rule {
  name: string
  /** what it does, for whoever sets it */
  meaning: string
  unit: string
  least: number
  most: number
  /** what counts where nothing is set: the least strict value allowed (A14) */
  builtIn: number
}

/** 安全策略 in numbers: what a province's 安全管理员 may set, and between what bounds. In each of them the smaller value is the stricter one. */
export const securityRules = {
  idleMinutesAdmin: {
    name: '管理员无操作自动退出',
    meaning: '系统、安全、审计管理员多久没有操作就退出登录',
    unit: '分钟',
    least: 5,
    most: 15,
    builtIn: 15,
  },
  idleMinutes: {
    name: '其他人无操作自动退出',
    meaning: '其他岗位多久没有操作就退出登录',
    unit: '分钟',
    least: 5,
    most: 30,
    builtIn: 30,
  },
  longestHours: {
    name: '一次登录最长时间',
    meaning: '无论是否在操作，到时都要重新登录',
    unit: '小时',
    least: 1,
    most: 8,
    builtIn: 8,
  },
  sessions: {
    name: '同时登录数',
    meaning: '一个账号可以同时在几处登录；管理员始终只能一处',
    unit: '处',
    least: 1,
    most: 3,
    builtIn: 3,
  },
  failures: {
    name: '同一网络连续失败次数',
    meaning: '15 分钟内一个账号在同一网络失败这么多次，该网络须等待',
    unit: '次',
    least: 3,
    most: 5,
    builtIn: 5,
  },
  failuresADay: {
    name: '一天失败次数',
    meaning: '一个账号一天内失败这么多次即锁定，由其系统管理员解锁',
    unit: '次',
    least: 10,
    most: 20,
    builtIn: 20,
  },
  proofAfter: {
    name: '失败几次后要求验证',
    meaning: '失败这么多次后，登录前浏览器须先完成一次计算验证',
    unit: '次',
    least: 0,
    most: 2,
    builtIn: 2,
  },
  passwordDaysAdmin: {
    name: '管理员密码有效期',
    meaning: '到期后管理员必须更换密码',
    unit: '天',
    least: 30,
    most: 90,
    builtIn: 90,
  },
  passwordDays: {
    name: '其他人密码提醒期',
    meaning: '到期后提醒更换密码',
    unit: '天',
    least: 90,
    most: 365,
    builtIn: 365,
  },
  unusedDaysAdmin: {
    name: '管理员账号闲置停用',
    meaning: '这么多天没有登录的管理员账号自动停用',
    unit: '天',
    least: 30,
    most: 90,
    builtIn: 90,
  },
  unmaskADay: {
    name: '每人每天查看敏感信息',
    meaning: '每人每天可以查看几项完整的证件号码、电话、地址等；办理审核时的核对和本人信息不计',
    unit: '项',
    least: 0,
    most: 50,
    builtIn: 50,
  },
} as const satisfies Record<string, Rule>

/** 安全策略 that is on or off; on is the stricter. */
export const securitySwitches = {
  factorAtSchools: {
    name: '学校也用两步验证',
    meaning: '学校的信息管理员、信息查询员和负责人登录时也须两步验证',
    builtIn: false,
  },
} as const

/** One sentence for whatever is wrong with a number. */
function within({ name, unit, least, most }: Rule) {
  const error = `${name}应为 ${least} 至 ${most} ${unit}之间的整数`
  return z.int({ error }).min(least, { error }).max(most, { error })
}
const rules = securityRules

/** A whole 安全策略, nothing left out. */
export const WholeSettings = z.strictObject({
  /** minutes without a request after which a session of a 系统、安全、审计管理员 ends */
  idleMinutesAdmin: within(rules.idleMinutesAdmin),
  /** … of everybody else */
  idleMinutes: within(rules.idleMinutes),
  /** hours after which any session ends */
  longestHours: within(rules.longestHours),
  /** sessions that one account may have at once; administrators have one */
  sessions: within(rules.sessions),
  /** failures of one account from one network in 15 minutes before that network must wait (A07) */
  failures: within(rules.failures),
  /** failures of one account in a day before it is locked until its administrator unlocks it */
  failuresADay: within(rules.failuresADay),
  /** failures after which a proof of work is asked for (C01) */
  proofAfter: within(rules.proofAfter),
  /** days after which an administrator must choose a new password, and after which everybody else is reminded */
  passwordDaysAdmin: within(rules.passwordDaysAdmin),
  passwordDays: within(rules.passwordDays),
  /** days without signing in after which an administrator's account is stopped (A21) */
  unusedDaysAdmin: within(rules.unusedDaysAdmin),
  /** class-4 values that one person may have shown in clear in a day (P03) */
  unmaskADay: within(rules.unmaskADay),
  /** whether 信息管理员, 信息查询员 and 负责人 of schools need the second factor too (A11) */
  factorAtSchools: z.boolean({ error: `${securitySwitches.factorAtSchools.name}应为开启或关闭` }),
})
export type SecuritySettings = z.infer<typeof WholeSettings>

/** What counts where nothing is set. */
export const builtInSettings: SecuritySettings = {
  idleMinutesAdmin: rules.idleMinutesAdmin.builtIn,
  idleMinutes: rules.idleMinutes.builtIn,
  longestHours: rules.longestHours.builtIn,
  sessions: rules.sessions.builtIn,
  failures: rules.failures.builtIn,
  failuresADay: rules.failuresADay.builtIn,
  proofAfter: rules.proofAfter.builtIn,
  passwordDaysAdmin: rules.passwordDaysAdmin.builtIn,
  passwordDays: rules.passwordDays.builtIn,
  unusedDaysAdmin: rules.unusedDaysAdmin.builtIn,
  unmaskADay: rules.unmaskADay.builtIn,
  factorAtSchools: securitySwitches.factorAtSchools.builtIn,
}

// made once: every request asks
const KeptSettings = WholeSettings.strip()

/** The settings in force, from how they are kept: a rule younger than the policy counts as built in, and so does all of it if anything is no longer allowed. */
export function settingsInForce(kept: unknown): SecuritySettings {
  if (kept === null || kept === undefined) return builtInSettings
  const found = KeptSettings.safeParse({ ...builtInSettings, ...(typeof kept === 'object' ? kept : {}) })
  return found.success ? found.data : builtInSettings
}

/** A 安全策略 proposed by one 安全管理员, and what became of it. */
export const SecurityProposal = z.object({
  id: Id,
  unitName: z.string(),
  settings: WholeSettings,
  /** what was in force when it was decided; of an open one, what is in force now */
  before: WholeSettings,
  reason: z.string(),
  proposedBy: Signature.nullable(),
  proposedAt: z.string(),
  state: z.enum(['open', 'confirmed', 'refused', 'withdrawn']),
  decidedBy: Signature.nullable(),
  decidedAt: z.string().nullable(),
  decidedReason: z.string().nullable(),
  can: z.array(z.enum(['decide', 'withdraw'])),
})
export type SecurityProposal = z.infer<typeof SecurityProposal>

const params = z.object({ proposalId: Id })
const reason = z.string().trim().min(2, '请说明理由，至少 2 个字').max(500, '理由最多 500 个字')

export const securityApi = {
  read: endpoint({
    method: 'GET',
    path: '/security',
    summary: '安全策略：现行策略、待审核的变更、历次变更',
    permission: 'security.read',
    query: z.object(Paging),
    returns: z.object({
      unitName: z.string(),
      inForce: z.object({
        /** null: built in */
        id: Id.nullable(),
        from: z.enum(['own', 'centre', 'built-in']),
        since: z.string().nullable(),
        settings: WholeSettings,
      }),
      open: SecurityProposal.nullable(),
      /** of the provinces, for the centre: at most one each */
      below: z.array(SecurityProposal),
      /** the own unit's, newest first */
      history: pageOf(SecurityProposal),
    }),
  }),
  /** takes effect when another 安全管理员 has confirmed it */
  propose: endpoint({
    method: 'POST',
    path: '/security/proposals',
    summary: '提交安全策略变更',
    permission: 'security.change',
    fresh: true,
    body: z.object({
      settings: WholeSettings,
      reason,
      /** `inForce.id` of the page it was made on */
      basedOn: Id.nullable(),
    }),
    returns: z.object({ id: Id }),
  }),
  /** by another 安全管理员 of the unit, or of the centre (S05); in force from the next request on */
  decide: endpoint({
    method: 'POST',
    path: '/security/proposals/:proposalId/decision',
    summary: '审核安全策略变更：确认或退回',
    permission: 'security.change',
    fresh: true,
    objects: { proposalId: 'proposal' },
    params,
    body: z.object({ decision: z.enum(['confirm', 'refuse']), reason }),
    returns: Done,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: '/security/proposals/:proposalId/withdrawal',
    summary: '撤回自己提交的安全策略变更',
    permission: 'security.change',
    objects: { proposalId: 'proposal' },
    params,
    body: z.object({ reason }),
    returns: Done,
  }),
}
