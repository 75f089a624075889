import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { levels, roles } from './policy.ts'
import { Done, Id, UnitId } from './shape.ts'

/** What may be done about a seat: each act has an endpoint below, but `slip` (POST /handout/batches, of the own unit) and `void-slip` (POST /handout/slips/:slipId/void). */
export const seatActs = ['give', 'hand-over', 'end', 'slip', 'void-slip'] as const

/**
 * One seat (席位) of a unit. A seat is derived from what the unit is, it is no row: vacant until somebody holds it.
 * `vacant` nobody and no slip; `slip` an activation slip is open for it; `held` somebody holds it (a slip may be open beside: a hand-over is under way).
 */
export const Seat = z.object({
  role: z.enum(roles),
  roleName: z.string(),
  /** from 1 */
  seat: z.number().int(),
  state: z.enum(['vacant', 'slip', 'held']),
  holder: z
    .object({
      postId: Id,
      accountId: Id,
      name: z.string(),
      /** YYYY-MM-DD */
      since: z.string(),
      /** has set a password */
      activated: z.boolean(),
      /** is the one who asks */
      self: z.boolean(),
      /** who handed the post over to this holder */
      predecessor: z.string().nullable(),
    })
    .nullable(),
  slip: z
    .object({
      slipId: Id,
      slipNo: z.string(),
      batchId: Id,
      madeAt: z.string(),
      downloadedAt: z.string().nullable(),
      receivedAt: z.string().nullable(),
      /** last day, YYYY-MM-DD */
      expiresOn: z.string(),
      expired: z.boolean(),
    })
    .nullable(),
  can: z.array(z.enum(seatActs)),
})
export type Seat = z.infer<typeof Seat>

/** What waits at a post's desk. It belongs to the desk and passes to the successor by itself. */
export const Matter = z.object({
  key: z.enum(['review', 'import', 'unknown', 'factor', 'report']),
  title: z.string(),
  count: z.number().int(),
  oldest: z.string().nullable(),
  /** a page of the web application, for whoever holds the post */
  to: z.string(),
})
export type Matter = z.infer<typeof Matter>

export const postApi = {
  /** The seats of the own unit; of a unit directly under it the 系统管理员 alone (of a training institution the 培训管理员). Teachers and 负责人 are not seats of this list. */
  list: endpoint({
    method: 'GET',
    path: '/posts',
    summary: '岗位：本单位各岗位；直属下级单位的系统管理员',
    permission: 'post.read',
    objects: { unitId: 'unit' },
    query: z.object({ unitId: UnitId.optional() }),
    returns: z.object({
      unit: z.object({ id: UnitId, name: z.string(), level: z.enum(levels), own: z.boolean() }),
      seats: z.array(Seat),
      /** more 信息管理员 than the usual one, granted by the province to a university */
      extra: z.number().int(),
    }),
  }),
  /** To an account of the own unit. The seat must be vacant (post.taken); nobody gives a post to oneself (post.own). */
  give: endpoint({
    method: 'POST',
    path: '/posts',
    summary: '授予岗位（本单位已有账号的人）',
    permission: 'post.give',
    fresh: true,
    objects: { accountId: 'account' },
    body: z.object({ role: z.enum(roles), seat: z.number().int().min(1).max(50), accountId: Id }),
    returns: z.object({ postId: Id }),
  }),
  /** Ends a post of the own unit, or the 系统管理员 of a unit directly under it, at once with its sessions. One's own is handed over, not ended. */
  end: endpoint({
    method: 'POST',
    path: '/posts/:postId/end',
    summary: '收回岗位',
    permission: 'post.give',
    fresh: true,
    objects: { postId: 'post' },
    params: z.object({ postId: Id }),
    body: z.object({ reason: z.string().trim().min(2, '请写明收回的原因').max(200) }),
    returns: Done,
  }),
  matters: endpoint({
    method: 'GET',
    path: '/posts/:postId/matters',
    summary: '岗位上的未了事项（交接清单）',
    permission: 'post.read',
    objects: { postId: 'post' },
    params: z.object({ postId: Id }),
    returns: z.object({ matters: z.array(Matter) }),
  }),
  /**
   * Ends the holder's time and begins the successor's in one act; the successor has an account of the own unit. To somebody without an account, and of one's own
   * post: by a succession slip (POST /handout/batches with target `own` on the seat that is held).
   */
  handOver: endpoint({
    method: 'POST',
    path: '/posts/:postId/hand-over',
    summary: '岗位交接给本单位已有账号的人',
    permission: 'post.give',
    fresh: true,
    objects: { postId: 'post', accountId: 'account' },
    params: z.object({ postId: Id }),
    body: z.object({ accountId: Id }),
    returns: z.object({ postId: Id }),
  }),
  /** The unit must be a university (本科、高职) under the province; never fewer than are held. */
  quota: endpoint({
    method: 'POST',
    path: '/units/:unitId/posts/quota',
    summary: '为高等学校增设信息管理员',
    permission: 'post.quota',
    fresh: true,
    objects: { unitId: 'unit' },
    params: z.object({ unitId: UnitId }),
    body: z.object({
      extra: z.number().int().min(0).max(20, '最多增设 20 名'),
      reason: z.string().trim().min(2, '请写明理由').max(200),
    }),
    returns: z.object({ extra: z.number().int() }),
  }),
}
