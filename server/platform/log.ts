/** What a start says on the terminal: one line a step, and one sentence when it cannot go on. */

/** A start that cannot go on, told in one sentence for the person at the terminal; `exitCode` is the process's. */
export class StartProblem extends Error {
  readonly exitCode: number
  constructor(sentence: string, exitCode = 1, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'StartProblem'
    this.exitCode = exitCode
  }
}

/** Takes one line for the person at the terminal. */
export type Say = (line: string) => void

/** Says progress lines on stdout, each with the seconds since the start: `[  1.2 s] 数据库已就绪`. */
export function progressLines(startedAt = performance.now()): Say {
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)
    process.stdout.write(`[${seconds} s] ${line}\n`)
  }
}

/** The code of a system error (`EACCES`, `ENOSPC`, …), or `''`. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

const systemReasons: Record<string, string> = {
  EACCES: '没有权限',
  EPERM: '不被允许',
  EROFS: '该文件系统只读',
  ENOSPC: '磁盘已满',
  EDQUOT: '磁盘配额已用完',
  ENOTDIR: '路径中有一段不是文件夹',
  ENOENT: '路径不存在',
  ENAMETOOLONG: '路径太长',
}

/** A system error in Chinese with its code, e.g. `没有权限（EACCES）`. */
export function systemReason(error: unknown): string {
  const code = systemCode(error)
  const words = systemReasons[code]
  if (words) return `${words}（${code}）`
  return error instanceof Error ? error.message : String(error)
}
