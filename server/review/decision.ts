/** What somebody decides about one case. */
export interface CaseDecision {
  id: string
  /** the round that was shown: what moved since is left out and named */
  round: number
  decision: 'pass' | 'return' | 'refuse'
  reasons: readonly { subset: string | null; rowId: string | null; field: string | null; reason: string }[]
  comment: string
  /** with a return: subsets that take effect all the same (部分通过) */
  passSubsets?: readonly string[]
}
