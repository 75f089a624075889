import { sql } from 'kysely'
import type { Message, MessageKind } from '../../contract/message.ts'
import { roleName } from '../../contract/policy.ts'
import type { Context, House } from '../platform/context.ts'
import { asNobody } from '../platform/context.ts'

/** To this person, or to the desk of this post. */
const mine = ({ actor }: Context) =>
  sql`(m.to_person = ${actor.personId} or (m.to_role = ${actor.role} and m.to_unit = ${actor.unitId}))`

type Line = Omit<Message, 'at' | 'readAt' | 'from'> & {
  at: Date
  read_at: Date | null
  from_name: string | null
  from_role: Parameters<typeof roleName>[0] | null
}

/** 消息, the newest first, with what is unread in all kinds. */
export async function messages(
  ctx: Context,
  {
    kind,
    unread,
    page,
    size,
  }: { kind?: MessageKind | undefined; unread?: 'yes' | undefined; page: number; size: number },
) {
  const where = sql`${mine(ctx)} ${kind ? sql`and m.kind = ${kind}` : sql``} ${unread ? sql`and m.read_at is null` : sql``}`
  const { rows } = await sql<Line>`
    select m.id, m.kind, m.title, m.text, m.link, m.at, m.read_at, m.from_name, m.from_role, m.to_unit is not null as desk
      from message m where ${where} order by m.id desc limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  const total = await sql<{ n: number }>`select count(*)::int as n from message m where ${where}`.execute(ctx.db)
  return {
    total: total.rows[0]?.n ?? 0,
    unread: await unreadOf(ctx),
    rows: rows.map(({ at, read_at, from_name, from_role, ...row }) => ({
      ...row,
      from: from_name && [from_name, from_role && roleName(from_role)].filter(Boolean).join(' '),
      at: at.toISOString(),
      readAt: read_at?.toISOString() ?? null,
    })),
  }
}

/** How many are unread; the bell shows 99+, so it is not counted further than 100. */
export async function unreadOf(ctx: Context): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from message m where ${mine(ctx)} and m.read_at is null limit 100) m`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}

/** Marks as read what is one's own or one's desk's; the rest is left as it is. */
export async function readMessages(
  ctx: Context,
  which: { ids: readonly string[] } | { all: true },
): Promise<{ ok: true; read: number }> {
  const chosen = 'ids' in which ? sql`and m.id = any (${which.ids}::uuid[])` : sql``
  const { numAffectedRows } = await sql`
    update message m set read_at = now(), read_by = ${ctx.actor.personId} where ${mine(ctx)} and m.read_at is null ${chosen}`.execute(
    ctx.db,
  )
  return { ok: true, read: Number(numAffectedRows ?? 0n) }
}

/** Nightly: messages are kept for a year. */
export const sweepMessages = (house: House): Promise<void> =>
  asNobody(house, async ({ db }) => void (await sql`select app.message_sweep()`.execute(db)))
