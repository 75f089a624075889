import { isOwn } from '../../contract/policy.ts'
import type { CaseView } from '../../contract/review.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { profileOf } from '../profile/rules.ts'
import { maskValues } from '../record/body.ts'
import { type Standing, standingOf } from '../record/door.ts'
import { findingsOf } from '../record/judge.ts'
import { barrier, sayBarrier } from './decide.ts'
import { flowTitle } from './inbox.ts'
import { signaturesOf } from './signature.ts'
import { turnsOf } from './sql.ts'
import { reasonsOf, stepsOf } from './steps.ts'

/** A case as its parties see it: where it is, what it would change, what the judge says of it, and what this post may do. To others it does not exist. */
export async function viewCase(ctx: Context, caseId: string): Promise<CaseView> {
  const found = await ctx.db.selectFrom('review_case').selectAll().where('id', '=', caseId).executeTakeFirst()
  if (!found) throw new Problem('not-found')
  const parties = await ctx.db.selectFrom('case_party').select('unit_path').where('case_id', '=', caseId).execute()
  demand(ctx, 'case.read', { parties: parties.map((row) => row.unit_path) })
  const [turn] = await turnsOf(ctx, [caseId])
  const barred = found.closed_at ? null : barrier(ctx, turn)
  const standing = found.teacher_id ? (await standingOf(ctx, [found.teacher_id])).get(found.teacher_id) : undefined
  // The school and the desk that decides see the content; a party whose turn has not come sees that there is a case.
  // What was checked stays as it was checked; what is still to be checked is judged by what is in force (docs/decisions/0010).
  const checked =
    found.closed_at || (turn?.name && turn.name !== 'check') ? await versionOf(ctx, found.change_id) : undefined
  const open = standing && (isOwn(ctx.actor, standing) || turn?.desk_unit === ctx.actor.unitId)
  await audit(ctx, { action: 'case.read', object: { type: 'case', id: caseId } })
  return {
    id: found.id,
    round: found.round,
    flow: found.flow,
    title: flowTitle(found.flow),
    subject: found.title,
    teacherId: found.teacher_id,
    unitName: found.unit_name,
    category: standing?.category ?? null,
    outcome: found.outcome as CaseView['outcome'],
    steps: await stepsOf(ctx, caseId),
    items: open ? await itemsOf(ctx, standing, checked) : [],
    reasons: await reasonsOf(ctx, caseId),
    findings: open ? await findingsOf(ctx, standing, checked) : [],
    can: found.closed_at || barred ? [] : ['pass', 'return'],
    barred: barred && sayBarrier(barred),
  }
}

async function versionOf(ctx: Context, changeId: string | null): Promise<number | undefined> {
  if (!changeId) return undefined
  const row = await ctx.db.selectFrom('change').select('profile_version').where('id', '=', changeId).executeTakeFirst()
  return row?.profile_version
}

async function itemsOf(ctx: Context, standing: Standing, version?: number): Promise<CaseView['items']> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category, version)
  const rows = standing.rows.filter(({ item }) => item)
  const signatures = await signaturesOf(
    ctx,
    rows.flatMap(({ item }) => Object.values(item?.enteredBy ?? {})),
  )
  return profile.subsets.flatMap((subset) =>
    rows
      .filter((row) => row.subset === subset.name)
      .map((row) => ({
        subset: subset.name,
        rowId: row.rowId,
        op: row.item?.op ?? ('add' as const),
        values: inWords(maskValues(subset, row.values ?? {}, () => false)),
        before: inWords(maskValues(subset, row.effective ?? {}, () => false)),
        enteredBy: Object.fromEntries(
          Object.entries(row.item?.enteredBy ?? {}).flatMap(([field, post]) => {
            const signature = signatures.get(post)
            return signature ? [[field, signature]] : []
          }),
        ),
      })),
  )
}

/** A mask stands in the place of its value. */
const inWords = ({ values, masked }: ReturnType<typeof maskValues>) => ({ ...values, ...masked })
