import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ClientConfig } from 'pg'
import { verifyDatabase } from './database.ts'
import { verifyFile } from './file.ts'
import { newReport, sentences } from './report.ts'

const usage = `核验审计日志：逐行核对封存它的区块，不经过系统自己的程序。

  npm run verify-audit -- --data 数据文件夹          运行中的嵌入式数据库
  npm run verify-audit -- --database-url postgres://用户:口令@主机/库
  npm run verify-audit -- --file 导出的文件.ndjson.gz
  加上 --head 区块号:头（可多次），与记在别处的头核对。

退出码：0 完好，1 发现不符，2 未能核验。
`

class Unable extends Error {}

/** Reads the arguments, verifies, says what was found. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'database-url': { type: 'string' },
      file: { type: 'string' },
      head: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const { data, file, head = [], help } = values
  const url = values['database-url']
  const given = [data, url, file].filter((each) => each !== undefined)
  if (help || given.length !== 1) {
    process.stdout.write(usage)
    return help ? 0 : 2
  }
  const report = newReport(new Map(head.map(readHead)), file === undefined)
  if (file !== undefined) await verifyFile(resolve(file), report)
  else await verifyDatabase(url === undefined ? embedded(resolve(data ?? '')) : { connectionString: url }, report)
  const result = report.result()
  process.stdout.write(`${sentences(result).join('\n')}\n`)
  return result.broken === 0 ? 0 : 1
}

function readHead(text: string): [bigint, string] {
  const [, no, head] = /^(\d+):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? []
  if (!no || !head) throw new Unable(`--head ${text} 读不懂：应形如 1234:9f0c……（区块号、冒号、64 位十六进制）`)
  return [BigInt(no), head]
}

/** The database of a data folder that is running: its own note says at which socket it listens (postmaster.pid, line 5). */
function embedded(folder: string): ClientConfig {
  const note = join(folder, 'pg', 'postmaster.pid')
  const secret = join(folder, 'secrets', 'database-owner')
  if (!existsSync(secret)) throw new Unable(`${folder} 不是数据文件夹：里面没有 secrets/database-owner`)
  if (!existsSync(note)) throw new Unable(`${folder} 的数据库没有在运行；请先启动系统，再核验`)
  const socket = readFileSync(note, 'utf8').split('\n')[4]
  if (!socket) throw new Unable(`${folder} 的数据库正在启动，请稍后再核验`)
  return {
    host: socket,
    port: 5432,
    user: 'xingtan_owner',
    password: readFileSync(secret, 'utf8').trim(),
    database: 'xingtan',
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`未能核验：${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
