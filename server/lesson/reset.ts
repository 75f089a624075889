import { mayEver } from '../../contract/policy.ts'
import type { House } from '../platform/context.ts'
import { actorOfPost } from '../session/actor.ts'

/** What the worker tells the program: drop all that was practised and fill anew, and who asked for it. */
export interface ResetAsked {
  resetPractice: { provinceCode: string; unitId: string; role: string }
}

/** The job of a reset. The database is the program's to drop: the worker only passes it on, if the post that asked is still held. */
export async function askForReset(house: House, { postId }: { postId: string }): Promise<void> {
  const actor = await actorOfPost(house, postId)
  if (!house.practice || !actor || !mayEver(actor, 'practice.reset')) return
  const { provinceCode, unitId, role } = actor
  process.send?.({ resetPractice: { provinceCode, unitId, role } } satisfies ResetAsked)
}
