import type { Answer, Voice } from '../testing/world.ts'

/** A post's answer, which must be a success. */
export async function done(asked: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await asked
  if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`)
  return body
}

/** Drafts, submits and confirms: what two people do in turn. Returns the choice as it then stands. */
export async function publishes(
  [admin, clerk]: readonly [Voice, Voice],
  category: string,
  change: (v: number) => Promise<unknown>,
  more: object = {},
): Promise<Answer['body']> {
  await change((await done(admin.get(`/profiles/${category}`))).draft.v)
  const { draft } = await done(admin.get(`/profiles/${category}`))
  const body = { v: draft.v, reason: '按省里的通知调整', when: 'now', keepsHistory: true, ...more }
  const submitted = await done(admin.post(`/profiles/${category}/submission`, body))
  const { digest } = submitted.draft.submitted
  return done(clerk.post(`/profiles/${category}/submission/decision`, { decision: 'confirm', digest }))
}

/** Hands one complete record through to effect. */
export async function reports(
  voices: { clerk: Voice; head: Voice; reviewer: Voice },
  teacherId: string,
  caseOf: () => Promise<{ id: string; round: number }>,
): Promise<void> {
  const { clerk, head, reviewer } = voices
  const pass = async (voice: Voice) =>
    once(await done(voice.post('/cases/decisions', { cases: [{ ...(await caseOf()), decision: 'pass' }] })))
  once(await done(clerk.post('/reports/hand-over', { teacherIds: [teacherId] })))
  await pass(head)
  once(await done(clerk.post('/reports/send', { teacherIds: [teacherId] })))
  await pass(reviewer)
}

function once(body: { done: number }): void {
  if (body.done !== 1) throw new Error(`not done: ${JSON.stringify(body)}`)
}
