/** The row in the form of a record; rowId null is a new one, focus the field to start in. */
export interface Editing {
  subset: string
  rowId: string | null
  focus: string | null
}
