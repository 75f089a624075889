import { sql } from 'kysely'
import { z } from 'zod'
import { type Actor, roleName } from '../../contract/policy.ts'
import type { AccountNotice } from '../../contract/session.ts'
import type { OpenContext } from '../platform/context.ts'

/** What others do to an account and its person is told of (R05). */
export const noticeKinds = [
  'reset',
  'factor-taken',
  'unlocked',
  'stopped',
  'reopened',
  'post-given',
  'post-ended',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** By whom, and of a post which. */
const Detail = z.object({ by: z.string(), post: z.string().optional() })
export type NoticeDetail = z.infer<typeof Detail>

/** The actor in words: 甲省教育厅 系统管理员 张三. */
export const byOf = (actor: Pick<Actor, 'unitName' | 'role' | 'personName'>): string =>
  `${actor.unitName} ${roleName(actor.role)} ${actor.personName}`

const sentences: Record<NoticeKind, (detail: NoticeDetail) => string> = {
  reset: ({ by }) => `${by} 重置了您的密码，原密码和已有的登录已失效。如非您本人申请，请立即联系本单位系统管理员`,
  'factor-taken': ({ by }) => `${by} 解除了您的两步验证，请重新设置。如非您本人申请，请立即联系本单位系统管理员`,
  unlocked: ({ by }) => `${by} 解除了您账号的锁定`,
  stopped: ({ by }) => `${by} 曾停用您的账号`,
  reopened: ({ by }) => `${by} 重新启用了您的账号`,
  'post-given': ({ by, post }) => `${by} 授予您岗位：${post ?? ''}`,
  'post-ended': ({ by, post }) => `${by} 收回了您的岗位：${post ?? ''}`,
}

/** What the person has not yet acknowledged, oldest first. The context must be that person's own. */
export async function unreadNotices(ctx: OpenContext, accountId: string): Promise<AccountNotice[]> {
  const { rows } = await sql<{ id: string; kind: string; detail: unknown; at: Date }>`
    select id, kind, detail, at from account_notice where account_id = ${accountId} and seen_at is null order by at, id limit 50`.execute(
    ctx.db,
  )
  return rows.flatMap(({ id, kind, detail, at }) => {
    const known = noticeKinds.find((each) => each === kind)
    return known ? [{ id, at: at.toISOString(), text: sentences[known](Detail.parse(detail)) }] : []
  })
}

/** 知道了. */
export async function readNotices(ctx: OpenContext, accountId: string, ids: readonly string[]): Promise<void> {
  await sql`update account_notice set seen_at = now() where account_id = ${accountId} and id = any (${ids}::uuid[]) and seen_at is null`.execute(
    ctx.db,
  )
}
