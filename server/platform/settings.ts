import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { StartProblem } from './log.ts'

/** What a start was asked for. Plain data: it may be sent to a child process. */
export type Settings = {
  /** Only print `helpText` and leave. */
  help: boolean
  /** Address to listen on; `127.0.0.1` unless told. */
  host: string
  /** TCP port; 0 lets the system choose. */
  port: number
  /** Absolute path: secrets, embedded database, uploads. */
  dataDir: string
  /** Fill a practice environment into a new database (`--empty` says no). */
  practice: boolean
  /** Build the web when its sources are newer than what was built (`--no-web` says no: development). */
  buildWeb: boolean
  /** PostgreSQL server to use instead of the embedded one. */
  databaseUrl?: string
  /** Absolute path of the clone. */
  root: string
}

export type SettingsInput = {
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  /** The clone's folder. */
  root: string
  /** User id of the process; 0 is root. */
  uid: number
}

export const helpText = `杏坛（Xingtan）——全国教师管理信息系统

用法：  npm start                        启动（第一次会安装依赖、建数据库、填充演练环境）
        npm start -- [选项]
        npm start -- --help              显示本说明

选项：
  --port 端口      网页与接口的端口，默认 8080（也可用环境变量 PORT）；0 表示由系统任选一个空闲端口
  --host 地址      监听的地址，默认 127.0.0.1，只有本机能访问；对外服务请放在反向代理之后
  --data 文件夹    数据文件夹：密钥、嵌入式数据库、上传的文件都在里面，请妥善备份
                   默认：普通用户为 <本项目>/.data；root 为 /var/lib/xingtan/<项目名>-<路径摘要>
  --empty          不填演练环境：建一个空系统，第一位系统管理员凭一次性激活码登录
                   （不加此项则填充演练环境：人员均为虚构，账号与口令在启动后列出，口令随数据文件夹生成）
  --no-web         不构建网页（供开发时使用）

环境变量：
  DATABASE_URL     使用一台 PostgreSQL（15 或更高版本）服务器，而不用嵌入式数据库，例如
                   postgres://用户:口令@主机:5432/xingtan ；该用户须能建角色（CREATEROLE）并在库中建表
  PORT             同 --port
  TRUST_PROXY      前面的反向代理的地址或网段（CIDR，逗号分隔）；只有它们可以说明请求来自哪里、是否 HTTPS

停止：按 Ctrl+C 或发送 SIGTERM，五秒内全部停下；再按一次 Ctrl+C 强制退出。
嵌入式 PostgreSQL 只经本机的 unix 套接字访问，从不以 root 身份运行；它供试用、演练和单机使用，
省级正式环境请用 DATABASE_URL 接一台打过安全补丁的 PostgreSQL。

In English: npm start runs everything on http://127.0.0.1:8080 with an invented practice environment.
--port N, --host ADDRESS, --data FOLDER, --empty (no practice data), DATABASE_URL (your own PostgreSQL >= 15).
`

/**
 * Reads the command line and the environment.
 * @throws StartProblem with exit code 2 for an option that is unknown or makes no sense.
 */
export function readSettings({ argv, env, root, uid }: SettingsInput): Settings {
  const given = readOptions(argv)
  const databaseUrl = env.DATABASE_URL?.trim()
  return {
    help: given.help ?? false,
    host: readHost(given.host),
    port: readPort(given.port ?? (env.PORT?.trim() || '8080'), given.port === undefined ? '环境变量 PORT' : '--port'),
    dataDir: readDataDir(given.data, root, uid),
    practice: !given.empty,
    buildWeb: !given['no-web'],
    ...(databaseUrl ? { databaseUrl: readDatabaseUrl(databaseUrl) } : {}),
    root,
  }
}

function readOptions(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h' },
        host: { type: 'string' },
        port: { type: 'string', short: 'p' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
        'no-web': { type: 'boolean' },
      },
    })
    return values
  } catch (error) {
    const seen = error instanceof Error ? (/'([^']+)'/.exec(error.message)?.[1] ?? error.message) : String(error)
    throw new StartProblem(`看不懂参数“${seen}”：npm start -- --help 列出全部选项。`, 2, { cause: error })
  }
}

function readHost(host: string | undefined): string {
  if (host === undefined) return '127.0.0.1'
  if (!/^[\w.:-]+$/.test(host)) throw new StartProblem(`--host 应为一个地址（如 127.0.0.1），收到的是“${host}”。`, 2)
  return host
}

function readPort(text: string, from: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535)
    throw new StartProblem(`${from} 应为 0 到 65535 之间的整数，收到的是“${text}”。`, 2)
  return port
}

function readDataDir(given: string | undefined, root: string, uid: number): string {
  if (given === '') throw new StartProblem('--data 后面应写一个文件夹。', 2)
  if (given !== undefined) return resolve(given)
  if (uid !== 0) return join(root, '.data')
  // PostgreSQL never runs as root, and its account may not enter e.g. /root: so root's data live where it may.
  const place = realpathSync(root)
  const digest = createHash('sha256').update(place).digest('hex').slice(0, 8)
  return join('/var/lib/xingtan', `${basename(place).replace(/[^\w.-]/g, '_') || 'clone'}-${digest}`)
}

function readDatabaseUrl(text: string): string {
  // The value may hold a password: it is never repeated in the sentence.
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new StartProblem('DATABASE_URL 应以 postgres:// 开头，例如 postgres://用户:口令@主机:5432/xingtan。', 2)
  return text
}
