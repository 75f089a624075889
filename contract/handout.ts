import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels, roles } from './policy.ts'
import { Day, Done, Id, Paging, pageOf, UnitId } from './shape.ts'

/** How far the 系统管理员 of a unit is: 未生成 → 已生成 → 已下载 → 已签收 → 已激活; 已过期: the slip has died unused, 30 天未激活. */
export const handoutStates = ['none', 'made', 'downloaded', 'received', 'activated', 'expired'] as const
export const handoutStateNames = {
  none: '未生成',
  made: '已生成',
  downloaded: '已下载',
  received: '已签收',
  activated: '已激活',
  expired: '已过期',
} as const satisfies Record<(typeof handoutStates)[number], string>

/** Most units in one act. */
export const handoutMost = 5000

/** Which of the units directly under the own one: those named, or `all` that the board shows under this search and state. */
const chosen = {
  unitIds: z.array(UnitId).min(1).max(handoutMost, `一次最多 ${handoutMost} 个单位`).optional(),
  all: z.literal(true).optional(),
  search: z.string().max(50).optional(),
  state: z.enum(handoutStates).optional(),
}

export const BoardRow = z.object({
  unitId: UnitId,
  code: z.string(),
  name: z.string(),
  level: z.enum(levels),
  /** 系统管理员; of a training institution 培训管理员 */
  role: z.enum(roles),
  roleName: z.string(),
  state: z.enum(handoutStates),
  slipNo: z.string().nullable(),
  madeAt: z.string().nullable(),
  downloadedAt: z.string().nullable(),
  receivedAt: z.string().nullable(),
  receivedBy: z.string().nullable(),
  activatedAt: z.string().nullable(),
  /** last day of the code, YYYY-MM-DD */
  expiresOn: z.string().nullable(),
  /** who holds the post */
  holder: z.string().nullable(),
  /** of all units under this one (itself not counted): how many have a 系统管理员 of their own in post */
  below: z.object({ units: z.number().int(), activated: z.number().int() }),
  urgedAt: z.string().nullable(),
  /** the unit has seen the last urging */
  urgedSeenAt: z.string().nullable(),
  can: z.array(z.enum(['make', 'receive', 'urge'])),
})
export type BoardRow = z.infer<typeof BoardRow>

/** One making of slips. `file`: ready until downloaded once, or a day. */
export const HandoutBatch = z.object({
  id: Id,
  no: z.string(),
  target: z.enum(['next', 'own']),
  state: z.enum(['making', 'ready', 'downloaded', 'expired', 'cancelled', 'failed']),
  /** slips, and how many of them are drawn already */
  count: z.number().int(),
  done: z.number().int(),
  askedAt: z.string(),
  madeAt: z.string().nullable(),
  madeBy: z.string(),
  downloadedAt: z.string().nullable(),
  fileName: z.string(),
  bytes: z.number().int().nullable(),
  /** SM3 of the file, hexadecimal */
  sm3: z.string().nullable(),
  /** how many of its slips have been used, and how many are open still */
  used: z.number().int(),
  open: z.number().int(),
  can: z.array(z.enum(['download', 'cancel'])),
})
export type HandoutBatch = z.infer<typeof HandoutBatch>

/** An urging (催办) that came to the own unit from above. */
export const Urging = z.object({ id: Id, text: z.string(), from: z.string(), at: z.string(), seen: z.boolean() })

const batchParams = { objects: { batchId: 'handout' }, params: z.object({ batchId: Id }) } as const

/** 逐级分发: from the unit to those directly under it. */
export const handoutApi = {
  /** `summary` counts every state under the search, whatever state is filtered. */
  board: endpoint({
    method: 'GET',
    path: '/handout/board',
    summary: '分发进度：直属下级单位的系统管理员',
    permission: 'handout.read',
    query: z.object({ ...Paging, search: z.string().max(50).optional(), state: z.enum(handoutStates).optional() }),
    returns: pageOf(BoardRow).extend({
      summary: z.record(z.enum(handoutStates), z.number().int()),
    }),
  }),
  /**
   * Makes activation slips. `next`: for the 系统管理员 of the units chosen who have none in post; slips that are open die with their codes. `own`: for these seats of the
   * own unit; where a seat is held the slip is for the successor, who takes the post when he redeems it. A job draws the PDF; the pick-up code that
   * opens it is told here and never again.
   */
  make: endpoint({
    method: 'POST',
    path: '/handout/batches',
    summary: '生成密码函',
    permission: 'handout.make',
    fresh: true,
    objects: { unitIds: 'unit' },
    body: z.object({
      target: z.enum(['next', 'own']),
      ...chosen,
      /** of target `own` */
      seats: z
        .array(z.object({ role: z.enum(roles), seat: z.number().int().min(1).max(50) }))
        .min(1)
        .max(50)
        .optional(),
    }),
    returns: z.object({
      batchId: Id,
      count: z.number().int(),
      pickUpCode: z.string(),
      /** chosen units left out, since somebody holds the post already; the first hundred */
      skipped: z.array(z.object({ unitId: UnitId, name: z.string(), reason: z.string() })).max(100),
      skippedTotal: z.number().int(),
    }),
  }),
  batches: endpoint({
    method: 'GET',
    path: '/handout/batches',
    summary: '密码函生成台账',
    permission: 'handout.read',
    query: z.object(Paging),
    returns: pageOf(HandoutBatch),
  }),
  batch: endpoint({
    method: 'GET',
    path: '/handout/batches/:batchId',
    summary: '一批密码函的进度',
    permission: 'handout.read',
    ...batchParams,
    returns: HandoutBatch,
  }),
  /** While it is being made, or before it was downloaded: its slips die. */
  cancel: endpoint({
    method: 'POST',
    path: '/handout/batches/:batchId/cancel',
    summary: '取消一批密码函',
    permission: 'handout.make',
    ...batchParams,
    returns: Done,
  }),
  /** Once; the file is gone afterwards. */
  file: endpoint({
    method: 'GET',
    path: '/handout/batches/:batchId/file',
    summary: '下载密封的密码函（仅一次）',
    permission: 'handout.make',
    kind: 'download',
    fresh: true,
    ...batchParams,
    returns: z.any(),
  }),
  voidSlip: endpoint({
    method: 'POST',
    path: '/handout/slips/:slipId/void',
    summary: '作废一张密码函',
    permission: 'handout.make',
    objects: { slipId: 'slip' },
    params: z.object({ slipId: Id }),
    body: z.object({ reason: z.string().trim().min(2, '请写明作废的原因').max(200) }),
    returns: Done,
  }),
  /** 签收 on paper, entered by the unit that made the slips; opening or redeeming a slip counts as receipt too. Units without a downloaded slip are left out. */
  receive: endpoint({
    method: 'POST',
    path: '/handout/receipts',
    summary: '登记签收',
    permission: 'handout.make',
    objects: { unitIds: 'unit' },
    body: z.object({
      ...chosen,
      receivedBy: z.string().trim().min(2, '请填写签收人').max(50),
      on: Day,
    }),
    returns: z.object({ done: z.number().int(), left: z.number().int() }),
  }),
  /**
   * 催办. A unit with a 系统管理员 in post and units below without reads it on its workbench; a unit without anybody in post is told back for the telephone.
   * Once in 24 hours a unit; those urged since are left out.
   */
  urge: endpoint({
    method: 'POST',
    path: '/handout/urgings',
    summary: '催办',
    permission: 'handout.make',
    objects: { unitIds: 'unit' },
    body: z.object(chosen),
    returns: z.object({
      done: z.number().int(),
      left: z.number().int(),
      /** nobody there can read it: to be called; the first 500 */
      phone: z
        .array(z.object({ unitId: UnitId, code: z.string(), name: z.string(), state: z.enum(handoutStates) }))
        .max(500),
      phoneTotal: z.number().int(),
    }),
  }),
  urgings: endpoint({
    method: 'GET',
    path: '/handout/urgings',
    summary: '收到的催办（近 30 天）',
    permission: 'handout.read',
    returns: z.object({ urgings: z.array(Urging).max(50) }),
  }),
  seen: endpoint({
    method: 'POST',
    path: '/handout/urgings/seen',
    summary: '已阅催办',
    permission: 'handout.make',
    returns: Done,
  }),
}

const slip = {
  /** as printed, blanks and hyphens forgiven */
  slipNo: z.string().trim().min(1, '请输入密码函编号').max(40),
  code: z.string().trim().min(1, '请输入激活码').max(40),
}

/** First use (首次使用), before there is an account. Unknown, wrong, expired and used are refused with the same words: slip.refused. */
export const slipApi = {
  /** Counts as receipt. */
  open: endpoint({
    method: 'POST',
    path: '/slips/opening',
    summary: '打开密码函：是哪个单位的什么岗位',
    permission: 'public',
    body: z.object(slip),
    returns: z.object({
      unitName: z.string(),
      role: z.enum(roles),
      roleName: z.string(),
      /** last day, YYYY-MM-DD */
      expiresOn: z.string(),
      /** somebody holds the post and will be succeeded */
      succession: z.boolean(),
    }),
  }),
  /**
   * For somebody the country does not know: person, account and post in one act; then the person signs in by the login that is told. Somebody known: slip.person-known, and
   * the other endpoint. Findings at the four items as in POST /accounts (problem account.rows-wrong, row 0), at the password password.weak, a login in use login.taken.
   */
  redeem: endpoint({
    method: 'POST',
    path: '/slips/redemption',
    summary: '激活岗位：新建本人账号',
    permission: 'public',
    body: z.object({
      ...slip,
      person: z.object({
        name: z.string().max(200),
        gender: z.string().max(20),
        birthDate: z.string().max(40),
        idNumber: z.string().max(60),
        birthDateReason: z.string().max(200).optional(),
      }),
      /** a name of one's own to sign in by, beside the id number */
      login: z
        .string()
        .trim()
        .regex(/^[A-Za-z][A-Za-z0-9_.-]{3,29}$/, '登录名为 4–30 位字母、数字、下划线、点或短横，以字母开头')
        .optional(),
      password: z.string().min(1).max(128),
      /** the version of the privacy notice that was accepted */
      notice: z.string().max(20),
    }),
    /** login: what to sign in by; null: the id number */
    returns: z.object({ login: z.string().nullable() }),
  }),
  /** 我已有账号: proves the account by its password, and gives it the post. */
  redeemWith: endpoint({
    method: 'POST',
    path: '/slips/redemption/account',
    summary: '激活岗位：用已有账号',
    permission: 'public',
    body: z.object({ ...slip, login: z.string().min(1).max(64), secret: z.string().min(1).max(128) }),
    returns: z.object({ login: z.string().nullable() }),
  }),
}
