import type { AdditionView, TeacherView } from '../../contract/teacher.ts'

/** The addition (新增信息) that a row is part of, where the record is in effect and the row is not yet. */
export const additionOf = (teacher: TeacherView, rowId: string | null): AdditionView | undefined =>
  teacher.additions.find((each) => each.rows.some((row) => row.rowId === rowId))

/** Whether a row may be written now, null a new one: in the first collection all; of a record in effect new ones, and those added that wait with their writer. */
export function mayWriteRow(teacher: TeacherView, subset: string, rowId: string | null): boolean {
  if (teacher.can.includes('edit')) return true
  if (!teacher.adds.includes(subset)) return false
  return rowId === null || (additionOf(teacher, rowId)?.can.includes('edit') ?? false)
}
