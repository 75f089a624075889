import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { StartProblem, systemReason } from './log.ts'

/** The keys of one data folder. Plain data: it may be handed to a child process over its private channel, never by argv or env. */
export type Secrets = {
  /** Wraps the keys of encrypted fields. 32 bytes, like all keys here. */
  kek: Uint8Array
  /** Goes into every password hash. */
  pepper: Uint8Array
  /** Blind index of id numbers. */
  index: Uint8Array
  /** The practice accounts' passwords are derived from it, so that a second start can print them without keeping them. */
  practice: Uint8Array
  /** 64 hexadecimal digits each. */
  databasePasswords: { superuser: string; owner: string; app: string }
}

const names = ['kek', 'pepper', 'index', 'practice', 'database-superuser', 'database-owner', 'database-app'] as const
type Name = (typeof names)[number]

/** The embedded cluster inside a data folder. */
export const clusterFolder = (dataDir: string): string => join(dataDir, 'pg')

/**
 * Makes a new data folder, or checks that an existing one is ours and closed to others.
 * Root's folder is 0711, for PostgreSQL's account must pass through it to its own folder; anyone else's is 0700.
 * @throws StartProblem when it cannot be made, is loose, or holds something else.
 */
export function openDataFolder(dataDir: string): void {
  try {
    makeFolders(dataDir)
    const isNew = readdirSync(dataDir).length === 0
    if (isNew) chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
  } catch (error) {
    throw new StartProblem(
      `数据文件夹 ${dataDir} 建不了或不能写：${systemReason(error)}。请用 --data 指定一个可写的文件夹。`,
      1,
      { cause: error },
    )
  }
  const { mode, uid } = lstatSync(dataDir)
  if ((mode & 0o066) !== 0)
    throw new StartProblem(
      `数据文件夹 ${dataDir} 的权限过宽（${octal(mode)}），其他账号可以读写；请先执行 chmod go-rw ${dataDir} 再启动。`,
    )
  if (uid === 0 && process.getuid?.() === 0 && (mode & 0o011) !== 0o011) chmodSync(dataDir, 0o711)
  const strangers = readdirSync(dataDir).filter((entry) => !ours.test(entry))
  if (strangers.length > 0 && !existsSync(join(dataDir, 'secrets')))
    throw new StartProblem(
      `文件夹 ${dataDir} 里已有别的内容（${strangers.slice(0, 3).join('、')}），不是杏坛的数据文件夹；请用 --data 指定一个空文件夹。`,
    )
}

const ours = /^(secrets|pg|run|log|files|postgresql-)/

/**
 * Level by level: Node's own recursive mkdir never returns on a file system that makes no folders (/proc), and under a
 * strict umask the folders made on the way (e.g. /var/lib/xingtan) would keep PostgreSQL's account out.
 */
function makeFolders(path: string): void {
  if (existsSync(path)) return
  makeFolders(dirname(path))
  mkdirSync(path)
  chmodSync(path, 0o755)
}

/**
 * Reads the keys of a data folder; makes them when the folder is new, and only then.
 * @param dataDir made ready by `openDataFolder`
 * @throws StartProblem when a key is missing beside an existing database, or readable by others.
 */
export function openSecrets(dataDir: string): Secrets {
  const folder = join(dataDir, 'secrets')
  if (!existsSync(folder)) makeSecrets(dataDir, folder)
  checkClosed(folder, 0o700)
  const key = (name: Name) => Buffer.from(readSecret(folder, name), 'hex')
  return {
    kek: key('kek'),
    pepper: key('pepper'),
    index: key('index'),
    practice: key('practice'),
    databasePasswords: {
      superuser: readSecret(folder, 'database-superuser'),
      owner: readSecret(folder, 'database-owner'),
      app: readSecret(folder, 'database-app'),
    },
  }
}

function makeSecrets(dataDir: string, folder: string): void {
  if (existsSync(clusterFolder(dataDir)))
    throw new StartProblem(
      `数据文件夹已损坏：${dataDir} 里有数据库，却没有密钥（secrets 文件夹）；没有原来的密钥就读不出加密的内容。请从备份恢复 ${folder}，本次没有改动任何东西。`,
    )
  // All or nothing: a start killed here leaves no half set of keys behind.
  const draft = `${folder}.new`
  try {
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    chmodSync(draft, 0o700)
    for (const name of names) {
      writeFileSync(join(draft, name), randomBytes(32).toString('hex'), { mode: 0o400, flag: 'wx', flush: true })
      chmodSync(join(draft, name), 0o400)
    }
    renameSync(draft, folder)
  } catch (error) {
    throw new StartProblem(`密钥写不进 ${folder}：${systemReason(error)}。`, 1, { cause: error })
  }
}

function readSecret(folder: string, name: Name): string {
  const path = join(folder, name)
  if (!existsSync(path))
    throw new StartProblem(`数据文件夹已损坏：缺少密钥 ${path}。请从备份恢复它，本次没有改动任何东西。`)
  checkClosed(path, 0o400)
  const text = readFileSync(path, 'utf8')
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StartProblem(`数据文件夹已损坏：密钥 ${path} 的内容不是 64 位十六进制数。请从备份恢复它。`)
  return text
}

/** Loose modes are told, never mended in silence: somebody may already have read the key. */
function checkClosed(path: string, wanted: number): void {
  let mode: number
  try {
    mode = lstatSync(path).mode
    if (wanted === 0o700) readdirSync(path)
    else readFileSync(path)
  } catch (error) {
    throw new StartProblem(`读不了 ${path}：${systemReason(error)}。请用建立它的那个账号启动。`, 1, { cause: error })
  }
  if ((mode & 0o077) !== 0)
    throw new StartProblem(
      `密钥 ${path} 的权限过宽（${octal(mode)}），应为 ${octal(wanted)}；请先弄清谁可能读过它，再执行 chmod ${octal(wanted)} ${path}。`,
    )
}

const octal = (mode: number) => `0${(mode & 0o777).toString(8)}`
