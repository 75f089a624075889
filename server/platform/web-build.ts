import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Say, StartProblem, systemReason } from './log.ts'

/** What the pages are made from. */
const sources = ['web', 'contract', 'standard', 'package-lock.json']

/**
 * Builds the pages into web/dist when their sources are not those they were built from.
 * @param root the clone
 * @throws StartProblem with the end of the build's own words
 */
export async function buildWeb(root: string, say: Say): Promise<void> {
  const stampFile = join(root, 'web/dist/.built-from')
  const digest = digestOf(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return
  say('正在构建网页（源文件有变化或第一次启动，约需半分钟）……')
  const { code, output } = await vite(root)
  if (code !== 0) throw new StartProblem(`网页没有构建成功：\n${output.slice(-3000)}`)
  try {
    writeFileSync(stampFile, digest)
  } catch (error) {
    throw new StartProblem(`网页构建的结果写不进 ${stampFile}：${systemReason(error)}。`, 1, { cause: error })
  }
}

function digestOf(root: string): string {
  const hash = createHash('sha256')
  for (const source of sources) addTo(hash, join(root, source))
  return hash.digest('hex')
}

function addTo(hash: ReturnType<typeof createHash>, path: string): void {
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort())
      if (name !== 'dist' && name !== 'node_modules' && !name.includes('.test.')) addTo(hash, join(path, name))
  } else hash.update(path).update('\0').update(readFileSync(path)).update('\0')
}

/** In a process of its own: the memory of a build is given back. */
async function vite(root: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'web'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve({ code, output }))
  })
}
