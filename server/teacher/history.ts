import { sql } from 'kysely'
import type { Signature } from '../../contract/shape.ts'
import type { HistoryEvent } from '../../contract/teacher.ts'
import type { Context } from '../platform/context.ts'
import { profileOf } from '../profile/rules.ts'
import { maskValues, openBody, type Plain } from '../record/body.ts'
import type { Standing } from '../record/door.ts'
import { signaturesOf } from '../review/signature.ts'
import { seesDraftsOf } from './view.ts'

interface ItemLine {
  id: string
  change_id: string
  subset: string
  row_id: string
  op: string
  body: unknown
  base_body: unknown
  base_record: string | null
  entered_by: Record<string, string>
  round: number
  written_at: Date
}
interface StepLine {
  case_id: string
  change_id: string
  round: number
  name: string
  title: string
  decision: 'pass' | 'return' | 'refuse' | 'withdraw'
  comment: string | null
  decided_at: Date
  decided_by_post: string
  reasons: string[] | null
}

/** 信息沿革: every change of a record with who entered, signed and approved it, when, and the old and new values; newest first. */
export async function historyOf(ctx: Context, standing: Standing): Promise<HistoryEvent[]> {
  // Of a change that took effect the authority that decided it reads every round, a 查询员 what it became; of any other only the school reads.
  const onlyEffective = !(await seesDraftsOf(ctx, standing))
  const items = await sql<ItemLine>`
    select i.id, i.change_id, i.subset, i.row_id, i.op, i.body, r.body as base_body, i.base_record, i.entered_by, i.round, i.written_at
      from change_item i left join record r on r.province_code = i.province_code and r.id = i.base_record
     where i.teacher_id = ${standing.teacherId} and (${!onlyEffective} or (i.settled_at is not null or ${ctx.actor.role !== 'query'}) and exists (
         select from change h where h.province_code = i.province_code and h.id = i.change_id and h.applied_at is not null)) order by i.round, i.written_at`.execute(
    ctx.db,
  )
  const steps = await sql<StepLine>`
    select s.case_id, c.change_id, s.round, s.name, s.title, s.decision, s.comment, s.decided_at, s.decided_by_post,
           array(select r.reason from review_reason r where r.province_code = s.province_code and r.case_id = s.case_id and r.round = s.round and r.ordinal = s.ordinal order by r.id) as reasons
      from review_step s join review_case c on c.province_code = s.province_code and c.id = s.case_id
     where c.teacher_id = ${standing.teacherId} and s.decided_at is not null and (c.outcome = 'approved' or ${!onlyEffective}) order by s.decided_at, s.ordinal`.execute(
    ctx.db,
  )
  const changes = await sql<{
    id: string
    applied_at: Date | null
  }>`select id, applied_at from change where teacher_id = ${standing.teacherId}`.execute(ctx.db)
  const signatures = await signaturesOf(ctx, [
    ...steps.rows.map((row) => row.decided_by_post),
    ...items.rows.flatMap((row) => Object.values(row.entered_by)),
  ])

  const differences = await differencesOf(ctx, standing, items.rows, signatures)
  const events: HistoryEvent[] = [
    ...enteredEvents(items.rows, differences, signatures),
    ...steps.rows.map((row) => stepEvent(row, signatures)),
    ...changes.rows.flatMap((change): HistoryEvent[] =>
      change.applied_at
        ? [
            {
              at: change.applied_at.toISOString(),
              what: 'effective',
              title: '信息生效',
              by: null,
              comment: null,
              changes: items.rows
                .filter((item) => item.change_id === change.id && isLast(item, items.rows))
                .flatMap((item) => differences.get(item.id)?.whole ?? []),
            },
          ]
        : [],
    ),
  ]
  const order = ['effective', 'approved', 'sent', 'signed', 'checked', 'returned', 'refused', 'submitted', 'entered']
  return events.sort((a, b) => (a.at === b.at ? order.indexOf(a.what) - order.indexOf(b.what) : a.at < b.at ? 1 : -1))
}

type Change = HistoryEvent['changes'][number]

/** Of each item: what it changes against what was in effect (`whole`), and against the item of the round before (`step`). Values of class 4 stand masked. */
async function differencesOf(
  ctx: Context,
  standing: Standing,
  items: readonly ItemLine[],
  signatures: ReadonlyMap<string, Signature>,
): Promise<Map<string, { whole: Change[]; step: Change[] }>> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  const shown = (item: ItemLine, body: unknown): Plain => {
    if (!body) return {}
    const opened = openBody(ctx.keys, item.subset, standing.teacherId, item.row_id, body)
    const { values, masked } = maskValues(
      profile.subsets.find(({ name }) => name === item.subset),
      opened,
      () => false,
    )
    return { ...values, ...masked }
  }
  const result = new Map<string, { whole: Change[]; step: Change[] }>()
  const latest = new Map<string, Plain>()
  for (const item of items) {
    const key = `${item.change_id}|${item.subset}|${item.row_id}`
    const after = item.op === 'end' ? {} : shown(item, item.body)
    const base = shown(item, item.base_body)
    const compare = (before: Plain): Change[] =>
      [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .filter((field) => JSON.stringify(before[field] ?? '') !== JSON.stringify(after[field] ?? ''))
        .map((field) => ({
          subset: item.subset,
          rowId: item.row_id,
          field,
          old: before[field] ?? null,
          new: after[field] ?? null,
          by: signatures.get(item.entered_by[field] ?? '') ?? null,
        }))
    result.set(item.id, { whole: compare(base), step: compare(latest.get(key) ?? base) })
    latest.set(key, after)
  }
  return result
}

const isLast = (item: ItemLine, items: readonly ItemLine[]) =>
  !items.some(
    (other) =>
      other.change_id === item.change_id &&
      other.subset === item.subset &&
      other.row_id === item.row_id &&
      other.round > item.round,
  )

/** What one post entered in one round is one event, at the time of its last writing. */
function enteredEvents(
  items: readonly ItemLine[],
  differences: ReadonlyMap<string, { step: Change[] }>,
  signatures: ReadonlyMap<string, Signature>,
): HistoryEvent[] {
  const groups = new Map<string, HistoryEvent>()
  for (const item of items)
    for (const change of differences.get(item.id)?.step ?? []) {
      const post = item.entered_by[change.field] ?? ''
      const key = `${item.change_id}|${item.round}|${post}`
      const at = item.written_at.toISOString()
      const event = groups.get(key) ?? {
        at,
        what: 'entered',
        title: item.round > 1 ? '修改' : '填报',
        by: signatures.get(post) ?? null,
        comment: null,
        changes: [],
      }
      event.changes.push(change)
      if (event.at < at) event.at = at
      groups.set(key, event)
    }
  return [...groups.values()]
}

const passed: Record<string, HistoryEvent['what']> = {
  check: 'checked',
  sign: 'signed',
  send: 'sent',
  review: 'approved',
}

/** What became of a step, and how its title says so. */
const verdicts: Partial<Record<StepLine['decision'], [what: HistoryEvent['what'], words: string]>> = {
  return: ['returned', '：退回'],
  refuse: ['refused', '：不同意'],
  withdraw: ['withdrawn', '前已撤回'],
}

function stepEvent(row: StepLine, signatures: ReadonlyMap<string, Signature>): HistoryEvent {
  const [what, words] = verdicts[row.decision] ?? [passed[row.name] ?? 'approved', row.name === 'send' ? '' : '：通过']
  const said = [row.comment, ...(row.reasons ?? [])].filter(Boolean).join('；')
  return {
    at: row.decided_at.toISOString(),
    what,
    title: `${row.title}${words}`,
    by: signatures.get(row.decided_by_post) ?? null,
    comment: said || null,
    changes: [],
  }
}
