import { createContext, useContext } from 'react'
import type { Me } from '../../contract/session.ts'
import type { Finding } from '../../contract/shape.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import type { Person, Profile } from '../../standard/indicator.ts'

export type RowView = TeacherView['subsets'][number]['rows'][number]

/** What every page of this entry has before it: who is signed in, the own record, the profile it is filled by, what is still wrong. */
export type House = {
  readonly me: Me
  readonly profile: Profile
  readonly view: TeacherView
  readonly findings: readonly Finding[]
  /** Reads record and findings anew, behind what is shown. Throws a Refusal. */
  readonly reload: () => Promise<TeacherView>
  readonly setView: (view: TeacherView) => void
  /** Notes a saved row and what the server found in it, until the next reading. */
  readonly keepRow: (subset: string, row: RowView, findings: readonly Finding[]) => void
}

const HouseContext = createContext<House | null>(null)
export const HouseProvider = HouseContext.Provider

export function useHouse(): House {
  const house = useContext(HouseContext)
  if (!house) throw new Error('useHouse outside of HouseProvider')
  return house
}

export function personOf(view: TeacherView): Person {
  return Object.fromEntries(
    view.subsets.map(({ subset, rows }) => [subset, rows.map((row) => ({ id: row.rowId, values: row.values }))]),
  )
}

/** The view with one row of a subset put in its place, or added at the end. */
export function withRow(view: TeacherView, subset: string, row: RowView): TeacherView {
  const present = view.subsets.find((each) => each.subset === subset)?.rows ?? []
  const known = present.some((each) => each.rowId === row.rowId)
  const rows = known ? present.map((each) => (each.rowId === row.rowId ? row : each)) : [...present, row]
  return { ...view, subsets: [...view.subsets.filter((each) => each.subset !== subset), { subset, rows }] }
}
