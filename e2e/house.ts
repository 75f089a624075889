import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** The running program as a newcomer sees it in the terminal. */
export type House = {
  url: string
  /** what the start printed: who signs in where, and with what */
  accounts: Account[]
  /** for the few looks that no page gives, e.g. at the audit log */
  dataDir: string
}

export type Account = { unit: string; role: string; name: string; login: string; secret: string }

declare module 'vitest' {
  interface ProvidedContext {
    house: House
  }
}

const root = join(import.meta.dirname, '..')

/**
 * Starts the real program once for all browser tests, as `npm start` does, with a data folder of its own, and stops it as Ctrl+C does.
 * E2E_DATA names a filled and stopped data folder to begin from a copy of, for somebody who is writing these tests.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xingtan-e2e-'))
  if (process.env.E2E_DATA) execFileSync('cp', ['-a', `${process.env.E2E_DATA}/.`, dataDir])
  const program = spawn(process.execPath, ['run.mjs', 'start', '--port', '0', '--data', dataDir], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: '' },
  })
  const printed = collect(program)
  try {
    await printed.until('按 Ctrl+C 停止', 240_000)
  } catch (error) {
    await stop(program)
    rmSync(dataDir, { recursive: true, force: true })
    throw error
  }
  project.provide('house', { ...readWelcome(printed.text()), dataDir })
  return async () => {
    const code = await stop(program)
    rmSync(dataDir, { recursive: true, force: true })
    if (code !== 0) throw new Error(`the program ended with exit code ${code}:\n${printed.text().slice(-3000)}`)
  }
}

function collect(program: ChildProcess) {
  let text = ''
  for (const stream of [program.stdout, program.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  const until = async (words: string, patience: number) => {
    const deadline = Date.now() + patience
    while (!text.includes(words)) {
      if (program.exitCode !== null || Date.now() > deadline) throw new Error(`the program did not start:\n${text}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  return { text: () => text, until }
}

/** 网址 and the table of 演练账号: columns with two blanks or more between them. */
function readWelcome(printed: string): Pick<House, 'url' | 'accounts'> {
  const url = /网址：(\S+)/.exec(printed)?.[1]
  if (!url) throw new Error(`no address was printed:\n${printed}`)
  const accounts = printed.split('\n').flatMap((line): Account[] => {
    const [level, unit, role, name, login, shown] = line.trim().split(/ {2,}/)
    if (!level || !unit || !role || !name || !login || !shown || !/^[a-z]+-[a-z]+$/.test(login)) return []
    return [{ unit, role, name, login, secret: /^激活码 (\S+?)（/.exec(shown)?.[1] ?? shown }]
  })
  return { url, accounts }
}

async function stop(program: ChildProcess): Promise<number | null> {
  if (program.exitCode !== null) return program.exitCode
  const ended = new Promise<number | null>((resolve) => program.once('exit', (code) => resolve(code)))
  program.kill('SIGTERM')
  return ended
}
