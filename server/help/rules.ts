import { sql } from 'kysely'
import type { z } from 'zod'
import { type HelpRow, type helpApi, helpSubjects } from '../../contract/help.ts'
import { privateDigits } from '../../contract/message.ts'
import { type Role, roleName } from '../../contract/policy.ts'
import { tell } from '../message/door.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand, exactlyOne } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'

type Ask = z.output<NonNullable<(typeof helpApi.ask)['body']>>

/**
 * 求助 goes to the level above: a teacher's to the own school, a school's to its supervising authority, an authority's to the one above it; there to the 信息管理员 or
 * the 系统管理员, by its subject.
 * @throws Problem help.private when the question holds what looks like an id number or a telephone number; help.top at the centre
 */
export async function ask(
  ctx: Context,
  { page, subject, question }: Ask,
): Promise<{ ok: true; id: string; to: string }> {
  refusePrivate(question)
  const { actor } = ctx
  const desk = await deskAbove(ctx)
  if (!desk) throw new Problem('help.top')
  const id = newId()
  await ctx.db
    .insertInto('help_request')
    .values({
      province_code: actor.provinceCode,
      id,
      // where one was, not whom one looked at
      page: (page.split(/[?#]/)[0] ?? '/').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'),
      subject,
      question,
      from_unit: actor.unitId,
      from_name: actor.unitName,
      from_role: actor.role,
      from_person: actor.personId,
      from_post: actor.postId,
      desk_unit: desk.id,
      desk_role: subject,
    })
    .execute()
  await tell(ctx, [
    {
      to: { unitId: desk.id, role: subject },
      kind: 'help',
      title: `${actor.unitName}求助：${helpSubjects[subject]}`.slice(0, 100),
      text: question,
      link: '/help?tab=desk',
      object: { type: 'help', id },
    },
  ])
  await audit(ctx, { action: 'help.ask', object: { type: 'help', id }, detail: { subject, page, desk: desk.id } })
  return { ok: true, id, to: desk.name }
}

/** Of a teacher the own school, or the host of the attached class; of everybody else the unit above. */
async function deskAbove(ctx: Context): Promise<{ id: string; name: string } | undefined> {
  const { rows } = await sql<{ id: string; name: string }>`
    select d.id, d.name from unit_now u
      join unit_now d on d.id = ${ctx.actor.role === 'teacher' ? sql`coalesce(u.host_id, u.id)` : sql`u.parent_id`}
     where u.id = ${ctx.actor.unitId}`.execute(ctx.db)
  return rows[0]
}

function refusePrivate(text: string): void {
  const found = privateDigits(text)
  if (found)
    throw new Problem('help.private', {
      title: `内容中含有疑似证件号码或电话号码“${found}”。请删去后再提交，以免泄露个人信息`,
    })
}

interface Line {
  id: string
  page: string
  subject: 'information' | 'system'
  question: string
  from_name: string
  from_role: Role
  from_person: string
  to: string
  at: Date
  answer: string | null
  answered_at: Date | null
  closed_at: Date | null
}

const askedByMe = (ctx: Context) => sql`h.from_person = ${ctx.actor.personId}`
const atMyDesk = (ctx: Context) => sql`h.desk_unit = ${ctx.actor.unitId} and h.desk_role = ${ctx.actor.role}`

async function page(
  ctx: Context,
  where: ReturnType<typeof askedByMe>,
  { page: nth, size }: { page: number; size: number },
) {
  const { rows } = await sql<Line>`
    select h.id, h.page, h.subject, h.question, h.from_name, h.from_role, h.from_person, d.name as to, h.at, h.answer, h.answered_at, h.closed_at
      from help_request h join unit_now d on d.id = h.desk_unit where ${where}
     order by h.closed_at is not null, h.answer is not null, h.id desc limit ${size} offset ${(nth - 1) * size}`.execute(
    ctx.db,
  )
  const total = await sql<{ n: number }>`select count(*)::int as n from help_request h where ${where}`.execute(ctx.db)
  return { total: total.rows[0]?.n ?? 0, rows }
}

const shown = (row: Line, can: HelpRow['can']): HelpRow => ({
  id: row.id,
  page: row.page,
  subject: row.subject,
  question: row.question,
  from: `${row.from_name} ${roleName(row.from_role)}`,
  to: row.to,
  at: row.at.toISOString(),
  answer: row.answer,
  answeredAt: row.answered_at?.toISOString() ?? null,
  closedAt: row.closed_at?.toISOString() ?? null,
  can,
})

export async function myRequests(ctx: Context, paging: { page: number; size: number }) {
  const { total, rows } = await page(ctx, askedByMe(ctx), paging)
  return { total, rows: rows.map((row) => shown(row, row.closed_at ? [] : ['close'])) }
}

export async function deskRequests(
  ctx: Context,
  { open, ...paging }: { open?: 'yes' | undefined; page: number; size: number },
) {
  const where = open ? sql`${atMyDesk(ctx)} and h.answer is null and h.closed_at is null` : atMyDesk(ctx)
  const { total, rows } = await page(ctx, where, paging)
  const may = (row: Line) => !row.answer && !row.closed_at && row.from_person !== ctx.actor.personId
  return { total, rows: rows.map((row) => shown(row, may(row) ? ['answer'] : [])) }
}

/** @throws Problem not-found, help.answered, help.own, help.private */
export async function answer(ctx: Context, id: string, text: string): Promise<{ ok: true }> {
  const row = await lockedRow(ctx, id, atMyDesk(ctx))
  demand(ctx, 'help.answer', { desk: { unitId: row.desk_unit, role: row.desk_role } })
  if (row.answer || row.closed_at) throw new Problem('help.answered')
  if (row.from_person === ctx.actor.personId) throw new Problem('help.own')
  refusePrivate(text)
  exactlyOne(
    await ctx.db
      .updateTable('help_request')
      .set({
        answer: text,
        answered_at: ctx.now,
        answered_by_person: ctx.actor.personId,
        answered_by_post: ctx.actor.postId,
      })
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  )
  await tell(ctx, [
    {
      to: { personId: row.from_person },
      kind: 'help',
      title: `${ctx.actor.unitName}已答复您的求助`.slice(0, 100),
      text: text.slice(0, 1000),
      link: row.from_role === 'teacher' ? '/' : '/help',
      object: { type: 'help', id },
    },
  ])
  await audit(ctx, { action: 'help.answer', object: { type: 'help', id } })
  return { ok: true }
}

/** @throws Problem not-found, help.answered */
export async function close(ctx: Context, id: string): Promise<{ ok: true }> {
  const row = await lockedRow(ctx, id, askedByMe(ctx))
  demand(ctx, 'help.close', { personId: row.from_person })
  if (row.closed_at) throw new Problem('help.answered')
  exactlyOne(
    await ctx.db
      .updateTable('help_request')
      .set({ closed_at: ctx.now, closed_by_person: ctx.actor.personId })
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  )
  await audit(ctx, { action: 'help.close', object: { type: 'help', id } })
  return { ok: true }
}

async function lockedRow(ctx: Context, id: string, where: ReturnType<typeof askedByMe>) {
  const { rows } = await sql<{
    desk_unit: string
    desk_role: Role
    from_person: string
    from_role: Role
    answer: string | null
    closed_at: Date | null
  }>`select desk_unit, desk_role, from_person, from_role, answer, closed_at from help_request h where h.id = ${id} and ${where}`.execute(
    ctx.db,
  )
  const [row] = rows
  if (!row) throw new Problem('not-found')
  return row
}

/** Questions that wait at this desk, for the workbench. */
export async function helpWaiting(ctx: Context): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    select count(*)::int as count, min(h.at) as oldest from help_request h where ${atMyDesk(ctx)} and h.answer is null and h.closed_at is null`.execute(
    ctx.db,
  )
  return rows[0] ?? { count: 0, oldest: null }
}
