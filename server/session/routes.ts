import type { FastifyInstance } from 'fastify'
import type { Input } from '../../contract/endpoint.ts'
import { noticeVersion, sessionApi } from '../../contract/session.ts'
import { unseal } from '../platform/cipher.ts'
import { asPerson, exactlyOne, type OpenContext } from '../platform/context.ts'
import { type Asker, serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { identityPlace } from '../record/door.ts'
import { meOf, noteSession, othersKept, signIn } from './login.ts'
import { hashPassword } from './password.ts'
import { weaknesses } from './password-rules.ts'
import {
  endAllSessions,
  endOldSessions,
  endSession,
  findSession,
  openSession,
  ownerOf,
  postsOf,
  rememberPost,
  sessionOf,
} from './sql.ts'
import { giveCookie, longestHours, takeCookie } from './who.ts'

/** Minutes after signing in during which the password may be changed without signing in again. */
const freshMinutes = 5

export function sessionRoutes(app: FastifyInstance): void {
  const { house } = app

  // The only operation without a transaction around it: a failure must be kept though the answer is a refusal, and nothing is held while hashing.
  const { login } = sessionApi
  app.served.push(login)
  app.route({
    method: login.method,
    url: `/api${login.path}`,
    schema: {
      summary: login.summary,
      tags: ['session'],
      body: login.body,
      response: { 200: login.returns },
      'x-permission': login.permission,
    } as object,
    handler: async (request, reply) => {
      // checked by the schema above
      const { login: name, secret } = request.body as Input<typeof login>['body']
      const from = { id: request.id, network: request.ip, sessionHash: null }
      const { token, me } = await signIn(house, { login: name, secret, agent: agentOf(request.headers) }, from)
      giveCookie(request, reply, token)
      return me
    },
  })

  serve(app, sessionApi.me, async (ctx, { asker }) => {
    if (!asker.sessionHash || !asker.personId) return null
    await asPerson(ctx, asker.personId)
    return meOf(ctx, house, asker.sessionHash)
  })

  serve(app, sessionApi.logout, async (ctx, { asker, request, reply }) => {
    const { hash } = await own(ctx, asker)
    await noteSession(ctx, hash, 'logout', {})
    await endSession(ctx, hash)
    takeCookie(request, reply)
    return { ok: true as const }
  })

  serve(app, sessionApi.setPassword, async (ctx, { asker, body, request, reply }) => {
    const { hash, session } = await own(ctx, asker)
    const { created_at, previous_login_at } = await sessionOf(ctx, hash)
    if (!asker.mustSetPassword && ctx.now.getTime() - created_at.getTime() > freshMinutes * 60_000)
      throw new Problem('session.sign-in-again')
    if (body.notice !== noticeVersion)
      throw new Problem('request.invalid', { title: '请先阅读并同意最新的隐私告知，再设置密码' })
    const owner = await ownerOf(ctx, session.person_id, session.account_id)
    const wrong = weaknesses(body.password, {
      name: owner.name,
      logins: owner.logins,
      birthDate: owner.birth_date === null ? null : String(owner.birth_date),
      idNumber: owner.id_number && unseal(ctx.keys, owner.id_number, identityPlace(session.person_id)),
    })
    if (wrong.length > 0)
      throw new Problem('password.weak', { fields: wrong.map((message) => ({ at: '/password', message })) })
    exactlyOne(
      await ctx.db
        .updateTable('account')
        .set({
          password_hash: await hashPassword(ctx.keys, body.password),
          password_set_at: ctx.now,
          notice_version: body.notice,
          notice_at: ctx.now,
          locked_until: null,
        })
        .where('province_code', '=', session.account_province)
        .where('id', '=', session.account_id)
        .executeTakeFirstOrThrow(),
    )
    await ctx.db
      .updateTable('activation_code')
      .set({ used_at: ctx.now })
      .where('province_code', '=', session.account_province)
      .where('account_id', '=', session.account_id)
      .where('used_at', 'is', null)
      .execute()
    await endAllSessions(ctx, session.account_id)
    const next = await openSession(ctx, {
      accountProvince: session.account_province,
      accountId: session.account_id,
      personId: session.person_id,
      postId: session.post_id,
      purpose: 'work',
      endsAt: new Date(ctx.now.getTime() + longestHours * 3_600_000),
      previousLoginAt: previous_login_at,
      agent: agentOf(request.headers),
    })
    await noteSession(ctx, next.hash, 'password.set', { notice: body.notice })
    giveCookie(request, reply, next.token)
    return meOf(ctx, house, next.hash)
  })

  serve(app, sessionApi.switchPost, async (ctx, { asker, body, request, reply }) => {
    if (asker.mustSetPassword) throw new Problem('session.password-first')
    const { hash, session } = await own(ctx, asker)
    const post = (await postsOf(ctx, session.person_id)).find(({ post_id }) => post_id === body.postId)
    if (!post) throw new Problem('not-found')
    const { previous_login_at } = await sessionOf(ctx, hash)
    await endSession(ctx, hash)
    await endOldSessions(ctx, session.account_id, othersKept(post))
    const next = await openSession(ctx, {
      accountProvince: session.account_province,
      accountId: session.account_id,
      personId: session.person_id,
      postId: post.post_id,
      purpose: 'work',
      endsAt: session.ends_at,
      previousLoginAt: previous_login_at,
      agent: agentOf(request.headers),
    })
    await rememberPost(ctx, session.account_id, post.post_id)
    await noteSession(ctx, next.hash, 'post.switch', { from: session.post_id, to: post.post_id })
    giveCookie(request, reply, next.token)
    return meOf(ctx, house, next.hash)
  })
}

/** The asker's own session, with the database told who asks. */
async function own(ctx: OpenContext, asker: Asker) {
  if (!asker.sessionHash || !asker.personId) throw new Problem('session.missing')
  await asPerson(ctx, asker.personId)
  const session = await findSession(ctx.db, asker.sessionHash)
  if (!session) throw new Problem('session.missing')
  return { hash: asker.sessionHash, session }
}

const agentOf = (headers: { 'user-agent'?: string | undefined }) => headers['user-agent'] ?? ''
