import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import type { NamedUnit, UnitState, UnitView } from '../../contract/unit.ts'
import { type Context, demand } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { seatsOf } from '../post/rules.ts'
import { deriveCode, type Supervised } from './authority.ts'
import { historyOf, namesOf } from './history.ts'
import { loadOf } from './load.ts'
import { words } from './words.ts'

/** A unit as it stands, or as it stood last when it is no more. */
interface UnitLine extends Supervised {
  province_code: string
  path: string
  parent_id: string | null
  parent_code: string | null
  parent_name: string | null
  authority_by_hand: boolean
  category: string | null
  type_derived: boolean
  urban_rural: string | null
  private: boolean
  remark: string | null
  closed_as: 'closed' | 'merged' | 'split' | null
  valid_to: string | null
}

/** @throws Problem 'not-found' outside the actor's subtree (the chain above is known by name only) */
export async function viewUnit(ctx: Context, unitId: string): Promise<UnitView> {
  const unit = await lineOf(ctx, unitId)
  demand(ctx, 'unit.read', { unitId, unitPath: unit.path })
  const state: UnitState = unit.valid_to === null ? 'active' : (unit.closed_as ?? 'closed')
  const load = await loadOf(ctx, unitId)
  const seesPeople = (['teacher.list', 'progress.read', 'unit.move'] as const).some((action) =>
    ctx.guard.can(ctx.actor, action, { unitId, unitPath: unit.path }),
  )
  const can: UnitView['can'] = []
  const place = { unitId, unitPath: unit.path }
  const movable = ['city', 'county', 'school'].includes(unit.level) && !unit.host_id && state === 'active'
  if (movable && ctx.guard.can(ctx.actor, 'unit.move', place)) can.push('move')
  if (ctx.guard.can(ctx.actor, 'unit.report', place)) can.push('report')
  return {
    id: unit.id,
    code: unit.code,
    name: unit.name,
    level: unit.level,
    state,
    schoolType: unit.school_type,
    typeDerived: unit.type_derived,
    category: unit.category,
    organizer: words.organizer(unit.organizer),
    private: unit.private,
    site: words.division(unit.region_code),
    managing: words.division(unit.managing_region_code),
    urbanRural: words.urbanRural(unit.urban_rural),
    remark: unit.remark,
    chain: await chainOf(ctx, unit.path),
    authority: unit.parent_id && unit.parent_name ? { id: unit.parent_id, name: unit.parent_name } : null,
    authorityByHand: unit.authority_by_hand,
    authorityWhy: await whyOf(ctx, unit),
    ...(await relativesOf(ctx, unit)),
    below: await belowOf(ctx, unit.path),
    people: seesPeople && load ? load.people : null,
    posts:
      load && !unit.host_id && state === 'active'
        ? { filled: load.posts, seats: seatsOf({ level: unit.level, attached: false, extra: load.extra_seats }).length }
        : null,
    openReports: await openReportsOf(ctx, unitId),
    history: await historyOf(ctx, unitId),
    can,
  }
}

async function lineOf(ctx: Context, unitId: string): Promise<UnitLine> {
  const { rows } = await sql<UnitLine>`
    select u.id, u.province_code, u.path, u.level, u.parent_id, u.host_id, u.authority_by_hand, v.code, v.name, v.school_type, v.category, v.type_derived, v.organizer,
           v.region_code, v.managing_region_code, v.urban_rural, v.private, v.remark, v.closed_as, v.valid_to::text, p.code as parent_code, p.name as parent_name
      from unit u join lateral (select * from unit_version l where l.unit_id = u.id order by l.valid_from desc limit 1) v on true
      left join unit_now p on p.id = u.parent_id
     where u.id = ${unitId}`.execute(ctx.db)
  const line = rows[0]
  if (!line?.path.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  return line
}

async function chainOf(ctx: Context, path: string): Promise<UnitView['chain']> {
  const { rows } = await sql<NamedUnit & { open: boolean }>`
    select id, name, path ^@ ${ctx.actor.unitPath} as open from unit_now where ${path} ^@ path and path <> ${path} order by path`.execute(
    ctx.db,
  )
  return rows
}

/** Why this authority: by hand and with which reason, by rule, or as registered against the rule. */
async function whyOf(ctx: Context, unit: UnitLine): Promise<string> {
  const derived = deriveCode(unit)
  if (unit.authority_by_hand) {
    const { rows } = await sql<{ reason: string }>`
      select reason from unit_move where unit_id = ${unit.id} and by_hand order by moved_at desc limit 1`.execute(
      ctx.db,
    )
    return `由上级指定：${rows[0]?.reason ?? ''}${derived.code === unit.parent_code ? '' : `（按规则推导：${derived.why}）`}`
  }
  if (derived.code === null || derived.code === unit.parent_code) return derived.why
  return `按机构名单登记；与规则不一致（${derived.why}），请核对`
}

async function relativesOf(
  ctx: Context,
  unit: UnitLine,
): Promise<Pick<UnitView, 'host' | 'attached' | 'predecessors' | 'successors'>> {
  const near = await sql<NamedUnit & { host: boolean }>`
    select id, name, id = ${unit.host_id} as host from unit_now where id = ${unit.host_id} or host_id = ${unit.id} order by code limit 51`.execute(
    ctx.db,
  )
  const line = await sql<{ other: string; from: boolean; kind: string; on: string }>`
    select case when from_unit = ${unit.id} then to_unit else from_unit end as other, to_unit = ${unit.id} as from, kind, on_day::text as on
      from unit_succession where from_unit = ${unit.id} or to_unit = ${unit.id} order by on_day desc limit 100`.execute(
    ctx.db,
  )
  const names = await namesOf(
    ctx,
    line.rows.map(({ other }) => other),
  )
  const shown = line.rows.map(({ other, from, kind, on }) => ({
    from,
    unit: { id: other, name: names.get(other) ?? '（已不在办的机构）', on, how: kind === 'merged' ? '并入' : '拆分' },
  }))
  return {
    host: near.rows.filter(({ host }) => host).map(({ id, name }) => ({ id, name }))[0] ?? null,
    attached: near.rows.filter(({ host }) => !host).map(({ id, name }) => ({ id, name })),
    predecessors: shown
      .filter(({ from }) => from)
      .map((each) => each.unit)
      .slice(0, 50),
    successors: shown
      .filter(({ from }) => !from)
      .map((each) => each.unit)
      .slice(0, 50),
  }
}

async function belowOf(ctx: Context, path: string): Promise<UnitView['below']> {
  const { rows } = await sql<{ level: Level; count: number }>`
    select level, count(*)::int as count from unit_now where path > ${path} and path < ${`${path}~`} group by level
     order by array_position('{province,city,county,school,training}'::text[], level)`.execute(ctx.db)
  return rows
}

async function openReportsOf(ctx: Context, unitId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from unit_report where about_unit_id = ${unitId} and closed_at is null`.execute(ctx.db)
  return rows[0]?.n ?? 0
}
