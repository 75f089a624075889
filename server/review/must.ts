import type { Must } from '../../contract/review.ts'
import type { Context } from '../platform/context.ts'
import { profileOf } from '../profile/rules.ts'
import { asChanged, type Standing, standingOf } from '../record/door.ts'
import { findingsOf, findingsOfChange } from '../record/judge.ts'

/** What is to be decided on, with what only its case knows. */
export interface Decidable {
  /** by which the answer is found again: of a case, or of the teacher where there is none yet */
  id: string
  teacherId: string
  /** of a record in effect: the change, which alone is looked at; without it the whole record */
  changeId?: string | null
  /** came back after a return in this case */
  returned?: boolean
  late?: boolean
  /** what the step before left to say: 校内无人可签 */
  note?: string | null
}

/** So many people are judged at once: the values of more would be held in clear at the same time. */
const chunk = 300

/**
 * 必看: why somebody of a set has to be looked at before the rest may be passed unseen. Warnings of the checks (which name the outliers), identity that does
 * not explain itself, late, changed since a return, nobody at the school could sign. Who has none is absent. Keyed by `id`.
 */
export async function mustLook(ctx: Context, people: readonly Decidable[]): Promise<Map<string, Must[]>> {
  const found = new Map<string, Must[]>()
  for (let at = 0; at < people.length; at += chunk) {
    const part = people.slice(at, at + chunk)
    const standings = await standingOf(
      ctx,
      part.map(({ teacherId }) => teacherId),
    )
    for (const one of part) {
      const standing = standings.get(one.teacherId)
      const must = [...ofCase(one), ...(standing ? await ofRecord(ctx, standing, one.changeId ?? null) : [])]
      if (must.length > 0) found.set(one.id, must)
    }
  }
  return found
}

const said = (kind: Must['kind'], text: string, subset: string | null = null, field: string | null = null): Must => ({
  kind,
  text,
  subset,
  field,
})

function ofCase({ returned, late, note }: Decidable): Must[] {
  return [
    ...(returned ? [said('returned', '退回后重报')] : []),
    ...(late ? [said('late', '逾期报送')] : []),
    ...(note ? [said('unsigned', note)] : []),
  ]
}

async function ofRecord(ctx: Context, standing: Standing, changeId: string | null): Promise<Must[]> {
  const findings = changeId ? await findingsOfChange(ctx, standing, changeId) : await findingsOf(ctx, standing)
  return [
    ...(await ofIdentity(ctx, changeId ? asChanged(standing, [changeId]) : standing)),
    ...findings
      .filter(({ severity }) => severity === 'warning')
      .map(({ subset, field, message }) => said('warning', message, subset, field)),
  ]
}

/** 居民身份证, whose number carries birth date, sex and a check digit. */
const residentCard = '1'

/** Of somebody new: what the document does not prove by itself. Of somebody in effect: 关键信息 that would change. */
async function ofIdentity(ctx: Context, standing: Standing): Promise<Must[]> {
  const basic = 'basic_info'
  const must: Must[] = []
  if (standing.confirmed.birth_date)
    must.push(said('identity', `出生日期与证件不一致：${standing.confirmed.birth_date}`, basic, 'birth_date'))
  if (!standing.inEffectSince && standing.identity.id_type !== residentCard)
    must.push(said('identity', '证件不是居民身份证', basic, 'id_number'))
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  for (const subset of profile.subsets)
    for (const row of standing.rows)
      if (row.subset === subset.name && row.item?.op === 'edit' && row.values && row.effective)
        for (const field of subset.fields)
          if (field.key && JSON.stringify(row.values[field.name]) !== JSON.stringify(row.effective[field.name]))
            must.push(said('identity', `关键信息“${field.label}”有变化`, subset.name, field.name))
  return must
}
