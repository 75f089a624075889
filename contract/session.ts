import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels, roles } from './policy.ts'
import { Done, Id, Paging, pageOf } from './shape.ts'

/** The version of the privacy notice (隐私告知) that has to be accepted. */
export const noticeVersion = '2026-11'

/** Minutes after the password or the second factor was given during which dangerous acts ask for no confirmation (A17). */
export const freshMinutes = 5

export const Post = z.object({
  id: Id,
  role: z.enum(roles),
  roleName: z.string(),
  unitId: z.string(),
  unitName: z.string(),
  level: z.enum(levels),
  category: z.string().nullable(),
})
export type Post = z.infer<typeof Post>

/** What others did to one's account, told until it is read (R05). */
export const AccountNotice = z.object({ id: Id, at: z.string(), text: z.string() })
export type AccountNotice = z.infer<typeof AccountNotice>

/** 两步验证 of this session: set-up: demanded, and there is none yet; give: there is one, and this session has not given it. Until then nothing else is open. */
export const factorStates = ['not-needed', 'set-up', 'give', 'done'] as const

export const Me = z.object({
  name: z.string(),
  /** the password must be set before anything else is open */
  mustSetPassword: z.boolean(),
  /** why: first login or a reset; or an administrator's password that has become too old */
  passwordWhy: z.enum(['first', 'expired']).nullable(),
  /** days since the password was set, when it is time to remind of a new one */
  passwordAge: z.number().int().nullable(),
  noticeVersion: z.string(),
  factor: z.enum(factorStates),
  /** the account has a second factor */
  hasFactor: z.boolean(),
  post: Post.nullable(),
  posts: z.array(Post),
  /** actions of the policy table this post may do somewhere; menus are drawn from it */
  can: z.array(z.string()),
  practice: z.boolean(),
  today: z.string(),
  lastLoginAt: z.string().nullable(),
  lastLoginNetwork: z.string().nullable(),
  /** failed sign-ins between the last login and this one */
  failuresSince: z.number().int(),
  notices: z.array(AccountNotice),
})
export type Me = z.infer<typeof Me>

const Code = z.string().regex(/^\d{6}$/, '动态口令是 6 位数字')

/** One of one's own sessions. */
export const SessionRow = z.object({
  id: Id,
  current: z.boolean(),
  at: z.string(),
  seenAt: z.string(),
  network: z.string().nullable(),
  /** such as “Windows · Chrome 120”, read from what the browser says of itself */
  agent: z.string().nullable(),
  post: z.string().nullable(),
})
export type SessionRow = z.infer<typeof SessionRow>

export const LoginRow = z.object({
  at: z.string(),
  network: z.string().nullable(),
  done: z.boolean(),
  /** in words: 登录成功, 密码不正确 … */
  what: z.string(),
})
export type LoginRow = z.infer<typeof LoginRow>

/** What one's own account is. */
export const OwnAccount = z.object({
  logins: z.array(z.string()),
  passwordSetAt: z.string().nullable(),
  noticeVersion: z.string().nullable(),
  noticeAt: z.string().nullable(),
  factorSince: z.string().nullable(),
  /** whether the present post asks for a second factor */
  factorNeeded: z.boolean(),
  sessions: z.array(SessionRow),
})
export type OwnAccount = z.infer<typeof OwnAccount>

export const sessionApi = {
  /** `proof`: the solved challenge that a refusal `login.proof` came with, as JSON. */
  login: endpoint({
    method: 'POST',
    path: '/session',
    summary: '登录：账号与密码，或账号与激活码',
    permission: 'public',
    body: z.object({
      login: z.string().min(1).max(64),
      secret: z.string().min(1).max(128),
      proof: z.string().max(4000).optional(),
    }),
    returns: Me,
  }),
  /** Whom the session belongs to; `null` when nobody is signed in. */
  me: endpoint({ method: 'GET', path: '/session', summary: '当前登录', permission: 'public', returns: Me.nullable() }),
  logout: endpoint({
    method: 'POST',
    path: '/session/end',
    summary: '退出登录',
    permission: 'signed-in',
    returns: Done,
  }),
  setPassword: endpoint({
    method: 'POST',
    path: '/session/password',
    summary: '设置或修改自己的密码并确认隐私告知',
    permission: 'signed-in',
    body: z.object({ password: z.string().min(1).max(128), notice: z.string().max(20) }),
    returns: Me,
  }),
  switchPost: endpoint({
    method: 'POST',
    path: '/session/post',
    summary: '切换岗位',
    permission: 'signed-in',
    body: z.object({ postId: Id }),
    returns: Me,
  }),
  confirm: endpoint({
    method: 'POST',
    path: '/session/confirmation',
    summary: '重要操作前再次确认本人：密码，或动态口令',
    permission: 'signed-in',
    body: z.object({ secret: z.string().min(1).max(128) }),
    returns: z.object({ freshUntil: z.string() }),
  }),
  giveFactor: endpoint({
    method: 'POST',
    path: '/session/factor',
    summary: '两步验证：输入动态口令',
    permission: 'signed-in',
    body: z.object({ code: Code }),
    returns: Me,
  }),
  setUpFactor: endpoint({
    method: 'POST',
    path: '/session/factor/set-up',
    summary: '设置两步验证：取得密钥',
    permission: 'signed-in',
    returns: z.object({ secret: z.string(), uri: z.string() }),
  }),
  confirmFactor: endpoint({
    method: 'POST',
    path: '/session/factor/confirmation',
    summary: '设置两步验证：用一次动态口令确认',
    permission: 'signed-in',
    body: z.object({ code: Code }),
    returns: Me,
  }),
  account: endpoint({
    method: 'GET',
    path: '/session/account',
    summary: '我的账号：登录名、密码、两步验证、当前的各处登录',
    permission: 'signed-in',
    returns: OwnAccount,
  }),
  logins: endpoint({
    method: 'GET',
    path: '/session/logins',
    summary: '我的账号：近 90 天的登录记录',
    permission: 'signed-in',
    query: z.object(Paging),
    returns: pageOf(LoginRow),
  }),
  endOther: endpoint({
    method: 'POST',
    path: '/session/others/:sessionId/end',
    summary: '结束自己在另一处的登录',
    permission: 'signed-in',
    params: z.object({ sessionId: Id }),
    returns: Done,
  }),
  endOthers: endpoint({
    method: 'POST',
    path: '/session/others/end',
    summary: '结束自己在其他各处的登录',
    permission: 'signed-in',
    returns: z.object({ ended: z.number().int() }),
  }),
  readNotices: endpoint({
    method: 'POST',
    path: '/session/notices/read',
    summary: '知道了：账号提醒已阅',
    permission: 'signed-in',
    body: z.object({ ids: z.array(Id).min(1).max(50) }),
    returns: Done,
  }),
}
