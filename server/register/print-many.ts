import type { Download } from '../../contract/download.ts'
import type { Input } from '../../contract/endpoint.ts'
import type { registerApi } from '../../contract/register.ts'
import { type DownloadPayload, fillDownload, startDownload } from '../download/door.ts'
import { downloadOf } from '../download/rules.ts'
import type { Context, House } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { standingOf } from '../record/door.ts'
import { drawForms, type Form } from './form.ts'
import { lackingIn, withCodes } from './glyphs.ts'
import { formOf, printerOf } from './print.ts'

/** Forms of so many people are read at once. */
const part = 20

type Ask = Input<typeof registerApi.forms>['body']

/**
 * 教师信息登记表 of many: counts whom it concerns and asks 下载中心 for one PDF. What is masked in the list is masked in print. Characters that the font lacks
 * are printed as their codes, with a remark at the end of the form: one of them must not stop the print of two hundred.
 * @throws Problem not-found when one of them is out of reach, download.*
 */
export async function printForms(ctx: Context, ask: Ask): Promise<Download> {
  const ids = [...new Set(ask.teacherIds)]
  const standings = await readable(ctx, ids)
  if (standings.length < ids.length) throw new Problem('not-found')
  const id = await startDownload(ctx, {
    kind: 'registration',
    title: '教师信息登记表',
    purpose: ask.purpose,
    task: 'register.print',
    ask: { teacherIds: ids },
    scope: `${ctx.actor.unitName} · 所选 ${ids.length} 人`,
    columns: ['教师信息登记表的全部内容'],
    count: ids.length,
    // the whole record: what of it is of class 3 needs the second person as in every export
    sensitive: true,
  })
  return downloadOf(ctx, id)
}

/** The job `register.print`. Who has left the reach since is left out. */
export function drawRegisters(house: House, payload: DownloadPayload): Promise<void> {
  return fillDownload<Pick<Ask, 'teacherIds'>>(house, payload, async ({ ask, row, work, progress }) => {
    const printer = await work(async (ctx) => printerOf(ctx, house.practice))
    const forms = async function* (): AsyncGenerator<Form> {
      for (let from = 0; from < ask.teacherIds.length; from += part) {
        const some = await work(async (ctx) => {
          const read: Form[] = []
          for (const standing of await readable(ctx, ask.teacherIds.slice(from, from + part)))
            read.push(await formOf(ctx, standing))
          return read
        })
        for (const form of some) {
          const lacking = lackingIn(form)
          yield lacking.length > 0 ? withCodes(form, lacking) : form
        }
      }
    }
    const content = await drawForms(forms(), printer, async (drawn) => drawn % part !== 0 || progress(drawn))
    return content && { name: `教师信息登记表 ${row.no}.pdf`, type: 'application/pdf', content }
  })
}

async function readable(ctx: Context, ids: readonly string[]) {
  const standings = await standingOf(ctx, ids)
  return ids.flatMap((id) => {
    const standing = standings.get(id)
    if (!standing) return []
    const { unitId, unitPath, personId } = standing
    return ctx.guard.can(ctx.actor, 'register.print', { unitId, unitPath, personId }) ? [standing] : []
  })
}
