import { asPerson, type OpenContext } from '../platform/context.ts'
import type { Asker } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { findSession, type SessionRow } from './sql.ts'

/** The asker's own session, with the database told who asks. @throws Problem 'session.missing' */
export async function own(ctx: OpenContext, asker: Asker): Promise<{ hash: Buffer; session: SessionRow }> {
  if (!asker.sessionHash || !asker.personId) throw new Problem('session.missing')
  await asPerson(ctx, asker.personId)
  const session = await findSession(ctx.db, asker.sessionHash)
  if (!session) throw new Problem('session.missing')
  return { hash: asker.sessionHash, session }
}
