import { sql } from 'kysely'
import { type MessageKind, privateDigits } from '../../contract/message.ts'
import type { Role } from '../../contract/policy.ts'
import type { Context, OpenContext } from '../platform/context.ts'

/** Who reads it: a person in whatever post, or a desk. The desk of an attached class is its host's. */
export type Receiver = { personId: string } | { unitId: string; role: Role }

/**
 * What one is told. `title` ≤ 100 characters, `text` ≤ 1000; `link` a path of the web application. No personal data but a name, and that only where the reader may see the person.
 * `object`: what it is about, e.g. { type: 'case', id }.
 */
export interface Telling {
  to: Receiver
  kind: MessageKind
  title: string
  text?: string
  link?: string
  object?: { type: string; id: string }
}

/**
 * Writes messages (消息) in the caller's transaction: told only if the deed is committed. One statement however many; receivers may lie outside the writer's reach.
 * Who tells is whoever is at work in this transaction, without anybody the system itself. A receiver that does not exist is left out. Returns how many were written.
 * @throws Error when a text holds what looks like an id number or a telephone number
 */
export async function tell(ctx: Context | OpenContext, messages: readonly Telling[]): Promise<number> {
  if (messages.length === 0) return 0
  const rows = messages.map(({ to, kind, title, text = '', link, object }) => {
    const found = privateDigits(`${title}\n${text}`)
    if (found)
      throw new Error(`message '${kind}': expected no id or telephone numbers, saw one of ${found.length} characters`)
    return {
      ...('personId' in to ? { toPerson: to.personId } : { toUnit: to.unitId, toRole: to.role }),
      kind,
      title,
      text,
      link,
      objectType: object?.type,
      objectId: object?.id,
    }
  })
  const post = 'actor' in ctx ? ctx.actor.postId : null
  const told = await sql<{ n: number }>`select app.tell(${JSON.stringify(rows)}::jsonb, ${post}::uuid) as n`.execute(
    ctx.db,
  )
  return told.rows[0]?.n ?? 0
}
