import { describe, expect, test } from 'vitest'
import { StartProblem } from './log.ts'
import { readSettings } from './settings.ts'

const read = (argv: string[], env: Record<string, string> = {}, uid = 1000) =>
  readSettings({ argv, env, root: import.meta.dirname, uid })

describe('settings', () => {
  test('without a word: port 8080 on this machine only, practice, the data in the clone', () => {
    expect(read([])).toEqual({
      help: false,
      host: '127.0.0.1',
      port: 8080,
      dataDir: `${import.meta.dirname}/.data`,
      practice: true,
      buildWeb: true,
      root: import.meta.dirname,
    })
  })

  test('root’s data lie outside the clone, a folder for each clone', () => {
    expect(read([], {}, 0).dataDir).toMatch(/^\/var\/lib\/xingtan\/platform-[0-9a-f]{8}$/)
    expect(read(['--data', '/srv/x'], {}, 0).dataDir).toBe('/srv/x')
  })

  test('the command line goes before the environment', () => {
    expect(read([], { PORT: '9000' }).port).toBe(9000)
    expect(read(['--port', '9001'], { PORT: '9000' }).port).toBe(9001)
    expect(read(['--port=9002', '--host=0.0.0.0', '--empty'])).toMatchObject({
      port: 9002,
      host: '0.0.0.0',
      practice: false,
    })
    expect(read([], { DATABASE_URL: 'postgres://u:p@h/d' }).databaseUrl).toBe('postgres://u:p@h/d')
  })

  test.each([
    [['--prot', '80'], {}, /看不懂参数“--prot”/],
    [['extra'], {}, /看不懂参数“extra”/],
    [['--port', '70000'], {}, /--port 应为 0 到 65535 之间的整数，收到的是“70000”/],
    [[], { PORT: 'http' }, /环境变量 PORT 应为/],
    [['--host', 'a b'], {}, /--host 应为一个地址/],
    [['--data', ''], {}, /--data 后面应写一个文件夹/],
    [[], { DATABASE_URL: 'mysql://root:hidden@h/d' }, /DATABASE_URL 应以 postgres:\/\/ 开头/],
  ])('%j %j is refused in one sentence with exit code 2', (argv, env, sentence) => {
    const refusal = refusalOf(() => read(argv, env))
    expect(refusal.message).toMatch(sentence)
    expect(refusal.message).not.toContain('hidden')
    expect(refusal.exitCode).toBe(2)
  })
})

function refusalOf(act: () => unknown): StartProblem {
  try {
    act()
  } catch (error) {
    if (error instanceof StartProblem) return error
    throw error
  }
  throw new Error('was not refused')
}
