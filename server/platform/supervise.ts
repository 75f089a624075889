import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Say } from './log.ts'

export type Supervision = {
  /** For the person at the terminal, e.g. `嵌入式数据库`. */
  name: string
  /** Starts the process and resolves when it is ready. Called again, after a pause, whenever it dies. */
  launch: (signal: AbortSignal) => Promise<ChildProcess>
  /** What `stop` sends, in order: each signal after so many milliseconds without an exit. */
  stopSignals: readonly { signal: NodeJS.Signals; afterMs: number }[]
  say: Say
}

export type Supervised = {
  /** Process id now; undefined while it is down. */
  pid: () => number | undefined
  /** Ends the process and the watch over it; resolves when it is gone. */
  stop: () => Promise<void>
}

const firstPauseMs = 200
const longestPauseMs = 10_000
/** After so long alive a death counts as a new trouble, not as the old one. */
const steadyMs = 30_000

/**
 * Starts a process and keeps it running, with a growing pause between attempts.
 * @throws whatever the first launch throws; later failures are said and tried again.
 */
export async function supervise({ name, launch, stopSignals, say }: Supervision): Promise<Supervised> {
  const stopping = new AbortController()
  let child: ChildProcess | undefined = await launch(stopping.signal)
  let pauseMs = firstPauseMs

  async function keep(): Promise<void> {
    while (child) {
      const bornAt = performance.now()
      await exited(child)
      const end = child.signalCode ?? `退出码 ${child.exitCode}`
      child = undefined
      if (stopping.signal.aborted) return
      if (performance.now() - bornAt > steadyMs) pauseMs = firstPauseMs
      say(`${name}意外停止（${end}），正在重新启动……`)
      child = await launchUntilUp()
      // A launch that was under way when we were told to stop.
      if (child && stopping.signal.aborted) await endProcess(child, stopSignals)
      else if (child) say(`${name}已恢复`)
    }
  }

  async function launchUntilUp(): Promise<ChildProcess | undefined> {
    while (!stopping.signal.aborted) {
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      if (stopping.signal.aborted) break
      try {
        return await launch(stopping.signal)
      } catch (error) {
        say(`${name}未能启动：${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return undefined
  }

  const kept = keep()
  return {
    pid: () => child?.pid,
    async stop() {
      stopping.abort()
      if (child) await endProcess(child, stopSignals)
      await kept
    },
  }
}

/** Sends the signals in order until the process is gone. */
export async function endProcess(child: ChildProcess, signals: Supervision['stopSignals']): Promise<void> {
  const timers = signals.map(({ signal, afterMs }) => setTimeout(() => child.kill(signal), afterMs))
  await exited(child)
  for (const timer of timers) clearTimeout(timer)
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await once(child, 'exit')
}
