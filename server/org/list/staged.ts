import type { Level } from '../../../contract/policy.ts'

export type StagedState = 'open' | 'reopened' | 'closed' | 'merged' | 'split'

/** A row of the list as it was understood, in the columns of `unit_list_row`. Null: the list does not say, and what stands stays. */
export interface StagedRow {
  item: number
  /** '' where it cannot be read; then the row is wrong */
  code: string
  name: string
  level: Level
  unit_province: string | null
  parent_code: string | null
  /** an attached class: `parent_code` is its host's */
  host: boolean
  parent_why: string | null
  division_code: string | null
  school_type: string | null
  category: string | null
  type_derived: boolean
  organizer: string | null
  region_code: string | null
  managing_region_code: string | null
  urban_rural: string | null
  private: boolean
  address: string | null
  remark: string | null
  state: StagedState
  into_codes: string[] | null
  from_codes: string[] | null
  /** see phaseOf; {@link wrongPhase}: an error keeps the row out, its code still counts as named */
  phase: number
}

export const wrongPhase = -1

const ranks: Partial<Record<Level, number>> = { province: 0, city: 1, county: 2 }

/** In which order new units begin: authorities from above, schools, attached classes. */
export function phaseOf(level: Level, host: boolean): number {
  const rank = ranks[level]
  if (rank !== undefined) return 10 + rank
  return host ? 40 : 30
}

/** A row without content; the readers fill in what they know. */
export function blankRow(item: number, code: string, name: string): StagedRow {
  return {
    item,
    code,
    name,
    level: 'school',
    unit_province: null,
    parent_code: null,
    host: false,
    parent_why: null,
    division_code: null,
    school_type: null,
    category: null,
    type_derived: false,
    organizer: null,
    region_code: null,
    managing_region_code: null,
    urban_rural: null,
    private: false,
    address: null,
    remark: null,
    state: 'open',
    into_codes: null,
    from_codes: null,
    phase: 30,
  }
}
