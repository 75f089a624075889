import { unzipSync } from 'fflate'
import type pg from 'pg'
import type { Answer } from '../world.ts'
import { maySee, type Place, type Seat } from './oracle.ts'

/** What a canary stands in: the first word of a line of seen.csv, and its letter. */
export const kinds = {
  U: 'unit',
  N: 'administrator',
  S: 'staff',
  P: 'person',
  E: 'effective',
  D: 'draft',
  R: 'reported',
  C: 'case',
  B: 'batch',
  F: 'file',
  H: 'handout',
  A: 'request',
  Q: 'report',
  X: 'proposal',
  L: 'list',
  G: 'log',
} as const
export type Letter = keyof typeof kinds

/** Who stands behind the numbers in a canary. */
export interface Aviary {
  units: Place[]
  persons: string[]
}

/** A word that stands nowhere else: its kind, its unit and, where it is somebody's, the person; numbers are places in the lists. */
export const canary = (letter: Letter, unit: number, person = 0): string =>
  `q0${letter}${String(unit).padStart(3, '0')}${String(person).padStart(3, '0')}q`
/** A mobile number that nobody owns, of the same make: eleven digits in clear are a leak wherever nobody asked for them. */
export const secretNumber = (person: number): string => `1980055${String(person).padStart(4, '0')}`

const found = /q0([A-Z])(\d{3})(\d{3})q/g
/** In clear: a planted mobile number, or an id number of the test country (…999… is what samples send). */
const inClear = /1980055\d{4}|33990019850601(?!999)\d{3}[\dX]/g

/** Every canary in an answer that the seat may not see: in its body, its headers, or a file of the zip that the body is. */
export function leaks(
  answer: Answer,
  seat: Seat,
  aviary: Aviary,
  { wallOnly, clearAllowed }: { wallOnly: boolean; clearAllowed: boolean },
): string[] {
  const texts = [JSON.stringify(answer.headers), ...opened(answer.raw)]
  const result = new Set<string>()
  for (const text of texts) {
    for (const [word, letter, unit, person] of text.matchAll(found)) {
      const place = aviary.units[Number(unit)]
      const kind = kinds[letter as Letter]
      if (!place || !maySee(seat, kind, place, aviary.persons[Number(person)] ?? null, wallOnly))
        result.add(`${kind} ${word}`)
    }
    if (clearAllowed) continue
    for (const [number] of text.matchAll(inClear))
      if (seat.role !== 'teacher' || number !== secretNumber(aviary.persons.indexOf(seat.personId)))
        result.add(`in clear ${number}`)
  }
  return [...result]
}

function opened(raw: Buffer): string[] {
  if (raw.subarray(0, 4).toString('latin1') !== 'PK\x03\x04') return [raw.toString('latin1')]
  return Object.values(unzipSync(raw)).map((bytes) => Buffer.from(bytes).toString('latin1'))
}

/** The tree as it stands, in the order of paths. */
export async function readPlaces(owner: pg.Client): Promise<Place[]> {
  const { rows } = await owner.query<Omit<Place, 'left'>>(
    'select id, path, parent_id as "parentId", host_id as "hostId", level from unit order by id',
  )
  return rows.map((row) => ({ ...row, left: [] }))
}

/** Everybody in a post, in the order that canaries count by; with the unit and all roles. */
interface Bird {
  id: string
  unit: string
  letter: Letter
}

/** The units and people that canaries will count by. */
export async function readAviary(owner: pg.Client): Promise<Aviary & { birds: Bird[] }> {
  const units = await readPlaces(owner)
  const { rows } = await owner.query<{ id: string; unit: string; roles: string[] }>(
    `select p.id, min(h.unit_id) as unit, array_agg(h.role) as roles from person p join post_holding h on h.person_id = p.id group by p.id order by p.id`,
  )
  const letterOf = (roles: string[]): Letter =>
    roles.includes('teacher') ? 'P' : roles.includes('system') || roles.includes('training') ? 'N' : 'S'
  return {
    units,
    persons: rows.map(({ id }) => id),
    birds: rows.map(({ id, unit, roles }) => ({ id, unit, letter: letterOf(roles) })),
  }
}

/** Plants canaries in the names of all units and people: from then on nobody is found by name. */
export async function plantNames(
  owner: pg.Client,
  { units, birds }: Awaited<ReturnType<typeof readAviary>>,
): Promise<void> {
  const unitNo = new Map(units.map(({ id }, at) => [id, at]))
  await owner.query(
    'update unit_version v set name = name || r.word from jsonb_to_recordset($1::jsonb) r (id bigint, word text) where r.id = v.unit_id',
    [JSON.stringify(units.map(({ id }, at) => ({ id, word: canary('U', at) })))],
  )
  await owner.query(
    'update person p set name = name || r.word from jsonb_to_recordset($1::jsonb) r (id uuid, word text) where r.id = p.id',
    [
      JSON.stringify(
        birds.map(({ id, unit, letter }, at) => ({ id, word: canary(letter, unitNo.get(unit) ?? 999, at) })),
      ),
    ],
  )
  await owner.query('update teacher t set name = p.name from person p where p.id = t.person_id')
}
