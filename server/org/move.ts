import { sql } from 'kysely'
import type { Level } from '../../contract/policy.ts'
import type { ProblemCode } from '../../contract/problem.ts'
import { levels } from '../../standard/levels.ts'
import { auditAll } from '../platform/audit.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'

/** One unit to another supervising authority. `byHand`: against the derivation, so that no later list undoes it silently. */
export interface UnitMove {
  unitId: string
  toAuthorityId: string
  /** 1–500 characters, kept with the move and in the audit log */
  reason: string
  byHand: boolean
}

/** What went along with a unit: units in its subtree (itself among them), teachers, open cases. */
export interface Moved {
  unitId: string
  units: number
  teachers: number
  cases: number
}

/**
 * Moves units to another supervising authority with all they hold: the subtree (attached classes, the schools of a county), teachers, the desks of undecided steps,
 * the parties of cases, reports of wrong institutions. Set-wise, in the caller's transaction. Sessions hold posts and not paths: they go on with the new reach.
 * One audit row a unit. Only a 系统管理员 whose subtree holds unit and authority; the database asks the same again (door app.move_units).
 * @param listId the yearly list that says so; null when somebody decides it
 * @throws Problem of {@link moveBarriers}, for the first unit that may not be moved so; then nothing is moved
 */
export async function moveUnits(
  ctx: Context,
  moves: readonly UnitMove[],
  listId: string | null = null,
): Promise<Moved[]> {
  if (moves.length === 0) return []
  const places = await placesOf(ctx, moves)
  for (const barrier of barriersOf(ctx, moves, places).values()) throw barrier
  const asked = moves.map(({ unitId, toAuthorityId, byHand, reason }) => ({
    unit: unitId,
    target: toAuthorityId,
    byHand,
    reason,
  }))
  const { rows } = await sql<{ unit_id: string; units: number; teachers: number; cases: number }>`
    select * from app.move_units(${JSON.stringify(asked)}::jsonb, ${ctx.actor.postId}, ${listId}, ${ctx.today}::date)`.execute(
    ctx.db,
  )
  const moved = new Map(rows.map(({ unit_id, ...counts }) => [unit_id, { unitId: unit_id, ...counts }]))
  if (moved.size !== moves.length) throw new Error(`expected to move ${moves.length} units, moved ${moved.size}`)
  await auditAll(
    ctx,
    moves.map(({ unitId, toAuthorityId, byHand, reason }) => ({
      action: 'unit.move',
      object: { type: 'unit', id: unitId },
      detail: {
        before: { authority: places.get(unitId)?.parent_id, byHand: places.get(unitId)?.authority_by_hand },
        after: { authority: toAuthorityId, byHand },
        reason,
        ...(listId && { list: listId }),
        ...moved.get(unitId),
      },
    })),
  )
  return [...moved.values()]
}

/** Why units may not be moved so: unit id → the refusal. What may be moved is not in it. One query for any number. */
export async function moveBarriers(
  ctx: Context,
  moves: readonly Pick<UnitMove, 'unitId' | 'toAuthorityId'>[],
): Promise<Map<string, Problem>> {
  return barriersOf(ctx, moves, await placesOf(ctx, moves))
}

interface Standing {
  id: string
  name: string
  level: Level
  path: string
  province_code: string
  parent_id: string | null
  host_id: string | null
  authority_by_hand: boolean
}

async function placesOf(
  ctx: Context,
  moves: readonly Pick<UnitMove, 'unitId' | 'toAuthorityId'>[],
): Promise<Map<string, Standing>> {
  const ids = [...new Set(moves.flatMap(({ unitId, toAuthorityId }) => [unitId, toAuthorityId]))]
  const { rows } = await sql<Standing>`
    select n.id, n.name, n.level, n.path, n.province_code, n.parent_id, n.host_id, u.authority_by_hand
      from unit_now n join unit u on u.id = n.id where n.id = any (${ids}::bigint[])`.execute(ctx.db)
  return new Map(rows.map((row) => [row.id, row]))
}

function barriersOf(
  ctx: Context,
  moves: readonly Pick<UnitMove, 'unitId' | 'toAuthorityId'>[],
  places: ReadonlyMap<string, Standing>,
): Map<string, Problem> {
  const barriers = new Map<string, Problem>()
  const seen = new Set<string>()
  for (const { unitId, toAuthorityId } of moves) {
    const said = seen.has(unitId)
      ? refusal('unit.moved-twice', '同一机构在一次调整中出现两次，请只保留一项')
      : barrierOf(ctx, places.get(unitId), places.get(toAuthorityId))
    seen.add(unitId)
    if (said) barriers.set(unitId, said)
  }
  return barriers
}

/** From the outside in: what one may not see, what never moves, then what does not fit. */
function barrierOf(ctx: Context, unit: Standing | undefined, target: Standing | undefined): Problem | null {
  const below = (place: Standing) => place.path.startsWith(ctx.actor.unitPath)
  if (!unit || !below(unit)) return new Problem('not-found')
  if (unit.host_id)
    return refusal(
      'unit.moves-with-host',
      `“${unit.name}”是附设班，随主办学校变动，不单独调整主管部门。请调整其主办学校`,
    )
  if (!movable.includes(unit.level))
    return refusal('unit.never-moves', `“${unit.name}”的隶属关系不能调整：只有市、县教育行政部门和学校可以调整主管部门`)
  if (!target || !below(target) || !authorities.includes(target.level))
    return refusal('unit.authority-unknown', '新的主管部门应是您管辖范围内、未撤销的教育行政部门，没有找到。请重新选择')
  if (target.path.startsWith(unit.path))
    return refusal('unit.circular', `“${target.name}”在“${unit.name}”之下，不能反过来主管它。请选择其他主管部门`)
  if (levels.indexOf(target.level) >= levels.indexOf(unit.level))
    return refusal('unit.authority-level', `“${target.name}”的层级不高于“${unit.name}”，不能主管它。请选择上级主管部门`)
  if (target.province_code !== unit.province_code)
    return refusal(
      'unit.other-province',
      `“${unit.name}”不能调整到“${target.name}”：跨省（含中央与地方之间）调整须在原省撤销、在新省设立，人员另行调动，由年度机构名单办理`,
    )
  return null
}

const movable: readonly Level[] = ['city', 'county', 'school']
const authorities: readonly Level[] = ['ministry', 'province', 'city', 'county']
const refusal = (code: ProblemCode, title: string) => new Problem(code, { title })
