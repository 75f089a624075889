import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDataFolder, openSecrets } from './secrets.ts'

let folder: string
let dataDir: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xingtan-secrets-'))
  dataDir = join(folder, 'a/b')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = () => {
  openDataFolder(dataDir)
  return openSecrets(dataDir)
}
const mode = (path: string) => statSync(path).mode & 0o777

test('a new folder gets keys of 32 random bytes that only its owner reads, and keeps them', () => {
  const secrets = open()
  expect(mode(dataDir) & 0o066).toBe(0)
  expect(mode(join(dataDir, 'secrets'))).toBe(0o700)
  for (const name of readdirSync(join(dataDir, 'secrets'))) expect(mode(join(dataDir, 'secrets', name))).toBe(0o400)
  const keys = [secrets.kek, secrets.pepper, secrets.index, secrets.practice]
  expect(keys.map((key) => key.length)).toEqual([32, 32, 32, 32])
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(4)
  expect(open()).toEqual(secrets)
})

test('a lost key is told and never made anew', () => {
  open()
  rmSync(join(dataDir, 'secrets/kek'))
  expect(open).toThrow(/缺少密钥 .*kek/)
  expect(existsSync(join(dataDir, 'secrets/kek'))).toBe(false)
})

test('a database without keys is a broken folder', () => {
  openDataFolder(dataDir)
  mkdirSync(join(dataDir, 'pg'))
  expect(open).toThrow(/却没有密钥/)
  expect(existsSync(join(dataDir, 'secrets'))).toBe(false)
})

test('a start killed while it made the keys begins anew', () => {
  openDataFolder(dataDir)
  mkdirSync(join(dataDir, 'secrets.new'))
  writeFileSync(join(dataDir, 'secrets.new/kek'), 'half')
  expect(open().kek).toHaveLength(32)
})

test('loose modes and a spoilt key are told with what to do', () => {
  open()
  chmodSync(join(dataDir, 'secrets/pepper'), 0o440)
  expect(open).toThrow(/pepper 的权限过宽（0440），应为 0400/)
  chmodSync(join(dataDir, 'secrets/pepper'), 0o400)
  chmodSync(join(dataDir, 'secrets'), 0o755)
  expect(open).toThrow(/secrets 的权限过宽（0755），应为 0700/)
  chmodSync(join(dataDir, 'secrets'), 0o700)
  chmodSync(dataDir, 0o755)
  expect(open).toThrow(/chmod go-rw/)
  chmodSync(dataDir, 0o700)
  rmSync(join(dataDir, 'secrets/pepper'))
  writeFileSync(join(dataDir, 'secrets/pepper'), 'short', { mode: 0o400 })
  expect(open).toThrow(/pepper 的内容不是 64 位十六进制数/)
})

test('somebody else’s folder and a path that cannot be made are refused', () => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(dataDir, 'thesis.docx'), '')
  expect(open).toThrow(/已有别的内容（thesis.docx）/)
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => openDataFolder(join(file, 'data'))).toThrow(/建不了或不能写：路径中有一段不是文件夹（ENOTDIR）/)
  expect(() => openDataFolder('/proc/xingtan/data')).toThrow(/建不了或不能写：.*（(ENOENT|EACCES)）/)
})
