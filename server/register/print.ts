import { stageNames } from '../../contract/teacher.ts'
import { categoryName } from '../../standard/categories.ts'
import { read } from '../file/rules.ts'
import type { Context } from '../platform/context.ts'
import type { FileAnswer } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { asCategory, profileOf } from '../profile/rules.ts'
import type { Standing } from '../record/door.ts'
import { viewOf } from '../teacher/view.ts'
import { asOf, isOwnRecord, knownOf } from './as-of.ts'
import { drawForms, type Form, type Printer } from './form.ts'
import { lackingIn, withCodes } from './glyphs.ts'
import { partsOf } from './words.ts'

/**
 * 教师信息登记表 of one teacher, as this reader may see it; class 4 stays masked but in one's own record.
 * @throws Problem print.glyph with each character that the font lacks and its place, unless they are to be printed as codes
 */
export async function printForm(
  ctx: Context,
  standing: Standing,
  ask: { on?: string | undefined; lacking: 'refuse' | 'codes' },
  practice: boolean,
): Promise<FileAnswer> {
  const form = await formOf(ctx, standing, ask.on)
  const lacking = lackingIn(form)
  if (lacking.length > 0 && ask.lacking === 'refuse')
    throw new Problem('print.glyph', {
      title: `字库中没有${lacking.map(({ char, where }) => `“${char}”（${where}）`).join('、')}，打印出来会是空白。可以改以代码标出，打印后手工填写`,
      lacking,
    })
  const content = await drawForms([lacking.length > 0 ? withCodes(form, lacking) : form], printerOf(ctx, practice))
  return { name: `教师信息登记表-${standing.name}.pdf`, type: 'application/pdf', content: content ?? Buffer.alloc(0) }
}

/** What the form of one teacher says: as the record stands for this reader, or as it was in effect at the end of a day. */
export async function formOf(ctx: Context, standing: Standing, on?: string): Promise<Form> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const known = knownOf(ctx, profile, standing)
  const view = await viewOf(ctx, standing)
  const whose = {
    name: standing.name,
    nationalNo: standing.nationalNo,
    school: standing.unitName,
    category: categoryName(asCategory(standing.category)),
  }
  if (on) return { ...whose, status: `截至 ${on} 生效的信息`, parts: (await asOf(ctx, standing, on)).parts }
  const photo = isOwnRecord(ctx, standing) ? await photoOf(ctx, standing) : undefined
  return {
    ...whose,
    status: `状态：${stageNames[view.stage]}${view.seen === 'nothing' ? '（尚未报送，没有可以打印的内容）' : ''}`,
    parts: partsOf(profile, view.subsets, known, { all: view.seen !== 'nothing', derived: view.derived }),
    ...(photo && { photo }),
  }
}

/** Who prints, and when: at the foot of every page. */
export function printerOf(ctx: Context, practice: boolean): Printer {
  const at = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ctx.now)
  return { unit: ctx.actor.unitName, person: ctx.actor.personName, at, practice }
}

async function photoOf(ctx: Context, standing: Standing): Promise<Buffer | undefined> {
  const id = standing.rows.find(({ subset }) => subset === 'basic_info')?.values?.photo
  return typeof id === 'string' ? (await read(ctx, standing.teacherId, id)).content : undefined
}
