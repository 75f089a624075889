import type { AnyEndpoint } from '../../contract/endpoint.ts'
import type { Actor } from '../../contract/policy.ts'
import type { Deed } from './audit.ts'
import { blindIndex, type Keys } from './cipher.ts'

/** What a request said, after the contract's schemas. */
export interface Said {
  params?: unknown
  query?: unknown
  body?: unknown
}

/** Query parameters that somebody types freely: a list asked with one of them is a search, and its criteria are kept. */
export const typedCriteria = ['search', 'name', 'code', 'login', 'text', 'network', 'requestId'] as const
/** Of these, the ones that may hold the number of a document; the others have a form of their own. */
const words: readonly string[] = ['search', 'name', 'code', 'login', 'text']
/** How a list is turned over, not what is looked for. */
const turning = ['page', 'size', 'sort', 'before', 'after', 'cursor', 'order']
/** Opening one of these is reading somebody's data. */
const personal: readonly string[] = ['teacher', 'case', 'account']

/**
 * The row that a request leaves in the log when its operation wrote none of its own (L01): every write, upload and download; the opening of another's
 * record; a search, with its criteria. Null: turning the pages of a list, reading what is about nobody, a trial that changes nothing, one's own record.
 */
export function traceOf(spec: AnyEndpoint, actor: Actor | null, said: Said, keys: Keys): Deed | null {
  if (spec.trace === 'never' || isTrial(said)) return null
  const query = record(said.query)
  const searches = typedCriteria.some((name) => typeof query[name] === 'string' && query[name] !== '')
  const deed: Deed = {
    action: ['public', 'signed-in'].includes(spec.permission) ? `${spec.method} ${spec.path}` : spec.permission,
    ...objectOf(spec, said),
    detail: {
      endpoint: `${spec.method} ${spec.path}`,
      ...((searches || (spec.trace === 'always' && spec.query)) && { criteria: criteriaOf(query, keys) }),
    },
  }
  if (spec.method === 'POST' || spec.kind === 'download' || searches || spec.trace === 'always') return deed
  const opens = Object.values(spec.objects ?? {}).some((kind) => personal.includes(kind))
  return opens && actor?.role !== 'teacher' ? deed : null
}

/** What the request names first, as `objects` of the endpoint says. */
export function objectOf(spec: AnyEndpoint, said: Said): Pick<Deed, 'object'> {
  const all = { ...record(said.query), ...record(said.body), ...record(said.params) }
  for (const [name, kind] of Object.entries(spec.objects ?? {})) {
    const id = all[name]
    if (typeof id === 'string') return { object: { type: kind, id: id.slice(0, 100) } }
  }
  return {}
}

/** A dry run (`dry`), or a file that is only looked at (`commit=no`). */
const isTrial = (said: Said) => record(said.body).dry === true || record(said.query).commit === 'no'

function criteriaOf(query: Record<string, unknown>, keys: Keys): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query)
      .filter(([name, value]) => !turning.includes(name) && value !== undefined && value !== null && value !== '')
      .map(([name, value]) => [
        name,
        words.includes(name) && typeof value === 'string' ? withoutNumbers(value, keys) : value,
      ]),
  )
}

/**
 * What was typed, with every number of a document or telephone in it as the blind index of an id number: two searches for one number are seen to be the same,
 * the number is not. Institution codes (10 digits) and division codes (6, 12) are about nobody and stay.
 */
export function withoutNumbers(text: string, keys: Keys): string {
  return text
    .normalize('NFKC')
    .slice(0, 200)
    .replace(/[A-Za-z]{0,3}(?:\d[ -]?){6,}\d*[Xx]?/g, (found) => {
      const number = found.replace(/[ -]/g, '')
      const digits = number.replace(/\D/g, '').length
      if (/^\d+$/.test(number) && [6, 10, 12].includes(digits)) return found
      if (digits < 7) return found
      return `〔号码 ${blindIndex(keys, '1', '156', number).toString('hex').slice(0, 32)}〕`
    })
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
