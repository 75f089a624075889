import type { Role } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'

/** Where a desk stands, seen from the units a case speaks of: the unit itself, or its supervising authority. */
export type DeskRule = { of: string; desk: 'unit' | 'authority' }

/** One turn of a flow. `deciding`: the author and the person himself may not take it; otherwise it is an act of the office (核对, 报送). */
export interface FlowStep {
  name: string
  title: string
  role: Role
  at: DeskRule
  deciding: boolean
  /** what must be true of what a case would change before it may pass: case id → the sentence that says why it may not */
  ready?: (ctx: Context, cases: readonly WaitingCase[]) => Promise<Map<string, string>>
  /** taken only where the step of this name was left out */
  insteadOf?: string
  /** whether a province has this act of the office done with the decision before it; never the last step */
  withTheOneBefore?: (ctx: Context, provinceCode: string) => Promise<boolean>
  /** what the trace says of it then */
  saidWithTheOneBefore?: string
}

/**
 * A flow (审核流程) is a template. Opening a case copies its route into rows, so a case under way never changes course when its flow does.
 * `effect` is what happens to the world when the last party has agreed: in the same transaction, for all cases of the act at once.
 */
export interface Flow {
  name: string
  title: string
  steps: readonly FlowStep[]
  effect: (ctx: Context, cases: readonly ApprovedCase[]) => Promise<void>
  /** 部分通过: what happens when only some subsets of a change take effect and the rest goes back; without it a flow has no parts */
  partly?: (ctx: Context, parts: readonly { changeId: string; subsets: readonly string[] }[]) => Promise<void>
}

export interface WaitingCase {
  id: string
  changeId: string
  teacherId: string
}

export interface ApprovedCase {
  id: string
  provinceCode: string
  changeId: string | null
  teacherId: string | null
  body: unknown
}
