import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import statics from '@fastify/static'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { PoolConfig } from 'pg'
import { can, mayEver } from '../contract/policy.ts'
import { accountRoutes } from './account/routes.ts'
import { additionRoutes } from './addition/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { deskRoutes } from './desk/routes.ts'
import { downloadRoutes } from './download/routes.ts'
import { fileRoutes } from './file/routes.ts'
import { handoutRoutes } from './handout/routes.ts'
import { helpRoutes } from './help/routes.ts'
import { homeRoutes } from './home/routes.ts'
import { intakeRoutes } from './intake/routes.ts'
import { lessonRoutes } from './lesson/routes.ts'
import { messageRoutes } from './message/routes.ts'
import { unitListRoutes } from './org/list/routes.ts'
import { placeRoutes } from './org/place-routes.ts'
import { unitRoutes } from './org/unit-routes.ts'
import { deriveKeys } from './platform/cipher.ts'
import type { House } from './platform/context.ts'
import { openDatabase } from './platform/database.ts'
import { answerProblems, refuseForeignOrigins, refuseUndeclaredRoutes } from './platform/http.ts'
import { newId } from './platform/ids.ts'
import type { Secrets } from './platform/secrets.ts'
import type { Settings } from './platform/settings.ts'
import { postRoutes } from './post/routes.ts'
import { profileRoutes } from './profile/routes.ts'
import { progressRoutes } from './progress/routes.ts'
import { queryRoutes } from './query/routes.ts'
import { registerRoutes } from './register/routes.ts'
import { reportRoutes } from './report/routes.ts'
import { reviewRoutes } from './review/routes.ts'
import { roundRoutes } from './round/routes.ts'
import { securityRoutes } from './security/routes.ts'
import { sessionRoutes } from './session/routes.ts'
import { whoIs } from './session/who.ts'
import { nationalRoutes } from './standard/routes.ts'
import { teacherRoutes } from './teacher/routes.ts'
import { trainingRoutes } from './training/routes.ts'

/** Every feature that answers over HTTP. */
const features = [
  sessionRoutes,
  homeRoutes,
  unitListRoutes,
  unitRoutes,
  placeRoutes,
  accountRoutes,
  postRoutes,
  handoutRoutes,
  profileRoutes,
  nationalRoutes,
  teacherRoutes,
  queryRoutes,
  downloadRoutes,
  additionRoutes,
  fileRoutes,
  registerRoutes,
  deskRoutes,
  reportRoutes,
  reviewRoutes,
  intakeRoutes,
  progressRoutes,
  roundRoutes,
  messageRoutes,
  helpRoutes,
  securityRoutes,
  trainingRoutes,
  auditRoutes,
  lessonRoutes,
]

/** The groups of the API, by the first part of a path. */
const tags = [
  { name: 'session', description: '登录、两步验证、密码、切换岗位、我的账号' },
  { name: 'home', description: '工作台' },
  { name: 'units', description: '机构' },
  { name: 'unit-reports', description: '机构信息有误的报告' },
  { name: 'places', description: '本校及附设班' },
  { name: 'accounts', description: '账号' },
  { name: 'posts', description: '岗位' },
  { name: 'handout', description: '账号分发：密码函、签收、催办' },
  { name: 'slips', description: '首次使用：凭密码函激活岗位' },
  { name: 'standard', description: '指标体系与代码表' },
  { name: 'national', description: '国家标准：代码表、国家指标，草稿与国家版本' },
  { name: 'profiles', description: '指标体系的选定：草稿、影响、确认发布、版本' },
  { name: 'province-modes', description: '业务模块与工作模式' },
  { name: 'teachers', description: '教师名册与教师信息' },
  { name: 'additions', description: '新增信息：记录生效后新增的各条信息' },
  { name: 'desk', description: '学校工作：问题数据、批量填报、交接单、填报方式' },
  { name: 'entries', description: '主管部门填报' },
  { name: 'query', description: '按指标查询、视图、统计' },
  { name: 'downloads', description: '下载中心与导出确认' },
  { name: 'reports', description: '信息报送' },
  { name: 'cases', description: '待办与审核' },
  { name: 'intake', description: '批量导入' },
  { name: 'progress', description: '采集进度' },
  { name: 'rounds', description: '采集轮次、提前的截止日期、节假日' },
  { name: 'messages', description: '消息' },
  { name: 'help', description: '求助' },
  { name: 'audit', description: '审计日志' },
  { name: 'security', description: '安全策略' },
  { name: 'training-institutions', description: '培训机构' },
  { name: 'lessons', description: '演练环境的练习与恢复' },
]

/** What stands between the outside and the operations: headers, cookies, limits, the contract's schemas, the documentation. */
export async function buildApp(house: House, webDir: string | null): Promise<FastifyInstance> {
  const app = Fastify({
    // behind a reverse proxy: only its own addresses may say who asked
    trustProxy: trustedProxies(),
    // stands in the log, where one that a restart repeats would join strangers
    genReqId: () => newId(),
    logger: { level: process.env.XINGTAN_LOG ?? 'warn', redact: ['req.headers.cookie', 'req.headers.authorization'] },
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 120_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 5_000,
    http: { headersTimeout: 10_000, maxHeaderSize: 16 * 1024 },
    routerOptions: { maxParamLength: 100 },
  })
  app.decorate('house', house)
  app.decorate('served', [])
  app.decorate('whoIs', (request) => whoIs(house, request))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerProblems(app)
  refuseForeignOrigins(app)
  refuseUndeclaredRoutes(app)

  await app.register(cookie)
  await app.register(multipart, { limits: { files: 1, fileSize: 64 * 1024 * 1024, fields: 5, parts: 6 } })
  await app.register(rateLimit, {
    max: 1200,
    timeWindow: '1 minute',
    allowList: () => process.env.XINGTAN_NO_LIMIT === '1',
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
      },
    },
    hsts: false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store')
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      tags,
      info: {
        title: '全国教师管理信息系统（杏坛）接口',
        version: '1',
        description: '每个接口都注明所需权限（x-permission）；拒绝一律为 application/problem+json，code 稳定不变。',
      },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    // its page writes one style of its own; ours write none
    transformStaticCSP: (header) => header.replace("style-src 'self' https:", "style-src 'self' 'unsafe-inline'"),
    uiConfig: { docExpansion: 'none' },
    theme: { title: '接口说明 · 全国教师管理信息系统' },
    logo: {
      type: 'image/svg+xml',
      content: readFileSync(join(import.meta.dirname, '..', 'web', 'platform', 'logo.svg')),
      href: '/',
    },
  })
  for (const routes of features) routes(app)

  if (webDir && existsSync(webDir)) {
    await app.register(statics, {
      root: webDir,
      serve: false,
      cacheControl: false,
      setHeaders: (reply, path) =>
        void reply.header('cache-control', path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable'),
    })
    // Addresses of pages are the web application's own; files have a dot.
    app.get('/*', { schema: { hide: true } }, (request, reply) => {
      const path = request.url.split('?')[0] ?? '/'
      if (path.startsWith('/api/')) return reply.callNotFound()
      return reply.sendFile(path.includes('.') ? path.slice(1) : 'index.html')
    })
  }
  return app
}

export interface StartOptions {
  settings: Settings
  secrets: Secrets
  /** connects as the application's login role */
  app: PoolConfig
  practice: boolean
  practiceSince?: Date
}

/** The folder for files that wait for a job. */
export function filesDirOf(dataDir: string): string {
  const path = join(dataDir, 'files')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}

/** The house of one process: the database as the application's role, and the keys. */
export function openHouse({ settings, secrets, app, practice, practiceSince }: StartOptions): House {
  return {
    database: openDatabase(app),
    keys: deriveKeys(secrets),
    guard: { can, mayEver },
    practice,
    ...(practiceSince && { practiceSince, ...(!settings.databaseUrl && { resettable: true as const }) }),
    filesDir: filesDirOf(settings.dataDir),
  }
}

/** Starts listening. @throws the system's error for a port that is taken (EADDRINUSE) or not allowed (EACCES). */
export async function startServer(options: StartOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const { settings } = options
  const house = openHouse(options)
  const app = await buildApp(house, join(settings.root, 'web', 'dist'))
  try {
    const url = await app.listen({ host: settings.host, port: settings.port })
    return {
      url,
      close: async () => {
        await app.close()
        await house.database.destroy()
      },
    }
  } catch (error) {
    await app.close()
    await house.database.destroy()
    throw error
  }
}

/** TRUST_PROXY: addresses or ranges (CIDR) of the reverse proxy, separated by commas. Nobody is trusted unless named. */
function trustedProxies(): string[] | false {
  const named = (process.env.TRUST_PROXY ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
  return named.length > 0 ? named : false
}
