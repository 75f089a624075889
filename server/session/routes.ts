import type { FastifyInstance } from 'fastify'
import { settingsInForce } from '../../contract/security.ts'
import { noticeVersion, sessionApi } from '../../contract/session.ts'
import { unseal } from '../platform/cipher.ts'
import { asPerson, demandFresh, exactlyOne, type OpenContext } from '../platform/context.ts'
import { type Asker, serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { identityPlace } from '../record/door.ts'
import { serveBare } from './bare.ts'
import { beginFactor, proveFactor } from './factor.ts'
import { othersKept, signIn } from './login.ts'
import { meOf, noteSession } from './me.ts'
import { own } from './own.ts'
import { ownAccountRoutes } from './own-routes.ts'
import { hashPassword } from './password.ts'
import { weaknesses } from './password-rules.ts'
import { endOthers, endSession, ownerOf, postsOf, rememberPost, renewSession, type SessionRow } from './sql.ts'
import { confirm, giveFactor } from './step-up.ts'
import { forgetTries } from './throttle.ts'
import { giveCookie, takeCookie } from './who.ts'

export function sessionRoutes(app: FastifyInstance): void {
  const { house } = app

  serveBare(app, sessionApi.login, async ({ body, request, reply, from }) => {
    const { token, me } = await signIn(house, { ...body, agent: request.headers['user-agent'] ?? '' }, from)
    giveCookie(request, reply, token)
    return me
  })

  serve(app, sessionApi.me, async (ctx, { asker }) => {
    if (!asker.sessionHash || !asker.personId) return null
    await asPerson(ctx, asker.personId)
    return meOf(ctx, house, asker.sessionHash)
  })

  serve(app, sessionApi.logout, async (ctx, { asker, request, reply }) => {
    const { hash } = await own(ctx, asker)
    await noteSession(ctx, house, hash, 'logout', {})
    await endSession(ctx, hash)
    takeCookie(request, reply)
    return { ok: true as const }
  })

  serveBare(app, sessionApi.giveFactor, async ({ body, request, reply, from }) => {
    const { token, me } = await giveFactor(house, await app.whoIs(request), body.code, from)
    giveCookie(request, reply, token)
    return me
  })

  serveBare(app, sessionApi.confirm, async ({ body, request, reply, from }) => {
    const { token, freshUntil } = await confirm(house, await app.whoIs(request), body.secret, from)
    giveCookie(request, reply, token)
    return { freshUntil: (freshUntil ?? new Date()).toISOString() }
  })

  serve(app, sessionApi.setUpFactor, async (ctx, { asker }) => {
    const { hash, session } = await own(ctx, asker)
    demandToSetUp(asker, session)
    await noteSession(ctx, house, hash, 'factor.set-up', { renews: session.factor_since !== null })
    return beginFactor(ctx, session)
  })

  serve(app, sessionApi.confirmFactor, async (ctx, { asker, body, request, reply }) => {
    const { hash, session } = await own(ctx, asker)
    demandToSetUp(asker, session)
    await proveFactor(ctx, session, body.code)
    await endOthers(ctx, { accountId: session.account_id, own: hash, why: 'factor' })
    const next = await renewSession(ctx, hash, { factor: true, fresh: true })
    await noteSession(ctx, house, next.hash, 'factor.confirm', { renews: session.factor_since !== null })
    giveCookie(request, reply, next.token)
    return meOf(ctx, house, next.hash)
  })

  serve(app, sessionApi.setPassword, async (ctx, { asker, body, request, reply }) => {
    const { hash, session } = await own(ctx, asker)
    if (!asker.mustSetPassword) {
      if (session.factor_since && asker.mustGiveFactor) throw new Problem('session.factor-first')
      demandFresh(asker)
    }
    if (body.notice !== noticeVersion)
      throw new Problem('request.invalid', { title: '请先阅读并同意最新的隐私告知，再设置密码' })
    await demandStrong(ctx, session, body.password)
    exactlyOne(
      await ctx.db
        .updateTable('account')
        .set({
          password_hash: await hashPassword(ctx.keys, body.password),
          password_set_at: ctx.now,
          notice_version: body.notice,
          notice_at: ctx.now,
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
    // who came by a code of the administrator starts anew; who was already in does not open what failures have locked
    if (session.purpose === 'set-password') await forgetTries(ctx, session.account_id)
    await endOthers(ctx, { accountId: session.account_id, own: hash, why: 'password' })
    const next = await renewSession(ctx, hash, { purpose: 'work', fresh: true })
    await noteSession(ctx, house, next.hash, 'password.set', { notice: body.notice })
    giveCookie(request, reply, next.token)
    return meOf(ctx, house, next.hash)
  })

  serve(app, sessionApi.switchPost, async (ctx, { asker, body, request, reply }) => {
    const { hash, session } = await own(ctx, asker)
    demandIn(asker, session)
    const post = (await postsOf(ctx, session.person_id)).find(({ post_id }) => post_id === body.postId)
    if (!post) throw new Problem('not-found')
    await endOthers(ctx, {
      accountId: session.account_id,
      own: hash,
      kept: othersKept(post, settingsInForce(session.rules)),
      why: 'elsewhere',
    })
    const next = await renewSession(ctx, hash, { postId: post.post_id })
    await rememberPost(ctx, session.account_id, post.post_id)
    await noteSession(ctx, house, next.hash, 'post.switch', { from: session.post_id, to: post.post_id })
    giveCookie(request, reply, next.token)
    return meOf(ctx, house, next.hash)
  })

  ownAccountRoutes(app)
}

/** Refuses whoever has not set a password, or has not given the second factor that the account has. A post that only asks for one can still be left. */
function demandIn(asker: Asker, session: SessionRow): void {
  if (asker.mustSetPassword) throw new Problem('session.password-first')
  if (session.factor_since && asker.mustGiveFactor) throw new Problem('session.factor-first')
}

/** The first second factor is set up with the password that was just given; one in force is renewed by whoever has just given it. */
function demandToSetUp(asker: Asker, session: SessionRow): void {
  demandIn(asker, session)
  demandFresh(asker)
}

async function demandStrong(ctx: OpenContext, session: SessionRow, password: string): Promise<void> {
  const owner = await ownerOf(ctx, session.person_id, session.account_id)
  const wrong = weaknesses(password, {
    name: owner.name,
    logins: owner.logins,
    birthDate: owner.birth_date === null ? null : String(owner.birth_date),
    idNumber: owner.id_number && unseal(ctx.keys, owner.id_number, identityPlace(session.person_id)),
  })
  if (wrong.length > 0)
    throw new Problem('password.weak', { fields: wrong.map((message) => ({ at: '/password', message })) })
}
