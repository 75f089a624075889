import type { Newcoming } from '../../contract/account.ts'
import { audit } from '../platform/audit.ts'
import { asActor, type Context, type House } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { type Judged, judgeSheet, knownFinding } from './rules.ts'
import { countMeetings, knownPeople, meetingsToday } from './sql.ts'

/** How many people of other units one user may come upon in a day: enough for a real school, of no use for trawling the country (a number tells where its owner works). */
const meetingsAllowed = 200

/** What asking the country has told. */
export interface Lookup {
  asked: number
  here: number
  elsewhere: number
}

/**
 * Judges the sheet by itself, then asks the country for every readable number in one statement. Of another school only its name is told.
 * @throws Problem 'request.too-many' when the day's limit is reached
 */
export async function checkSheet(ctx: Context, rows: readonly Newcoming[]): Promise<Judged & { lookup: Lookup }> {
  const judged = judgeSheet(rows, ctx.today, 'scope')
  const lookup: Lookup = { asked: 0, here: 0, elsewhere: 0 }
  const keyOf = ({ idType, idNumber }: { idType: string; idNumber: string }) => `${idType}|${idNumber}`
  const numbers = [...new Map(judged.numbers.map((each) => [keyOf(each), each])).values()]
  if (numbers.length > 0) {
    if ((await meetingsToday(ctx)) >= meetingsAllowed)
      throw new Problem('request.too-many', {
        title: `今天核对时遇到的其他单位人员已达 ${meetingsAllowed} 人，为保护个人信息，请明天再核对或联系主管部门`,
      })
    const known = new Map((await knownPeople(ctx, numbers)).reverse().map((each) => [keyOf(each), each]))
    lookup.asked = numbers.length
    lookup.here = [...known.values()].filter(({ sameUnit }) => sameUnit).length
    lookup.elsewhere = known.size - lookup.here
    for (const each of judged.numbers) {
      const found = known.get(keyOf(each))
      if (found) judged.findings.push(knownFinding(each.row, found))
    }
  }
  const wrong = new Set(judged.findings.filter(({ severity }) => severity === 'error').map(({ row }) => row))
  return { ...judged, newcomers: judged.newcomers.filter(({ row }) => !wrong.has(String(row))), lookup }
}

/**
 * Keeps on record that the country was asked, and counts whom of other units it told of. With `house`: in a transaction of its own, since the
 * operation is about to be refused.
 */
export async function noteLookup(ctx: Context, lookup: Lookup, house?: House): Promise<void> {
  if (lookup.asked === 0) return
  const note = async (at: Context) => {
    if (lookup.elsewhere > 0) await countMeetings(at, lookup.elsewhere)
    await audit(at, { action: 'person.find', object: { type: 'unit', id: at.actor.unitId }, detail: { ...lookup } })
  }
  await (house ? asActor(house, ctx.actor, note, ctx.request) : note(ctx))
}
