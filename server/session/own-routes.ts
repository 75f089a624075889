import type { FastifyInstance } from 'fastify'
import { roleName } from '../../contract/policy.ts'
import { sessionApi } from '../../contract/session.ts'
import type { OpenContext } from '../platform/context.ts'
import { type Asker, serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { noteSession } from './me.ts'
import { readNotices } from './notices.ts'
import { own } from './own.ts'
import { type OwnLogin, ownLogins, ownSessions } from './own-sql.ts'
import { accountOf, endOther, endOthers, ownerOf, postsOf } from './sql.ts'
import { factorNeeded } from './who.ts'

/** 我的账号: what one may see and end of one's own account. */
export function ownAccountRoutes(app: FastifyInstance): void {
  const { house } = app

  serve(app, sessionApi.account, async (ctx, { asker }) => {
    const { hash, session } = await ownIn(ctx, asker)
    const kept = await accountOf(ctx, session.account_id)
    const posts = new Map((await postsOf(ctx, session.person_id)).map((post) => [post.post_id, post]))
    const sessions = await ownSessions(ctx, session.account_id, hash)
    return {
      logins: (await ownerOf(ctx, session.person_id, session.account_id)).logins,
      passwordSetAt: kept.password_set_at?.toISOString() ?? null,
      noticeVersion: kept.notice_version,
      noticeAt: kept.notice_at?.toISOString() ?? null,
      factorSince: session.factor_since?.toISOString() ?? null,
      factorNeeded: factorNeeded(session, house.practice),
      sessions: sessions.map((row) => {
        const post = row.post_id === null ? undefined : posts.get(row.post_id)
        return {
          id: row.id,
          current: row.current,
          at: row.created_at.toISOString(),
          seenAt: row.seen_at.toISOString(),
          network: row.network,
          agent: row.agent,
          post: post ? `${post.unit_name} · ${roleName(post.role)}` : null,
        }
      }),
    }
  })

  serve(app, sessionApi.logins, async (ctx, { asker, query }) => {
    const { session } = await ownIn(ctx, asker)
    const { total, rows } = await ownLogins(ctx, session.account_id, query)
    return {
      total,
      rows: rows.map((row) => ({
        at: row.at.toISOString(),
        network: row.network,
        done: row.outcome === 'done',
        what: wordsOf(row),
      })),
    }
  })

  serve(app, sessionApi.endOther, async (ctx, { asker, params }) => {
    const { hash, session } = await ownIn(ctx, asker)
    if (!(await endOther(ctx, session.account_id, params.sessionId, hash)))
      throw new Problem('not-found', { title: '这处登录已经结束' })
    await noteSession(ctx, house, hash, 'session.end-other', { session: params.sessionId })
    return { ok: true as const }
  })

  serve(app, sessionApi.endOthers, async (ctx, { asker }) => {
    const { hash, session } = await ownIn(ctx, asker)
    const ended = await endOthers(ctx, { accountId: session.account_id, own: hash, why: 'by-hand' })
    await noteSession(ctx, house, hash, 'session.end-other', { ended })
    return { ended }
  })

  serve(app, sessionApi.readNotices, async (ctx, { asker, body }) => {
    const { hash, session } = await ownIn(ctx, asker)
    await readNotices(ctx, session.account_id, body.ids)
    await noteSession(ctx, house, hash, 'notice.read', { count: body.ids.length })
    return { ok: true as const }
  })
}

/** The asker's own session, with everything proved that is asked for. */
async function ownIn(ctx: OpenContext, asker: Asker) {
  const found = await own(ctx, asker)
  if (asker.mustSetPassword) throw new Problem('session.password-first')
  if (asker.mustGiveFactor) throw new Problem('session.factor-first')
  return found
}

const failures: Record<string, string> = {
  wrong: '密码或激活码不正确',
  locked: '账号锁定期间尝试登录',
  stopped: '账号停用期间尝试登录',
  used: '动态口令已用过',
}

function wordsOf({ action, outcome, detail }: OwnLogin): string {
  if (action === 'factor.give') {
    if (outcome === 'done') return '两步验证通过'
    return detail.why === 'used' ? '动态口令已用过' : '动态口令不正确'
  }
  if (outcome === 'done') return detail.with === 'activation-code' ? '用激活码登录' : '登录成功'
  return failures[detail.why ?? ''] ?? '登录失败'
}
