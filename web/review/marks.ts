import type { DecideReason, InboxRow } from '../../contract/review.ts'

/** What a reviewer means to decide; kept on the server until it is sent (contract/review-desk.ts). */
export type Mark =
  | { round: number; verdict: 'pass' }
  | { round: number; verdict: 'skip' }
  | { round: number; verdict: 'return'; reasons: readonly DecideReason[]; passSubsets: readonly string[] }
/** By case id. */
export type Marks = Readonly<Record<string, Mark>>

/** The marks of the rows as the server has them, under what was marked here since; null was taken back. */
export function marksOver(rows: readonly InboxRow[], since: Readonly<Record<string, Mark | null>>): Marks {
  const marks: Record<string, Mark> = {}
  for (const { id, mark } of rows) {
    const now = since[id] === undefined ? mark : since[id]
    if (now) marks[id] = now
  }
  return marks
}

export const decides = (mark: Mark | undefined): boolean => mark !== undefined && mark.verdict !== 'skip'

export function countMarks(marks: Marks): { pass: number; back: number } {
  const all = Object.values(marks)
  return {
    pass: all.filter(({ verdict }) => verdict === 'pass').length,
    back: all.filter(({ verdict }) => verdict === 'return').length,
  }
}

/** What has to be seen before the rest: risky or drawn. */
export const isToSee = (row: InboxRow): boolean => row.must.length > 0 || row.drawn

/** The sentence that the school will read: a reason of the library, words of one's own, or both. */
export function sentence(reason: string | null, words: string): string {
  const own = words.trim()
  if (reason === null) return own
  return own === '' ? reason : `${reason}：${own}`
}
