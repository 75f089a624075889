import { type ChildProcess, execFile, spawn } from 'node:child_process'
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Say, StartProblem, systemCode, systemReason } from './log.ts'
import { type Account, type PostgresPlace, preparePlace } from './postgres-place.ts'
import { clearLeftovers, holdFolder } from './postgres-processes.ts'
import type { DatabaseConfig } from './postgres-roles.ts'
import { openDataFolder } from './secrets.ts'
import { type Supervised, supervise } from './supervise.ts'

/** The major version that the carried binaries are; a cluster of another one cannot be opened by them. */
const major = '18'

export type PostgresOptions = {
  dataDir: string
  /** Password of the superuser `postgres`, from the secrets. */
  superuserPassword: string
  /** Settings over the usual ones, e.g. `{ fsync: 'off' }` for a throw-away cluster of tests. */
  settings?: Readonly<Record<string, string>>
  say?: Say
}

export type Postgres = {
  /** The superuser, in the database `postgres`, over the unix socket. */
  admin: DatabaseConfig
  place: PostgresPlace
  /** The postmaster's process id; undefined while the watchdog brings it back. */
  pid: () => number | undefined
  /** Fast stop (≤ 5 s), and the folder is free again. */
  stop: () => Promise<void>
}

/**
 * Starts the embedded PostgreSQL of a data folder, makes its cluster the first time, recovers from whatever killed the
 * last one, and keeps it running until `stop`. Unix socket in a 0700 folder only, scram, data checksums, never as root.
 * @throws StartProblem: folder in use, broken, unreachable, or a cluster of another major version.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const say = options.say ?? (() => undefined)
  openDataFolder(options.dataDir)
  const release = await holdFolder(options.dataDir)
  let server: Supervised
  let place: PostgresPlace
  try {
    place = preparePlace(options.dataDir)
    if (place.account)
      say(`PostgreSQL 不以 root 运行：账号 ${place.account.name}，程序在 ${place.binaries}，数据在 ${place.cluster}`)
    if (!existsSync(place.cluster)) await makeCluster(place, options.superuserPassword, say)
    checkCluster(place.cluster)
    const launch = (signal: AbortSignal) => launchPostgres(place, options.settings ?? {}, say, signal)
    server = await supervise({ name: '嵌入式数据库', launch, stopSignals, say })
  } catch (error) {
    await release()
    throw error
  }
  return {
    admin: {
      host: place.socketDir,
      port: 5432,
      user: 'postgres',
      password: options.superuserPassword,
      database: 'postgres',
    },
    place,
    pid: server.pid,
    async stop() {
      await server.stop()
      await release()
    },
  }
}

/** Fast: sessions end, a checkpoint is written. Immediate: the log is replayed at the next start; nothing committed is lost. */
const stopSignals = [
  { signal: 'SIGINT', afterMs: 0 },
  { signal: 'SIGQUIT', afterMs: 2000 },
  { signal: 'SIGKILL', afterMs: 2800 },
] as const

const run = promisify(execFile)

/** initdb into a draft that is renamed when whole: a start killed here begins anew. */
async function makeCluster(place: PostgresPlace, password: string, say: Say): Promise<void> {
  say('正在建立嵌入式数据库……')
  const draft = `${place.cluster}.new`
  const passwordFile = join(place.socketDir, 'initdb-password')
  try {
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    rmSync(passwordFile, { force: true })
    writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' })
    if (place.account) for (const path of [draft, passwordFile]) chownSync(path, place.account.uid, place.account.gid)
    await run(join(place.binaries, 'bin/initdb'), initdbArguments(draft, passwordFile), processOptions(place.account))
    renameSync(draft, place.cluster)
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : ''
    throw new StartProblem(`嵌入式数据库建不起来：${told || systemReason(error)}。`, 1, { cause: error })
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

const initdbArguments = (draft: string, passwordFile: string) => [
  ...['-D', draft, '-U', 'postgres', `--pwfile=${passwordFile}`],
  ...['--auth-local=scram-sha-256', '--auth-host=reject', '--data-checksums', '--no-instructions'],
  // The built-in C.UTF-8 is the same on every machine; a server's ICU or libc is not. Chinese order is asked for in ORDER BY.
  ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
  '--text-search-config=simple',
]

/** @throws StartProblem when the folder is no cluster that these binaries can open. */
function checkCluster(cluster: string): void {
  const restore = '请从备份恢复它，或用 --data 另指定一个文件夹；本次没有改动任何东西'
  let version: string
  try {
    version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
    statSync(join(cluster, 'global/pg_control'))
  } catch (error) {
    if (systemCode(error) === 'EACCES')
      throw new StartProblem(`读不了数据库文件夹 ${cluster}：没有权限（EACCES）。请用建立它的那个账号启动。`, 1, {
        cause: error,
      })
    throw new StartProblem(`数据库文件夹 ${cluster} 已损坏：${systemReason(error)}。${restore}。`, 1, { cause: error })
  }
  if (version !== major)
    throw new StartProblem(
      `数据库文件夹 ${cluster} 是 PostgreSQL ${version.slice(0, 20)} 的，本程序带的是 ${major}，打不开它。${restore}。`,
    )
}

async function launchPostgres(
  place: PostgresPlace,
  settings: Readonly<Record<string, string>>,
  say: Say,
  signal: AbortSignal,
): Promise<ChildProcess> {
  await clearLeftovers(place, say)
  const logFrom = rotateLog(place.log)
  const log = openSync(place.log, 'a', 0o600)
  const postgres = spawn(join(place.binaries, 'bin/postgres'), postgresArguments(place, settings), {
    ...processOptions(place.account),
    stdio: ['ignore', log, log],
    // A session of its own: Ctrl+C at the terminal is ours to handle, the database goes last.
    detached: true,
  })
  closeSync(log)
  const failed = new Promise<never>((_, reject) => postgres.once('error', reject))
  const guard = guardAgainstOurDeath(postgres, place.account)
  postgres.once('exit', () => guard?.kill('SIGKILL'))
  try {
    await Promise.race([untilReady(place, postgres, logFrom, say, signal), failed])
  } catch (error) {
    postgres.kill('SIGQUIT')
    throw error instanceof StartProblem
      ? error
      : new StartProblem(`嵌入式数据库未能启动：${systemReason(error)}。`, 1, { cause: error })
  }
  return postgres
}

/** When we are killed with -9 nobody else would stop PostgreSQL: this shell waits for our end of its pipe to close, then does. */
function guardAgainstOurDeath(postgres: ChildProcess, account: Account | undefined): ChildProcess | undefined {
  if (postgres.pid === undefined) return undefined
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1" 2>/dev/null', 'sh', String(postgres.pid)], {
    ...processOptions(account),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.on('error', () => undefined)
  guard.stdin?.on('error', () => undefined)
  return guard
}

/** Follows postmaster.pid, whose eighth line says `ready`; a crash recovery may take minutes, so there is no limit while it lives. */
async function untilReady(
  place: PostgresPlace,
  postgres: ChildProcess,
  logFrom: number,
  say: Say,
  signal: AbortSignal,
) {
  const startedAt = performance.now()
  let nextWord = 3000
  while (!isReady(place.cluster, postgres.pid)) {
    if (postgres.exitCode !== null || postgres.signalCode !== null)
      throw new StartProblem(`嵌入式数据库未能启动：${lastTrouble(place.log, logFrom)}。详见 ${place.log}。`)
    if (signal.aborted) throw new StartProblem('嵌入式数据库启动到一半时被要求停止。')
    if (performance.now() - startedAt > nextWord) {
      say('数据库正在恢复上次未写完的内容，请稍候……')
      nextWord += 10_000
    }
    await sleep(15)
  }
}

function isReady(cluster: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Keeps one older log; answers where this run's lines begin. */
function rotateLog(log: string): number {
  if (!existsSync(log)) return 0
  const { size } = statSync(log)
  if (size < 10 * 1024 * 1024) return size
  renameSync(log, `${log}.1`)
  return 0
}

function lastTrouble(log: string, from: number): string {
  const lines = readFileSync(log).subarray(from).toString('utf8').trim().split('\n')
  const line = lines.findLast((text) => /FATAL|PANIC|error/i.test(text)) ?? lines.at(-1)
  return line?.replace(/^.*?(FATAL|PANIC):\s*/, '') || '没有留下原因'
}

const processOptions = (account: Account | undefined) => ({
  cwd: '/',
  // Messages in English, whatever the machine speaks: `lastTrouble` reads them.
  env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  ...(account ? { uid: account.uid, gid: account.gid } : {}),
})

function postgresArguments(place: PostgresPlace, over: Readonly<Record<string, string>>): string[] {
  const settings = { ...usualSettings(), unix_socket_directories: place.socketDir, ...over }
  return ['-D', place.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** On the command line, so that a newer program's settings hold for an older cluster. */
function usualSettings(): Record<string, string> {
  const memoryMb = totalmem() / 2 ** 20
  return {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: '60',
    password_encryption: 'scram-sha-256',
    shared_preload_libraries: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    shared_buffers: `${Math.round(Math.min(512, Math.max(64, memoryMb / 16)))}MB`,
    effective_cache_size: `${Math.round(Math.max(256, memoryMb / 3))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    // The package carries no LLVM.
    jit: 'off',
    // Id numbers stay out of the log: no statements, no parameters, and no DETAIL (“Key (…)=(…) already exists”).
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    log_line_prefix: '%m [%p] ',
  }
}
