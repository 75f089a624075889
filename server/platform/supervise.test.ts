import { type ChildProcess, spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { supervise } from './supervise.ts'

const node = (program: string) => async (): Promise<ChildProcess> =>
  spawn(process.execPath, ['-e', program], { stdio: 'ignore' })
const forever = node('setInterval(() => {}, 1000)')
const stopSignals = [
  { signal: 'SIGTERM', afterMs: 0 },
  { signal: 'SIGKILL', afterMs: 300 },
] as const

test('a process that dies is started again, and a stop is no death', async () => {
  const said: string[] = []
  const { promise: back, resolve } = Promise.withResolvers<void>()
  const say = (line: string) => {
    said.push(line)
    if (line === '工人已恢复') resolve()
  }
  const worker = await supervise({ name: '工人', launch: forever, stopSignals, say })
  const first = worker.pid() ?? 0
  process.kill(first, 'SIGKILL')
  await back
  expect(worker.pid()).not.toBe(first)
  const second = worker.pid() ?? 0
  await worker.stop()
  expect(said).toEqual(['工人意外停止（SIGKILL），正在重新启动……', '工人已恢复'])
  expect(() => process.kill(second, 0)).toThrow(/ESRCH/)
})

test('a launch that fails is tried again after a pause; a first one that fails is thrown', async () => {
  const broken = async (): Promise<ChildProcess> => {
    throw new Error('no binary')
  }
  await expect(supervise({ name: '工人', launch: broken, stopSignals, say: () => undefined })).rejects.toThrow(
    'no binary',
  )
  let launches = 0
  const { promise: third, resolve } = Promise.withResolvers<void>()
  const worker = await supervise({
    name: '工人',
    stopSignals,
    say: () => undefined,
    launch: async () => {
      launches += 1
      if (launches === 2) throw new Error('not yet')
      if (launches === 3) resolve()
      return launches === 1 ? node('process.exit(1)')() : forever()
    },
  })
  await third
  await worker.stop()
  expect(launches).toBe(3)
})

test('one that will not end is killed', async () => {
  const stubborn = async (): Promise<ChildProcess> => {
    const program = `process.on('SIGTERM', () => {}); process.send('up'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    await new Promise((resolve) => child.once('message', resolve))
    return child
  }
  const worker = await supervise({ name: '工人', launch: stubborn, stopSignals, say: () => undefined })
  const pid = worker.pid() ?? 0
  await worker.stop()
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
})
