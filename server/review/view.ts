import { sql } from 'kysely'
import { isOwn } from '../../contract/policy.ts'
import type { CaseView } from '../../contract/review.ts'
import { flows } from '../flows.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { profileOf } from '../profile/rules.ts'
import { maskValues, openBody, type Plain } from '../record/body.ts'
import { asChanged, type Standing, standingOf } from '../record/door.ts'
import { findingsOf, findingsOfChange } from '../record/judge.ts'
import { barrier, sayBarrier } from './decide.ts'
import { flowTitle } from './inbox.ts'
import { mayPart } from './parts.ts'
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
  const entries = found.flow === 'entry'
  const standing = found.teacher_id
    ? (await standingOf(ctx, [found.teacher_id], { entries })).get(found.teacher_id)
    : undefined
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
    items: open ? await itemsOf(ctx, asChanged(standing, [found.change_id]), found, checked) : [],
    reasons: await reasonsOf(ctx, caseId),
    findings: !open
      ? []
      : found.flow === 'report' || !found.change_id
        ? await findingsOf(ctx, standing, checked)
        : await findingsOfChange(ctx, standing, found.change_id, checked),
    can:
      found.closed_at || barred || !turn
        ? []
        : ['pass', 'return', ...(mayPart(flows, turn) ? (['part'] as const) : [])],
    barred: barred && sayBarrier(barred),
  }
}

async function versionOf(ctx: Context, changeId: string | null): Promise<number | undefined> {
  if (!changeId) return undefined
  const row = await ctx.db.selectFrom('change').select('profile_version').where('id', '=', changeId).executeTakeFirst()
  return row?.profile_version
}

async function itemsOf(
  ctx: Context,
  standing: Standing,
  of: { change_id: string | null; round: number },
  version?: number,
): Promise<CaseView['items']> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category, version)
  const rows = standing.rows.filter(({ item }) => item)
  const earlier = of.round > 1 ? await decidedOn(ctx, standing, of.change_id) : null
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
        changed: differing(row.effective ?? {}, row.values ?? {}),
        // a row that was not written in this round stands as it was decided on
        changedSince:
          earlier &&
          (row.item && row.item.round < of.round ? [] : differing(earlier.get(row.rowId) ?? {}, row.values ?? {})),
        enteredBy: Object.fromEntries(
          Object.entries(row.item?.enteredBy ?? {}).flatMap(([field, post]) => {
            const signature = signatures.get(post)
            return signature ? [[field, signature]] : []
          }),
        ),
      })),
  )
}

/** The rows of a change as they were when they were last decided on, where they have been written anew since. */
async function decidedOn(ctx: Context, standing: Standing, changeId: string | null): Promise<Map<string, Plain>> {
  const { rows } = await sql<{ subset: string; row_id: string; body: unknown }>`
    select distinct on (row_id) subset, row_id, body from change_item
     where province_code = ${standing.provinceCode} and change_id = ${changeId} and superseded_at is not null order by row_id, round desc`.execute(
    ctx.db,
  )
  return new Map(
    rows.map((row) => [row.row_id, openBody(ctx.keys, row.subset, standing.teacherId, row.row_id, row.body)]),
  )
}

const differing = (before: Plain, after: Plain): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name] ?? '') !== JSON.stringify(after[name] ?? ''),
  )

/** A mask stands in the place of its value. */
const inWords = ({ values, masked }: ReturnType<typeof maskValues>) => ({ ...values, ...masked })
