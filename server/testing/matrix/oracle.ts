import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectKind } from '../../../contract/endpoint.ts'
import type { Level, Role } from '../../../contract/policy.ts'

/**
 * The two documents written by hand from the mission document, not made from the code: who may do what (policy.csv), and who may read which words
 * (seen.csv). What they say is worked out here over a tree of units that the test reads by itself.
 */

/** A unit, as the test knows it. */
export interface Place {
  id: string
  path: string
  parentId: string | null
  /** of an attached class: its host school */
  hostId: string | null
  /** paths of units that have stood under this authority and do no more */
  left: readonly string[]
  level: Level
}

/** Somebody in a post. */
export interface Seat {
  role: Role
  level: Level
  personId: string
  unit: Place
}

/** Something that an id in a request names, with all that decides whether it is in reach. */
export interface Thing {
  label: string
  unit: Place
  /** whose record it is, or whose account */
  personId: string
  /** of an account or post: in which role */
  holder: Role
  /** of a case: where it waits, and the paths of its parties */
  desk: { unitId: string; role: Role } | null
  parties: readonly string[]
}

interface Row {
  roles: string[]
  levels: string[]
  reach: string
}
interface PolicyRow extends Row {
  action: string
}
interface SeenRow extends Row {
  kind: string
  /** how far row-level security alone must hold it; the state of a case and whose turn it is are the guard's */
  wall: string
}

const read = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

const policyRows: PolicyRow[] = read('policy.csv').map(([action = '', roles = '', levels = '', reach = '']) => ({
  action,
  roles: roles.split(' '),
  levels: levels.split(' '),
  reach,
}))
const seenRows: SeenRow[] = read('seen.csv').map(([kind = '', roles = '', levels = '', reach = '', wall = '']) => ({
  kind,
  roles: roles.split(' '),
  levels: levels.split(' '),
  reach,
  wall: wall || reach,
}))

/** How far a post reaches with an action, or null. */
export const reachOf = (action: string, role: Role, level: Level): string | null =>
  policyRows.find((row) => row.action === action && row.roles.includes(role) && row.levels.includes(level))?.reach ??
  null

export const actionsOfOracle = [...new Set(policyRows.map(({ action }) => action))]

/** Is the thing within the reach of the seat? */
export function within(
  reach: string,
  seat: Seat,
  thing: Thing,
  { action, kinds }: { action: string; kinds: readonly ObjectKind[] },
): boolean {
  const { unit } = thing
  // a training institution is its authority's own; it is no school, and no school is one
  if (action.startsWith('training.')) return unit.level === 'training' && unit.parentId === seat.unit.id
  // slips are made for the units below, by and for whom they are made they belong to; an attached class has no posts to make them for
  if (kinds.includes('handout') || kinds.includes('slip')) return unit.id === seat.unit.id
  if (action.startsWith('handout.') && unit.hostId !== null) return false
  // a post is given to an account of the own unit; 负责人 are named and teachers registered, neither is a post to give
  if (action === 'post.give' && kinds.includes('account') && unit.id !== seat.unit.id && unit.hostId !== seat.unit.id)
    return false
  if (kinds.includes('post') && ['head', 'teacher'].includes(thing.holder)) return false
  const own = unit.id === seat.unit.id || (seat.level === 'school' && unit.hostId === seat.unit.id)
  // of the unit below, only its administration; who teaches there is its own affair
  const administers =
    !kinds.some((kind) => kind === 'account' || kind === 'post') || ['system', 'training'].includes(thing.holder)
  switch (reach) {
    case 'own':
      return own
    case 'next':
      return own || (unit.parentId === seat.unit.id && administers)
    case 'below':
      return isBelow(seat, unit.path)
    case 'self':
      return thing.personId === seat.personId
    case 'turn':
      return thing.desk?.unitId === seat.unit.id && thing.desk.role === seat.role
    case 'party':
      return thing.parties.some((path) => isBelow(seat, path))
    default:
      throw new Error(`policy.csv: unknown reach ${reach}`)
  }
}

export const isBelow = (seat: Seat, path: string): boolean => path.startsWith(seat.unit.path)

/** May the seat read words of this kind that stand at this unit and, where they are somebody's, belong to this person? */
export function maySee(seat: Seat, kind: string, unit: Place, personId: string | null, wallOnly: boolean): boolean {
  return seenRows.some((row) => {
    if (row.kind !== kind || !row.roles.includes(seat.role) || !row.levels.includes(seat.level)) return false
    switch (wallOnly ? row.wall : row.reach) {
      case 'none':
        return false
      case 'all':
        return true
      case 'own':
        return unit.id === seat.unit.id || (seat.level === 'school' && unit.hostId === seat.unit.id)
      case 'next':
        return unit.id === seat.unit.id || unit.hostId === seat.unit.id || unit.parentId === seat.unit.id
      case 'below':
        return isBelow(seat, unit.path)
      case 'chain':
        return [unit.path, ...unit.left].some((path) => isBelow(seat, path)) || seat.unit.path.startsWith(unit.path)
      case 'self':
        return personId === seat.personId
      default:
        throw new Error(`seen.csv: unknown reach ${row.wall} of ${kind}`)
    }
  })
}
