import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import { Pool } from 'pg'
import { tellResetting } from './lesson/notice.ts'
import type { ResetAsked } from './lesson/reset.ts'
import { audit } from './platform/audit.ts'
import { asNobody } from './platform/context.ts'
import { markFillBegun, markFilled, readHouseKind } from './platform/house-kind.ts'
import { progressLines, StartProblem, systemCode, systemReason } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { startPostgres } from './platform/postgres.ts'
import { folderHolder, heldBy } from './platform/postgres-processes.ts'
import {
  configFromUrl,
  type DatabaseConfig,
  dropDatabase,
  type Preparation,
  type PreparedDatabase,
  prepareDatabase,
} from './platform/postgres-roles.ts'
import { openDataFolder, openSecrets, type Secrets } from './platform/secrets.ts'
import { helpText, readSettings, type Settings } from './platform/settings.ts'
import { supervise } from './platform/supervise.ts'
import { buildWeb } from './platform/web-build.ts'
import { workerFlags } from './worker-flags.ts'

/** What the worker is handed over its private channel. */
export type WorkerHandover = {
  settings: Settings
  secrets: Secrets
  owner: DatabaseConfig
  app: DatabaseConfig
  practice: boolean
  practiceSince?: Date
}

type OpenedDatabase = PreparedDatabase & Pick<WorkerHandover, 'practice' | 'practiceSince'>

const say = progressLines()
/** What has been started, in order; stopping goes backwards. */
const started: (() => Promise<void>)[] = []
/** What works for the outside: the server, and the worker's process. A reset of the practice closes them and opens them again. */
let working: (() => Promise<void>)[] = []
let resetting = false
/** Where the database is made; a reset makes it again. */
let preparation: Preparation | undefined
let stopAskedAt = 0

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0))
// run.mjs, our parent, was killed.
if (process.channel) process.on('disconnect', () => stop(0))

try {
  await start()
} catch (error) {
  // What fails because it is being stopped has no news for anybody.
  if (stopAskedAt === 0) {
    console.error(error instanceof StartProblem ? `\n${error.message}` : error)
    stop(error instanceof StartProblem ? error.exitCode : 1)
  }
}

async function start(): Promise<void> {
  const root = join(import.meta.dirname, '..')
  const settings = readSettings({ argv: process.argv.slice(2), env: process.env, root, uid: process.getuid?.() ?? -1 })
  if (settings.help) {
    process.stdout.write(helpText)
    process.exit(0)
  }
  say(`数据文件夹 ${settings.dataDir}`)
  openDataFolder(settings.dataDir)
  const secrets = openSecrets(settings.dataDir)
  await checkPort(settings)

  const database = await openDatabase(settings, secrets)
  if (settings.buildWeb) await buildWeb(root, say)
  const handover: WorkerHandover = { settings, secrets, ...database }
  started.push(closeAll)
  const url = await openAll(handover)
  say('已启动')
  await sayWelcome(url, handover)
}

/** Listens, and starts the worker's process. Returns the address. */
async function openAll(handover: WorkerHandover): Promise<string> {
  const { startServer } = await import('./app.ts')
  const server = await startServer(handover)
  working.push(() => atMost(2000, server.close()))
  const settings = { ...handover.settings, port: Number(new URL(server.url).port) }
  await startWorker(handover, (asked) => void resetPractice({ ...handover, settings }, asked))
  return server.url
}

async function closeAll(): Promise<void> {
  const closing = working
  working = []
  await Promise.allSettled(closing.map((close) => close()))
}

/**
 * 恢复演练环境: everything that was made in it is dropped and filled anew; meanwhile the port says so. Killed half-way, the next start goes on with it. The log of
 * what was dropped goes with it; the new one begins with whose 系统管理员 asked.
 */
async function resetPractice(handover: WorkerHandover, { resetPractice: by }: ResetAsked): Promise<void> {
  const { settings, secrets } = handover
  if (resetting || stopAskedAt > 0 || !preparation || settings.databaseUrl) return
  resetting = true
  try {
    say('正在恢复演练环境……')
    await closeAll()
    working.push(await tellResetting(settings))
    await markFillBegun(handover.owner)
    const database = await fillAnew(settings, secrets, preparation)
    rmSync(join(settings.dataDir, 'files'), { recursive: true, force: true })
    await noteReset({ ...handover, ...database }, by)
    await closeAll()
    await openAll({ ...handover, ...database })
    say('演练环境已恢复')
  } catch (error) {
    // What fails because it is being stopped has no news for anybody.
    if (stopAskedAt > 0) return
    console.error(error)
    stop(1)
  } finally {
    resetting = false
  }
}

async function noteReset(handover: WorkerHandover, by: ResetAsked['resetPractice']): Promise<void> {
  const { openHouse } = await import('./app.ts')
  const house = openHouse(handover)
  try {
    const { provinceCode, role } = by
    await asNobody(house, (ctx) => audit(ctx, { action: 'practice.reset', provinceCode, detail: { role } }))
  } finally {
    await house.database.destroy()
  }
}

/** The database, whole: made, migrated, and filled if it is a practice environment. */
async function openDatabase(settings: Settings, secrets: Secrets): Promise<OpenedDatabase> {
  preparation = settings.databaseUrl
    ? { admin: configFromUrl(settings.databaseUrl), secrets, say }
    : { admin: await startEmbedded(settings, secrets), secrets, say, database: 'xingtan' }
  const database = await prepareDatabase(preparation)
  await migrateAll(database.owner)
  const { practice, filledAt, fillBroken } = await readHouseKind(database.owner, settings.practice)
  if (fillBroken) {
    if (settings.databaseUrl)
      throw new StartProblem('上次填充演练环境时中断了，库里只有一半；请清空这个数据库（或换一个空库）后再启动。')
    say('上次填充演练环境时中断了，正在重新来过……')
    return fillAnew(settings, secrets, preparation)
  }
  if (practice !== settings.practice)
    say(
      practice
        ? '这个数据文件夹里是演练环境，--empty 只对新的数据文件夹有效'
        : '这个数据文件夹建时用了 --empty，不填演练环境',
    )
  if (practice && !filledAt) return fill(settings, secrets, database)
  return { ...database, practice, ...(filledAt && { practiceSince: filledAt }) }
}

/** Drops what is there, which is the program's own cluster, and fills a new one. */
async function fillAnew(settings: Settings, secrets: Secrets, place: Preparation): Promise<OpenedDatabase> {
  await dropDatabase(place.admin, 'xingtan')
  const database = await prepareDatabase(place)
  await migrateAll(database.owner)
  await readHouseKind(database.owner, true)
  return fill(settings, secrets, database)
}

async function fill(settings: Settings, secrets: Secrets, database: PreparedDatabase): Promise<OpenedDatabase> {
  const { fillPractice } = await import('../practice/fill.ts')
  say('正在填充演练环境（人员均为虚构）……')
  await markFillBegun(database.owner)
  await fillPractice({ settings, secrets, ...database, say })
  return { ...database, practice: true, practiceSince: await markFilled(database.owner) }
}

/** The queue's tables first: ours may call its functions. */
async function migrateAll(owner: DatabaseConfig): Promise<void> {
  const pgPool = new Pool({ ...owner, max: 2 })
  // A connection lost while idle shows at the next query; one lost while it is being checked out, at its own.
  pgPool.on('error', () => undefined)
  pgPool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await runMigrations({ pgPool })
  } finally {
    await pgPool.end()
  }
  await migrate(owner, join(import.meta.dirname, 'migrations'), say)
}

async function startEmbedded(settings: Settings, secrets: Secrets): Promise<DatabaseConfig> {
  const { superuser } = secrets.databasePasswords
  const postgres = await startPostgres({ dataDir: settings.dataDir, superuserPassword: superuser, say })
  started.push(postgres.stop)
  say('嵌入式数据库已就绪')
  return postgres.admin
}

/** Asked before anything long is begun. */
async function checkPort({ host, port, dataDir }: Settings): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => probe.once('error', reject).listen({ host, port }, resolve))
    await new Promise((resolve) => probe.close(resolve))
  } catch (error) {
    const holder = await folderHolder(dataDir)
    if (holder) throw heldBy(dataDir, holder)
    if (systemCode(error) === 'EADDRINUSE')
      throw new StartProblem(`端口 ${port} 已被别的程序占用；请停下它，或换一个端口：npm start -- --port ${port + 1}`)
    throw new StartProblem(`不能在 ${host}:${port} 上监听：${systemReason(error)}；请换一个地址或端口。`, 1, {
      cause: error,
    })
  }
}

async function startWorker(handover: WorkerHandover, onReset: (asked: ResetAsked) => void): Promise<void> {
  const worker = await supervise({
    name: '后台任务进程',
    say,
    stopSignals: [
      { signal: 'SIGTERM', afterMs: 0 },
      { signal: 'SIGKILL', afterMs: 2000 },
    ],
    launch: async () => {
      const child = spawn(process.execPath, [...workerFlags, join(import.meta.dirname, 'worker.ts')], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        serialization: 'advanced',
        // Ctrl+C at the terminal is ours to handle: a job in hand is finished or given back first.
        detached: true,
      })
      // A send to a child that has already died shows as its exit.
      child.on('error', () => undefined)
      child.send(handover)
      child.on('message', onReset)
      return child
    },
  })
  working.push(worker.stop)
}

async function sayWelcome(url: string, handover: WorkerHandover): Promise<void> {
  const lines = handover.practice ? await practiceTable(handover) : await firstCode(handover)
  process.stdout.write(
    `\n杏坛 · 全国教师管理信息系统\n网址：${url}\n接口说明：${url}/api/docs\n\n${lines}\n按 Ctrl+C 停止。\n`,
  )
}

async function practiceTable({ secrets }: WorkerHandover): Promise<string> {
  const { practiceAccounts } = await import('../practice/fill.ts')
  const rows = practiceAccounts(secrets).map(({ level, unit, role, name, login, password }) => [
    level,
    unit,
    role,
    name,
    login,
    password,
  ])
  return `演练账号（人员均为虚构；口令随数据文件夹生成）：\n${table([['层级', '单位', '角色', '姓名', '登录名', '口令'], ...rows])}`
}

async function firstCode({ secrets, owner }: WorkerHandover): Promise<string> {
  const { firstCodes } = await import('./account/first.ts')
  const firsts = await firstCodes({ secrets, owner })
  if (firsts.length === 0) return ''
  const rows = firsts.map(({ name, login, code }) => [name, login, code])
  return `教育部的第一批管理员（三类由不同的人担任；一次性激活码 24 小时内有效，只显示这一次，用后作废）：\n${table([['岗位', '登录名', '激活码'], ...rows])}`
}

/** Columns aligned for a terminal, where a Chinese character is two wide. */
function table(rows: readonly (readonly string[])[]): string {
  const width = (text: string) => [...text].reduce((sum, char) => sum + (char > '\u2e80' ? 2 : 1), 0)
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}

/** Stops everything, newest first. Asked again after a second (a first Ctrl+C arrives twice: from the terminal and from npm) it ends at once. */
function stop(exitCode: number): void {
  const now = performance.now()
  if (stopAskedAt > 0) {
    if (now - stopAskedAt > 1000) process.exit(130)
    return
  }
  stopAskedAt = now
  if (started.length > 0) say('正在停止……')
  void stopAll().finally(() => process.exit(exitCode))
}

async function stopAll(): Promise<void> {
  // The database goes last and alone: the server and the worker still have answers to give.
  const [database, ...others] = started
  await Promise.allSettled(others.map((close) => close()))
  await database?.().catch((error: unknown) => console.error(error))
  if (started.length > 0) say('已停止')
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise<void>((resolve) => setTimeout(resolve, ms).unref())])
}
