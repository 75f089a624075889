import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Say, StartProblem, systemCode } from './log.ts'

/**
 * Holds a data folder for this process, so that a second start is told. The hold is an abstract unix socket: the kernel
 * gives it to one process at a time and takes it back at any death, kill -9 included; no stale file can block a start.
 * @returns the release
 * @throws StartProblem when another process holds the folder
 */
export async function holdFolder(dataDir: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)))
  server.unref()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(holdName(dataDir), resolve)
    })
  } catch (error) {
    if (systemCode(error) !== 'EADDRINUSE') throw error
    throw heldBy(dataDir, await folderHolder(dataDir))
  }
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** The process id of the start that holds the folder, if one does. */
export async function folderHolder(dataDir: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ''
    createConnection(holdName(dataDir))
      .setTimeout(2000, () => resolve(answer || '?'))
      .on('data', (part) => {
        answer += String(part)
      })
      .on('end', () => resolve(answer || '?'))
      .on('error', () => resolve(undefined))
  })
}

export const heldBy = (dataDir: string, pid: string | undefined): StartProblem =>
  new StartProblem(
    `数据文件夹 ${dataDir} 正由另一个杏坛使用（进程 ${pid ?? '?'}）；请先停下它，或用 --data 另指定一个文件夹。`,
  )

function holdName(dataDir: string): string {
  return `\0xingtan-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 32)}`
}

/**
 * Clears what a killed predecessor left on a cluster: a postmaster still running (the child of a server killed with -9),
 * backends whose postmaster was killed, and lock files whose number now belongs to somebody else or to a dead process that
 * nobody has buried (containers often have no init that would). Call only while holding the folder.
 */
export async function clearLeftovers(
  { cluster, socketDir }: { cluster: string; socketDir: string },
  say: Say,
): Promise<void> {
  const left = processesOn(cluster)
  const postmaster = left.find(({ pid }) => pid === recordedPid(cluster))
  if (postmaster) {
    say(`上次留下的数据库进程 ${postmaster.pid} 还在运行，正在让它停下……`)
    if (!(await ended(cluster, [postmaster.pid], 'SIGINT', 20_000)))
      if (!(await ended(cluster, [postmaster.pid], 'SIGQUIT', 5_000)))
        await ended(cluster, [postmaster.pid], 'SIGKILL', 5_000)
  }
  // Without their postmaster, backends only hold the old shared memory; the log brings back all that was committed.
  const orphans = processesOn(cluster).map(({ pid }) => pid)
  if (orphans.length > 0 && !(await ended(cluster, orphans, 'SIGQUIT', 2_000)))
    await ended(
      cluster,
      processesOn(cluster).map(({ pid }) => pid),
      'SIGKILL',
      5_000,
    )
  if (processesOn(cluster).length > 0) return
  for (const path of [
    join(cluster, 'postmaster.pid'),
    join(socketDir, '.s.PGSQL.5432.lock'),
    join(socketDir, '.s.PGSQL.5432'),
  ])
    rmSync(path, { force: true })
}

/** Signals the processes and waits; true when all are gone in time. */
async function ended(
  cluster: string,
  pids: readonly number[],
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<boolean> {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (systemCode(error) !== 'ESRCH') throw error
    }
  }
  const deadline = performance.now() + withinMs
  for (;;) {
    const alive = new Set(processesOn(cluster).map(({ pid }) => pid))
    if (!pids.some((pid) => alive.has(pid))) return true
    if (performance.now() > deadline) return false
    await sleep(30)
  }
}

function recordedPid(cluster: string): number | undefined {
  try {
    return Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** PostgreSQL processes that stand in the cluster's folder, as every one of them does. */
function processesOn(cluster: string): { pid: number }[] {
  const place = realpathSync(cluster)
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => link(`/proc/${pid}/cwd`) === place && isPostgres(link(`/proc/${pid}/exe`)))
    .map((pid) => ({ pid: Number(pid) }))
}

/** A replaced program shows as `…/postgres (deleted)`. */
const isPostgres = (exe: string) => basename(exe.replace(/ \(deleted\)$/, '')) === 'postgres'

/** Empty for what is gone or another account's. */
function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
