import type { Answer } from '../../contract/endpoint.ts'
import type { slipApi } from '../../contract/handout.ts'
import type { Me } from '../../contract/session.ts'

/** Which post the slip opens. */
export type OpenedSlip = Answer<typeof slipApi.open>

/** The slip as typed: its number and its one-time code, which prove every later step. */
export interface SlipSaid {
  slipNo: string
  code: string
}

export interface RedeemStep {
  said: SlipSaid
  slip: OpenedSlip
  onEnter: (me: Me) => Promise<void>
}
