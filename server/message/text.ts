import { sql } from 'kysely'
import { audit } from '../platform/audit.ts'
import { asActor, type Context, type House, later } from '../platform/context.ts'
import { standingOf } from '../record/door.ts'
import { actorOfPost } from '../session/actor.ts'
import { gatewayOf, type Template, templates } from './gateway.ts'

/** The payload of the job `message.text`. */
export interface TextPayload {
  postId: string
  teacherIds: readonly string[]
  template: Template
}

/** Also by text message, where a gateway is switched on: later, in the name of the post that tells. */
export const textLater = async (ctx: Context, template: Template, teacherIds: readonly string[]): Promise<void> => {
  if (teacherIds.length > 0)
    await later(ctx, 'message.text', { postId: ctx.actor.postId, teacherIds, template } satisfies TextPayload)
}

/** One text a person a day, to the mobile number in effect; who has none is left out. Reading the numbers leaves its row in the log. */
export async function sendTexts(house: House, { postId, teacherIds, template }: TextPayload): Promise<void> {
  const gateway = gatewayOf(process.env.XINGTAN_SMS, house.filesDir)
  const actor = gateway && (await actorOfPost(house, postId))
  if (!gateway || !actor) return
  await asActor(house, actor, async (ctx) => {
    const found = await standingOf(ctx, teacherIds)
    const due: { teacherId: string; mobile: string }[] = []
    for (const { teacherId, personId, rows } of found.values()) {
      const mobile = rows.find(({ subset, effective }) => subset === 'contact' && effective)?.effective?.mobile
      if (typeof mobile === 'string' && (await isFirstToday(ctx, personId))) due.push({ teacherId, mobile })
    }
    await audit(ctx, {
      action: 'message.text',
      object: { type: 'unit', id: actor.unitId },
      detail: {
        template,
        sent: due.length,
        left: teacherIds.length - due.length,
        teachers: due.map(({ teacherId }) => teacherId),
      },
    })
    // last: what fails is tried again as a whole
    if (due.length > 0) await gateway.send(due.map(({ mobile }) => ({ mobile, template, text: templates[template] })))
  })
}

async function isFirstToday(ctx: Context, personId: string): Promise<boolean> {
  const { rows } = await sql<{
    n: number
  }>`select app.throttle_count(${`sms:${personId}:${ctx.today}`}, 1) as n`.execute(ctx.db)
  return rows[0]?.n === 1
}
