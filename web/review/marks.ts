/** What a reviewer means to decide, kept in the page until it is submitted. */
export interface MarkReason {
  subset: string | null
  rowId: string | null
  field: string | null
  /** place in the library of reasons */
  kind: number
  text: string
}
export type Mark =
  | { round: number; verdict: 'pass' }
  | { round: number; verdict: 'return'; reasons: readonly MarkReason[] }
/** By case id. */
export type Marks = Readonly<Record<string, Mark>>

/** 退回理由: the usual ones first; the last wants words of its own. */
export const library = ['与证件不符', '缺少证明', '时间有误', '填写不全', '其他'] as const
export const ownWords = library.length - 1

/** The sentence that the school will read. */
export function sentence(reason: Pick<MarkReason, 'kind' | 'text'>): string {
  const text = reason.text.trim()
  if (reason.kind === ownWords) return text
  return text === '' ? (library[reason.kind] ?? '') : `${library[reason.kind]}：${text}`
}

/** A return without any reason, or whose words were lost with a reload, cannot be submitted. */
export const isWhole = (mark: Mark): boolean =>
  mark.verdict === 'pass' || (mark.reasons.length > 0 && mark.reasons.every((reason) => sentence(reason) !== ''))

export function countMarks(marks: Marks): { pass: number; back: number; unfinished: number } {
  const all = Object.values(marks)
  const whole = all.filter(isWhole)
  return {
    pass: whole.filter((mark) => mark.verdict === 'pass').length,
    back: whole.filter((mark) => mark.verdict === 'return').length,
    unfinished: all.length - whole.length,
  }
}

/** The body of the one call that decides: every whole mark, with the round that was looked at. */
export function toDecide(marks: Marks) {
  return Object.entries(marks)
    .filter(([, mark]) => isWhole(mark))
    .map(([id, mark]) => ({
      id,
      round: mark.round,
      decision: mark.verdict,
      reasons:
        mark.verdict === 'pass'
          ? []
          : mark.reasons.map((reason) => ({
              subset: reason.subset,
              rowId: reason.rowId,
              field: reason.field,
              reason: sentence(reason),
            })),
    }))
}

/** For surviving a reload: ids, verdicts and places only. What was written in words may name people and is not kept in the browser. */
export function pack(marks: Marks): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(marks).map(([id, mark]) => [
        id,
        mark.verdict === 'pass' ? mark : { ...mark, reasons: mark.reasons.map((reason) => ({ ...reason, text: '' })) },
      ]),
    ),
  )
}

/** What `pack` made; anything else is no marks at all. */
export function unpack(text: string | null): Marks {
  try {
    const said: unknown = JSON.parse(text ?? '{}')
    if (typeof said !== 'object' || said === null) return {}
    return Object.fromEntries(Object.entries(said).filter((entry): entry is [string, Mark] => isMark(entry[1])))
  } catch {
    return {}
  }
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== 'object' || value === null) return false
  if (!('round' in value) || typeof value.round !== 'number' || !('verdict' in value)) return false
  return value.verdict === 'pass' || (value.verdict === 'return' && 'reasons' in value && Array.isArray(value.reasons))
}
