import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { centre } from './central.ts'
import { divisionOf } from './divisions/divisions.ts'
import { moveUnits } from './move.ts'
import { deriveSupervising } from './supervising.ts'

/** What of a unit says who supervises it. */
export interface Supervised {
  id: string
  code: string
  name: string
  level: Level
  school_type: string | null
  organizer: string | null
  region_code: string | null
  managing_region_code: string | null
  host_id: string | null
}

/** The authority that the rules give, and why; or none, and why not. `name` is null where the authority is not (yet) an institution in force. */
export interface Derived {
  unit: { id: string; name: string } | null
  why: string
}

/** Derives the supervising authority of a unit anew, from what is registered today. */
export async function deriveAuthority(ctx: Context, unit: Supervised): Promise<Derived> {
  const { code, why } = deriveCode(unit)
  if (code === null) return { unit: null, why }
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from unit_now where code = ${code} and level <> 'school'
       and path >= ${ctx.actor.unitPath} and path < ${`${ctx.actor.unitPath}~`}`.execute(ctx.db)
  const found = rows[0]
  return found ? { unit: found, why } : { unit: null, why: `${why}；该部门不在您的管辖范围内，或尚未建立` }
}

/** The code of the authority that the rules give, without asking whether there is such an institution. */
export function deriveCode(unit: Supervised): { code: string | null; why: string } {
  if (unit.host_id) return { code: null, why: '附设班随主办学校，由主办学校的主管部门主管' }
  if (unit.level === 'ministry') return { code: null, why: '国务院教育行政部门，没有上级主管部门' }
  if (unit.level === 'training') return { code: null, why: '培训机构由登记它的教育行政部门主管' }
  if (unit.level !== 'school') {
    const division = divisionOf(unit.code)
    if (!division) return { code: null, why: `代码“${unit.code}”不在行政区划表中，推导不出上级主管部门` }
    const above = division.parent === null ? centre : division.parent
    const name = division.parent === null ? '教育部' : (divisionOf(division.parent)?.name ?? division.parent)
    return { code: above, why: `按行政区划，${division.name}的教育行政部门由${name}主管` }
  }
  if (!unit.school_type || !unit.region_code)
    return { code: null, why: '没有登记办学类型或所在地，推导不出主管部门，请先由机构名单补齐' }
  const said = deriveSupervising(
    {
      name: unit.name,
      schoolType: unit.school_type,
      organizer: unit.organizer ?? '',
      regionCode: unit.region_code.slice(0, 6),
      ...(unit.managing_region_code && { managingRegionCode: unit.managing_region_code.slice(0, 6) }),
    },
    divisionOf,
  )
  return said.code === null ? { code: null, why: said.problem } : { code: said.code, why: said.why }
}

/** A unit with what says who supervises it. @throws Problem 'not-found' outside the actor's subtree, and of units that are no more */
export async function supervisedUnit(
  ctx: Context,
  unitId: string,
): Promise<Supervised & { path: string; parent_id: string | null; authority_by_hand: boolean }> {
  const { rows } = await sql<Supervised & { path: string; parent_id: string | null; authority_by_hand: boolean }>`
    select n.id, n.code, n.name, n.level, n.school_type, n.organizer, n.region_code, n.managing_region_code, n.host_id, n.path, n.parent_id, u.authority_by_hand
      from unit_now n join unit u on u.id = n.id where n.id = ${unitId}`.execute(ctx.db)
  const unit = rows[0]
  if (!unit?.path.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
  return unit
}

/**
 * Sets a unit's authority by hand, or lets the rules say it again ('derived'), and moves all it holds.
 * @throws Problem 'unit.no-derivation', 'unit.already-there', and those of moveUnits
 */
export async function setAuthority(
  ctx: Context,
  unitId: string,
  { authorityId, reason }: { authorityId: string; reason: string },
) {
  const unit = await supervisedUnit(ctx, unitId)
  const byHand = authorityId !== 'derived'
  const derived = byHand ? null : await deriveAuthority(ctx, unit)
  const target = byHand ? authorityId : derived?.unit?.id
  if (!target) throw new Problem('unit.no-derivation', { detail: derived?.why })
  if (target === unit.parent_id && byHand === unit.authority_by_hand) throw new Problem('unit.already-there')
  const [moved] = await moveUnits(ctx, [{ unitId, toAuthorityId: target, reason, byHand }])
  if (!moved) throw new Error('nothing was moved')
  return { units: moved.units, people: moved.teachers, openCases: moved.cases }
}
