import type { Known, Profile } from '../../standard/indicator.ts'
import type { MatchedColumn } from './match.ts'

/** A sheet as it was understood; kept with the batch. */
export interface SheetPlan {
  /** counts from 0 over the sheets that are kept */
  index: number
  name: string
  /** null: not recognised; its rows are kept and given back as they are */
  subset: string | null
  /** rows of people */
  rows: number
  /** the row of its headers; 0 where there is none */
  header: number
  columns: MatchedColumn[]
  /** the right-most column that holds something */
  width: number
  hidden?: true
}

/** What all rows of a batch are judged by. */
export interface Scene {
  profile: Profile
  sheets: readonly SheetPlan[]
  known: Known
}
