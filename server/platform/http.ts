import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
// the plugin's types: request.file()
import type {} from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { AnyEndpoint, Input, Output } from '../../contract/endpoint.ts'
import { type Action, type Actor, policy } from '../../contract/policy.ts'
import { audit, isAudited } from './audit.ts'
import { asActor, asNobody, type Context, demandEver, demandFresh, type House, type OpenContext } from './context.ts'
import { Problem } from './problem.ts'
import { objectOf, traceOf } from './trace.ts'

/** Who asks: nobody, somebody who must still set the password or give the second factor, or an actor in a post. */
export interface Asker {
  sessionHash: Buffer | null
  personId: string | null
  mustSetPassword: boolean
  /** the post asks for a second factor that this session has not given */
  mustGiveFactor: boolean
  /** until when dangerous acts need no new confirmation; null: they do */
  freshUntil: Date | null
  actor: Actor | null
}

declare module 'fastify' {
  interface FastifyInstance {
    house: House
    whoIs: (request: FastifyRequest) => Promise<Asker>
    served: AnyEndpoint[]
  }
}

/** One uploaded file, kept in a private temporary folder until the operation ends. */
export interface Upload {
  path: string
  name: string
  size: number
}

export interface FileAnswer {
  name: string
  type: string
  content: Buffer
}

type Ctx<E extends AnyEndpoint> = E['permission'] extends 'public' | 'signed-in' ? OpenContext : Context
type Answered<E extends AnyEndpoint> = E['kind'] extends 'download' ? FileAnswer : Output<E>

/**
 * Binds an endpoint of the contract to its operation: who asks → may this post ever → one transaction → the operation → the contract checks the answer.
 * The only place where a transaction of a request begins. A refusal is written to the audit log in a transaction of its own.
 */
export function serve<E extends AnyEndpoint>(
  app: FastifyInstance,
  spec: E,
  operation: (
    ctx: Ctx<E>,
    input: Input<E> & { file: Upload; request: FastifyRequest; reply: FastifyReply; asker: Asker },
  ) => Promise<Answered<E>>,
): void {
  app.served.push(spec)
  app.route({
    method: spec.method,
    url: `/api${spec.path}`,
    schema: {
      summary: spec.summary,
      tags: [spec.path.split('/')[1] ?? ''],
      ...(spec.params && { params: strict(spec.params) }),
      ...(spec.query && { querystring: strict(spec.query) }),
      ...(spec.body && { body: strict(spec.body) }),
      ...(spec.kind === 'upload' && { consumes: ['multipart/form-data'] }),
      ...(spec.kind !== 'download' && { response: { 200: spec.returns } }),
      'x-permission': spec.permission,
    } as object,
    handler: async (request, reply) => {
      const asker = await app.whoIs(request)
      const from: OpenContext['request'] = {
        id: request.id,
        network: request.ip,
        sessionHash: asker.sessionHash,
        freshUntil: asker.freshUntil,
        personId: asker.personId,
        agentHash: agentHash(request),
      }
      let upload: Awaited<ReturnType<typeof receive>> | null = null
      try {
        // Who may not do it sends no file either.
        const actor = admit(app.house, spec, asker)
        if (spec.kind === 'upload') upload = await receive(request, spec.maxBytes)
        const { params, query, body } = request
        if (holdsNul([params, query, body])) throw new Problem('request.invalid', { title: nulTitle })
        const input = { params, query, body, file: upload?.file, request, reply, asker }
        // the shapes were checked by the schemas of the contract above
        const work = async (ctx: OpenContext | Context) => {
          const done = await operation(ctx as Ctx<E>, input as never)
          const deed = isAudited(ctx) ? null : traceOf(spec, actor, { params, query, body }, ctx.keys)
          if (deed) await audit(asker.actor ? { ...ctx, actor: asker.actor } : ctx, deed)
          return done
        }
        const answer = actor ? await asActor(app.house, actor, work, from) : await asNobody(app.house, work, from)
        if (spec.kind !== 'download') return answer
        const file = answer as FileAnswer
        return await reply
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
          .type(file.type)
          .send(file.content)
      } catch (error) {
        await noteRefusal(app.house, spec, asker, from, request, Problem.from(error))
        throw error
      } finally {
        await upload?.discard()
      }
    },
  })
}

/** Whom the operation is done for: an actor whose post may do this somewhere; null where no post is asked for. */
function admit(house: House, spec: AnyEndpoint, asker: Asker): Actor | null {
  if (spec.permission === 'public') return null
  if (!asker.personId) throw new Problem('session.missing')
  if (spec.permission === 'signed-in') return null
  if (asker.mustSetPassword) throw new Problem('session.password-first')
  if (asker.mustGiveFactor) throw new Problem('session.factor-first')
  if (!asker.actor) throw new Problem('session.no-post')
  demandEver(house, asker.actor, spec.permission satisfies Action)
  if (spec.fresh) demandFresh(asker)
  return asker.actor
}

async function noteRefusal(
  house: House,
  spec: AnyEndpoint,
  asker: Asker,
  from: OpenContext['request'],
  request: FastifyRequest,
  problem: Problem | undefined,
): Promise<void> {
  if (!asker.actor || !problem || ![403, 404].includes(problem.status)) return
  const deed = {
    action: spec.permission,
    outcome: 'refused' as const,
    ...objectOf(spec, request),
    detail: { endpoint: `${spec.method} ${spec.path}`, problem: problem.code },
  }
  await asActor(house, asker.actor, (ctx) => audit(ctx, deed), from)
}

/** Enough to tell two browsers apart, and nothing to read (L02). */
export const agentHash = (request: FastifyRequest): Buffer | null => {
  const agent = request.headers['user-agent']
  return agent === undefined ? null : createHash('sm3').update(agent).digest()
}

const megabyte = 1024 * 1024

const nulTitle = '内容中含有看不见的空字符（U+0000），无法保存。请删去后重新填写'

/** The database keeps every character but this one: it is refused at the door, wherever it stands. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNul)
}

/** Writes the one uploaded file to a private folder; the plugin cuts it at the limit. */
async function receive(
  request: FastifyRequest,
  maxBytes = 64 * megabyte,
): Promise<{ file: Upload; discard: () => Promise<void> }> {
  const part = await request.file({ limits: { fileSize: maxBytes } })
  if (!part) throw new Problem('file.refused', { title: '没有收到文件。请选择一个文件后再上传' })
  const folder = await mkdtemp(join(tmpdir(), 'xingtan-upload-'))
  const discard = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'upload')
  try {
    await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
    if (part.file.truncated)
      throw new Problem('request.too-large', {
        title: `文件超过 ${Math.floor(maxBytes / megabyte)} MB 的上限，请换一个小些的文件，或分批上传`,
      })
  } catch (error) {
    await discard()
    throw error
  }
  return { file: { path, name: part.filename.slice(0, 200), size: part.file.bytesRead }, discard }
}

/**
 * Who may ask is said of every route of the API, in words that the policy table knows; a route that does not say so keeps the server from starting (Z01).
 * Of what is not the API only the pages of its documentation are here.
 */
export function refuseUndeclaredRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (!url.startsWith('/api/') || url === '/api/docs' || url.startsWith('/api/docs/')) return
    const permission: unknown = schema && 'x-permission' in schema ? schema['x-permission'] : undefined
    if (
      typeof permission === 'string' &&
      (['public', 'signed-in'].includes(permission) || Object.hasOwn(policy, permission))
    )
      return
    throw new Error(
      `${method} ${url}: expected a permission of contract/policy.ts, 'public' or 'signed-in', saw ${JSON.stringify(permission)}. Declare it in the contract and bind it with serve().`,
    )
  })
}

/** One shape for every refusal: application/problem+json with a stable code, a Chinese sentence, the fields and the next step (RFC 9457). */
export function answerProblems(app: FastifyInstance): void {
  const say = (reply: FastifyReply, status: number, body: object) =>
    reply.status(status).type('application/problem+json').send(body)
  app.setErrorHandler((error: Error, request, reply) => {
    const problem = Problem.from(error)
    if (problem)
      return say(reply, problem.status, {
        code: problem.code,
        status: problem.status,
        ...problem.detail,
        title: problem.message,
      })
    if ('validation' in error && Array.isArray(error.validation))
      return say(reply, 400, {
        code: 'request.invalid',
        status: 400,
        title: new Problem('request.invalid').message,
        fields: error.validation.map(fieldOf),
      })
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
    if (status === 413)
      return say(reply, 413, { code: 'request.too-large', status, title: new Problem('request.too-large').message })
    if (status === 429)
      return say(reply, 429, { code: 'request.too-many', status, title: new Problem('request.too-many').message })
    if (status < 500)
      return say(reply, status, { code: 'request.invalid', status, title: '请求无法识别，请刷新页面后重试' })
    request.log.error({ err: error }, 'unexpected')
    return say(reply, 500, {
      code: 'system.failed',
      status: 500,
      title: '系统出现错误，您的操作没有生效。请稍后重试；如仍出现，请把编号告诉管理员',
      request: request.id,
    })
  })
  app.setNotFoundHandler((_request, reply) =>
    say(reply, 404, { code: 'not-found', status: 404, title: new Problem('not-found').message }),
  )
}

function fieldOf(issue: unknown): { at: string; message: string } {
  const found = issue as { instancePath?: string; message?: string }
  return { at: found.instancePath ?? '', message: found.message ?? '' }
}

/** An unknown property is refused, not ignored (Z06). */
function strict(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) return schema.strict()
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map((option) => strict(option as z.ZodType)))
  return schema
}

/**
 * No tokens against forged requests: the cookie is SameSite=Strict, and a request that changes something must come from our own pages:
 * Sec-Fetch-Site says so, or where a browser does not send it, Origin equals the address asked.
 */
export function refuseForeignOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return
    const site = request.headers['sec-fetch-site']
    if (site === 'same-origin') return
    const origin = request.headers.origin
    if (site === undefined && origin !== undefined && hostOf(origin) === request.headers.host) return
    throw new Problem('request.foreign-origin')
  })
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
