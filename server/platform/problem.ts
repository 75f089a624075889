import { constraints, type ProblemCode, problems } from '../../contract/problem.ts'

/** Thrown to abandon the transaction; the HTTP door turns it into application/problem+json. `detail` is told to the user: no secrets, no personal data of others. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly detail: Record<string, unknown>

  constructor(code: ProblemCode, detail: Record<string, unknown> = {}) {
    super(typeof detail.title === 'string' ? detail.title : problems[code][1])
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return problems[this.code][0]
  }

  /** The problem an error stands for: itself, or the constraint by which the database said no. */
  static from(error: unknown): Problem | undefined {
    if (error instanceof Problem) return error
    if (typeof error !== 'object' || error === null) return undefined
    const constraint = 'constraint' in error ? String(error.constraint) : ''
    const code = constraints[constraint]
    if (code) return new Problem(code)
    // lock_not_available, query_canceled by statement_timeout, too_many_connections, deadlock_detected, serialization_failure
    if ('code' in error && ['55P03', '57014', '53300', '40P01', '40001'].includes(String(error.code)))
      return new Problem('database.busy')
    return undefined
  }
}
