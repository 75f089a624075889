import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'

let dataDir: string
let program: ChildProcess
let printed = ''

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'xingtan-reset-'))
  const main = join(import.meta.dirname, '../server/main.ts')
  program = spawn(process.execPath, [main, '--port', '0', '--no-web', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: '', XINGTAN_LOG: 'error' },
  })
  for (const stream of [program.stdout, program.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  await until('按 Ctrl+C 停止')
}, 240_000)
afterAll(async () => {
  const ended = new Promise((resolve) => program.once('exit', resolve))
  if (program.exitCode === null && program.kill('SIGTERM')) await ended
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

async function until(words: string): Promise<void> {
  const deadline = Date.now() + 200_000
  while (!printed.includes(words)) {
    if (program.exitCode !== null || Date.now() > deadline) throw new Error(`“${words}” never came:\n${printed}`)
    await sleep(100)
  }
}

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON comes back
  body: any
}
type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<Answer>

/** Signs in with what the start printed. */
async function signIn(login: string): Promise<Ask> {
  const url = /网址：(\S+)/.exec(printed)?.[1] ?? ''
  const secret = new RegExp(` ${login} +(\\S+)`).exec(printed)?.[1]
  const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
  const asked = async (cookie: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { ...headers, cookie },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { response, answer: { status: response.status, body: await response.json() } }
  }
  const { response, answer } = await asked('', 'POST', '/session', { login, secret })
  expect(answer.status, login).toBe(200)
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  return async (method, path, body) => (await asked(cookie, method, path, body)).answer
}

test('a province begins its practice anew: what was done is gone, the accounts are the same, the new log tells who asked', async () => {
  const county = await signIn('xihu-info')
  const institutions = async (ask: Ask) => (await ask('GET', '/training-institutions?page=1&size=20')).body.total
  const more = { name: '练习用培训机构', kind: 'other', creditCode: '' }
  expect((await county('POST', '/training-institutions', more)).status).toBe(200)
  expect(await institutions(county)).toBe(2)

  const neighbour = await signIn('jiangsu-sys')
  expect((await neighbour('POST', '/lessons/reset', { reason: '想从头再来' })).body.code).toBe(
    'practice.other-province',
  )
  const province = await signIn('zhejiang-sys')
  expect((await province('GET', '/lessons')).body.can).toEqual(['reset'])
  expect((await province('POST', '/lessons/reset', { reason: '下一期培训开始' })).status).toBe(200)
  await until('正在恢复演练环境')
  await until('演练环境已恢复')

  expect((await county('GET', '/home')).status).toBe(401)
  const again = await signIn('xihu-info')
  expect(await institutions(again)).toBe(1)
  const log = await (await signIn('zhejiang-audit'))('GET', '/audit/events?action=practice.reset&size=20')
  expect(log.body.rows).toHaveLength(1)
}, 240_000)
