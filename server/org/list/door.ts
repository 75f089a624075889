import type { House } from '../../platform/context.ts'
import { applyDueLists } from './apply.ts'
import { type ReadListPayload, readList } from './read.ts'

/** The jobs of the lists, for those who do at once what the queue would do (the practice environment, the bench). */
export async function readListNow(house: House, payload: ReadListPayload): Promise<void> {
  await readList(house, payload)
}

export async function applyListsNow(house: House): Promise<void> {
  await applyDueLists(house)
}
