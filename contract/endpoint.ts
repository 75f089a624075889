import type { ZodType, z } from 'zod'
import type { Action } from './policy.ts'

type Absent = z.ZodUndefined

/** What an id in a path or body names; the authorization matrix puts objects of every relation in its place. */
export type ObjectKind =
  | 'unit'
  | 'teacher'
  | 'case'
  | 'batch'
  | 'account'
  | 'post'
  | 'list'
  | 'report'
  | 'proposal'
  | 'handout'
  | 'slip'
  | 'request'
  | 'round'
  | 'help'
  | 'addition'
  | 'reason'

/**
 * One operation of the HTTP API, as data: the server serves it, the web calls it, OpenAPI prints it, the authorization matrix tries it.
 * `permission`: an action of the policy table; 'public' needs nobody; 'signed-in' any account, also one that must still set its password.
 * `upload` takes one file as multipart/form-data beside the query; `download` answers with a file instead of `returns`.
 */
export interface Endpoint<P extends ZodType, Q extends ZodType, B extends ZodType, R extends ZodType> {
  method: 'GET' | 'POST'
  path: `/${string}`
  summary: string
  permission: Action | 'public' | 'signed-in'
  kind?: 'json' | 'upload' | 'download'
  /** a dangerous act: password or second factor must have been given within the last five minutes (A17) */
  fresh?: true
  /** of an upload: the largest file, in bytes; 64 MB unless told */
  maxBytes?: number
  /**
   * The audit log: 'always' a reading that leaves its row although nothing says so (server/platform/trace.ts), 'never' an act that is none, e.g. a check of what is
   * typed. Writes, downloads, searches and the opening of somebody's record leave theirs by themselves.
   */
  trace?: 'always' | 'never'
  /** Which params or body fields name objects, and of which kind. */
  objects?: Readonly<Record<string, ObjectKind>>
  params?: P
  query?: Q
  body?: B
  returns: R
}

export function endpoint<
  R extends ZodType,
  P extends ZodType = Absent,
  Q extends ZodType = Absent,
  B extends ZodType = Absent,
>(spec: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return spec
}

// biome-ignore lint/suspicious/noExplicitAny: the one place where an endpoint of any shape is meant
export type AnyEndpoint = Endpoint<any, any, any, any>

/** What the server is handed, after validation. */
export type Input<E> =
  E extends Endpoint<infer P, infer Q, infer B, ZodType>
    ? { params: z.output<P>; query: z.output<Q>; body: z.output<B> }
    : never

/** What a caller must say: only the parts the endpoint declares. */
export type Ask<E> =
  E extends Endpoint<infer P, infer Q, infer B, ZodType>
    ? Declared<'params', P> & Declared<'query', Q> & Declared<'body', B>
    : never
type Declared<K extends string, Z extends ZodType> = [Z] extends [Absent] ? unknown : { [k in K]: z.input<Z> }

export type Output<E> = E extends Endpoint<ZodType, ZodType, ZodType, infer R> ? z.input<R> : never
/** What a caller receives. */
export type Answer<E> = E extends Endpoint<ZodType, ZodType, ZodType, infer R> ? z.output<R> : never
