import * as store from './sql.ts'

/** What other rules may ask of changes: the open first collections, and the open changes of a kind, locked; and which changes were overtaken. */
export const lockReports = store.lockReports
export const lockChanges = store.lockChanges
export const stampVersion = store.stampVersion
export const staleChanges = store.staleChanges
export type OpenReport = store.OpenReport
export type { ChangeKind, ChangeStage, OpenChange } from './sql.ts'
