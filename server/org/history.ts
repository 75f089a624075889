import { sql } from 'kysely'
import type { UnitView } from '../../contract/unit.ts'
import type { Context } from '../platform/context.ts'
import { signaturesOf } from '../review/signature.ts'
import { words } from './words.ts'

interface VersionLine {
  valid_from: string
  valid_to: string | null
  code: string
  name: string
  school_type: string | null
  organizer: string | null
  region_code: string | null
  managing_region_code: string | null
  urban_rural: string | null
  private: boolean
  remark: string | null
  by_change: string
  closed_as: 'closed' | 'merged' | 'split' | null
}
interface MoveLine {
  moved_on: string
  moved_at: Date
  from_id: string
  to_id: string
  by_hand: boolean
  reason: string
  list_id: string | null
  by_post: string
}
type Entry = UnitView['history'][number] & { at: string }

const endings = { closed: '撤销', merged: '并入其他机构', split: '拆分' } as const

/** What a unit was called, how it was registered and who supervised it, newest first: every version and every move, with the list or the person that made it. */
export async function historyOf(ctx: Context, unitId: string): Promise<UnitView['history']> {
  const versions = await sql<VersionLine>`
    select valid_from::text, valid_to::text, code, name, school_type, organizer, region_code, managing_region_code, urban_rural, private, remark, by_change, closed_as
      from unit_version where unit_id = ${unitId} order by valid_from`.execute(ctx.db)
  const moves = await sql<MoveLine>`
    select moved_on::text, moved_at, from_id, to_id, by_hand, reason, list_id, by_post from unit_move where unit_id = ${unitId} order by moved_at`.execute(
    ctx.db,
  )
  const lists = await listNames(ctx, [
    ...versions.rows.map(({ by_change }) => by_change),
    ...moves.rows.flatMap(({ list_id }) => list_id ?? []),
  ])
  const names = await namesOf(
    ctx,
    moves.rows.flatMap(({ from_id, to_id }) => [from_id, to_id]),
  )
  const signatures = await signaturesOf(
    ctx,
    moves.rows.map(({ by_post }) => by_post),
  )
  const entries: Entry[] = versions.rows.flatMap((version, at): Entry[] => {
    const before = versions.rows[at - 1]
    const began: Entry = {
      at: version.valid_from,
      on: version.valid_from,
      what: before ? 'changed' : 'registered',
      by: lists.get(version.by_change) ?? null,
      reason: null,
      differences: before ? differencesOf(before, version) : [],
    }
    if (version.closed_as === null || version.valid_to === null) return [began]
    const how = endings[version.closed_as]
    return [
      began,
      { ...began, at: version.valid_to, on: version.valid_to, what: 'ended', reason: how, differences: [] },
    ]
  })
  for (const move of moves.rows) {
    const by = signatures.get(move.by_post)
    entries.push({
      at: move.moved_at.toISOString(),
      on: move.moved_on,
      what: 'moved',
      by: move.list_id
        ? (lists.get(move.list_id) ?? '机构名单')
        : by
          ? `${by.unit}${by.role}${by.person}${move.by_hand ? '指定' : '恢复按规则推导'}`
          : null,
      reason: move.reason,
      differences: [
        { label: '主管部门', before: names.get(move.from_id) ?? null, after: names.get(move.to_id) ?? null },
      ],
    })
  }
  return entries
    .sort((a, b) => b.on.localeCompare(a.on) || b.at.localeCompare(a.at))
    .map(({ at: _, ...entry }) => entry)
}

/** Names of lists by their ids; a `by_change` that is no list's is left out. */
async function listNames(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    no: string
  }>`select id, no from app.unit_list_names(${wanted}::text[])`.execute(ctx.db)
  return new Map(rows.map(({ id, no }) => [id, `机构名单 ${no}`]))
}

/** Names of units that may stand outside the reader's reach: the door tells those in force; of one that is no more the last is read, where it is in sight. */
export async function namesOf(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select w.id, coalesce(d.name, (select v.name from unit_version v where v.unit_id = w.id order by v.valid_from desc limit 1)) as name
      from unnest(${wanted}::bigint[]) w (id) left join app.unit_desk(${wanted}::bigint[]) d on d.unit_id = w.id`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function differencesOf(before: VersionLine, after: VersionLine): UnitView['history'][number]['differences'] {
  const shown = (version: VersionLine): [string, string | null][] => [
    ['标识码', version.code],
    ['名称', version.name],
    ['办学类型', words.schoolType(version.school_type)],
    ['举办者', words.organizer(version.organizer)],
    ['所在地', words.division(version.region_code)],
    ['属地管理', words.division(version.managing_region_code)],
    ['城乡分类', words.urbanRural(version.urban_rural)],
    ['办学性质', version.private ? '民办' : '公办'],
    ['备注', version.remark],
  ]
  const now = new Map(shown(after))
  return shown(before)
    .map(([label, was]) => ({ label, before: was, after: now.get(label) ?? null }))
    .filter((each) => each.before !== each.after)
}
