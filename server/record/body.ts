import type { ProfileSubset } from '../../standard/indicator.ts'
import { subsets } from '../../standard/subsets.ts'
import { isSealed, type Keys, mask, seal, unseal } from '../platform/cipher.ts'

/** Values as the forms and the judge know them. */
export type Plain = Record<string, string | string[]>
/** Values as they are kept: those of class 4 sealed. */
export type Body = Record<string, unknown>

const secretOfStandard = new Set<string>(
  subsets.flatMap(({ fields }) => fields.flatMap(({ name, secrecy }) => (secrecy === 4 ? [name] : []))),
)

/** Class 4? Of what the profile no longer has the standard is asked, and an own indicator that is gone counts as secret. */
function isSecret(subset: ProfileSubset | undefined, field: string): boolean {
  const known = subset?.fields.find(({ name }) => name === field)
  return known ? known.secrecy === 4 : secretOfStandard.has(field) || /^p\d\d_/.test(field)
}

/** Where a sealed value belongs: it opens for this teacher, row and field only, in draft, change and register alike. */
const placeOf = (teacherId: string, subset: string, rowId: string, field: string) =>
  `${teacherId}|${subset}.${field}|${rowId}`

/** Seals the values of class 4; blanks are left out. */
export function closeBody(keys: Keys, subset: ProfileSubset, teacherId: string, rowId: string, values: Plain): Body {
  const body: Body = {}
  for (const [name, value] of Object.entries(values)) {
    if (value.length === 0) continue
    const secret = typeof value === 'string' && isSecret(subset, name)
    body[name] = secret
      ? { $sealed: seal(keys, value, placeOf(teacherId, subset.name, rowId, name)).toString('base64') }
      : value
  }
  return body
}

/** Opens a body whole: for the judge, for comparing and for the person himself. Never sent as it is to anybody else. */
export function openBody(keys: Keys, subset: string, teacherId: string, rowId: string, body: unknown): Plain {
  const values: Plain = {}
  for (const [name, value] of Object.entries(body as Body)) {
    if (isSealed(value))
      values[name] = unseal(keys, Buffer.from(value.$sealed, 'base64'), placeOf(teacherId, subset, rowId, name))
    else if (typeof value === 'string') values[name] = value
    else if (Array.isArray(value)) values[name] = value.map(String)
  }
  return values
}

/**
 * Takes the values of class 4 out and leaves their masks: what everybody but the person sees.
 * @param shown fields that may stay in clear (the person's own address, but never the id number)
 */
export function maskValues(
  subset: ProfileSubset | undefined,
  values: Plain,
  shown: (field: string) => boolean,
): { values: Plain; masked: Record<string, string> } {
  const open: Plain = {}
  const masked: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    if (isSecret(subset, name) && typeof value === 'string' && !shown(name)) masked[name] = mask(value)
    else open[name] = value
  }
  return { values: open, masked }
}
