import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Header } from './columns.ts'
import type { FindingCode } from './findings.ts'
import type { ListRow } from './sql.ts'

/** One short transaction, refused when the list was cancelled. */
export type Work = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

/** What the reading found out: which list it is, how long, and the reader's peak of memory in bytes. */
export interface ReadFigures {
  header: Header
  rows: number
  peakRss: number
}

/** What each step of the comparison knows: the list, and which columns it has (what it has no column for, stays as it stands). */
export interface Scene {
  listId: string
  list: ListRow
  header: Header
}

/** A row refused by a comparison: `bad` selects item, "column", code, message, expected, seen, remedy. `n` tells the step, and is unique in a row. */
export async function reject(ctx: Context, { listId }: Scene, n: number, bad: RawBuilder<unknown>): Promise<void> {
  await sql`
    with bad as materialized (${bad}),
         gone as (delete from unit_list_row r using bad where r.list_id = ${listId} and r.item = bad.item)
    insert into unit_list_finding (province_code, list_id, row_no, n, "column", severity, code, message, expected, seen, remedy)
    select ${ctx.actor.provinceCode}, ${listId}::uuid, item, ${n}, "column", 'error', code, message, expected, seen, remedy from bad`.execute(
    ctx.db,
  )
}

/** The columns of one refusal, for {@link reject}: texts are SQL expressions, for they name what was seen. */
export const refusal = (
  column: string | undefined,
  code: FindingCode,
  message: RawBuilder<unknown>,
  more: { expected?: string; seen?: RawBuilder<unknown>; remedy: string },
): RawBuilder<unknown> =>
  sql`${column ?? null}::text as "column", ${code}::text as code, ${message} as message, ${more.expected ?? null}::text as expected,
      ${more.seen ?? sql`null::text`} as seen, ${more.remedy}::text as remedy`
