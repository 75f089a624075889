import * as store from './sql.ts'

/** What other rules may ask of changes: the open first collections, locked; and which changes were overtaken. */
export const lockReports = store.lockReports
export const stampVersion = store.stampVersion
export const staleChanges = store.staleChanges
export type OpenReport = store.OpenReport
