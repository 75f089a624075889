import { handoutStates, type BoardRow as ShownRow } from '../../contract/handout.ts'
import { roleName } from '../../contract/policy.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand, shanghaiDay } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { type Choosing, chosenRows } from './choose.ts'
import { showSlipNo } from './rules.ts'
import {
  type BoardRow,
  belowOf,
  boardCounts,
  boardPage,
  type Choice,
  keepReceipts,
  keepUrgings,
  ownUrgings,
  type State,
  seeUrgings,
} from './sql.ts'

/** Hours between two urgings of one unit. */
const coolDownHours = 24

type Below = { units: number; activated: number }

/** 分发进度: one page of the units directly under the own one, and how many are in each state under the search. */
export async function board(ctx: Context, { search, state, page, size }: Choice & { page: number; size: number }) {
  demand(ctx, 'handout.read', { unitId: ctx.actor.unitId })
  const counts = new Map((await boardCounts(ctx, search)).map((each) => [each.state, each.n]))
  const rows = await boardPage(ctx, { search, state }, { page, size })
  const below = await belowOf(
    ctx,
    rows.map(({ unit_id }) => unit_id),
  )
  const summary = Object.fromEntries(handoutStates.map((each) => [each, counts.get(each) ?? 0])) as Record<
    State,
    number
  >
  const total = state ? summary[state] : Object.values(summary).reduce((sum, n) => sum + n, 0)
  return { total, summary, rows: rows.map((row) => shown(ctx, row, below.get(row.unit_id) ?? nobody)) }
}

const nobody: Below = { units: 0, activated: 0 }

function shown(ctx: Context, row: BoardRow, below: Below): ShownRow {
  const can: ShownRow['can'] = []
  if (row.state !== 'activated') can.push('make')
  if (row.state === 'downloaded') can.push('receive')
  if (lags(row, below) && !urgedLately(ctx, row)) can.push('urge')
  return {
    unitId: row.unit_id,
    code: row.code,
    name: row.name,
    level: row.level,
    role: row.role,
    roleName: roleName(row.role),
    state: row.state,
    slipNo: row.slip_no === null || row.state === 'none' ? null : showSlipNo(row.slip_no),
    madeAt: row.made_at?.toISOString() ?? null,
    downloadedAt: row.downloaded_at?.toISOString() ?? null,
    receivedAt: row.received_at?.toISOString() ?? null,
    receivedBy: row.received_by,
    activatedAt: row.state === 'activated' ? (row.used_at?.toISOString() ?? row.since) : null,
    expiresOn: row.expires_at === null || row.used_at !== null ? null : shanghaiDay(row.expires_at),
    holder: row.holder,
    below,
    urgedAt: row.urged_at?.toISOString() ?? null,
    urgedSeenAt: row.urged_seen_at?.toISOString() ?? null,
    can,
  }
}

/** Has not taken its own post, or has units below without. */
const lags = (row: BoardRow, below: Below): boolean => row.state !== 'activated' || below.activated < below.units

const urgedLately = (ctx: Context, { urged_at }: BoardRow): boolean =>
  urged_at !== null && ctx.now.getTime() - urged_at.getTime() < coolDownHours * 3_600_000

/**
 * 登记签收 of downloaded slips.
 * @throws Problem 'request.invalid' for a day to come or before the slip was downloaded
 */
export async function receive(
  ctx: Context,
  { receivedBy, on, ...choosing }: Choosing & { receivedBy: string; on: string },
): Promise<{ done: number; left: number }> {
  const rows = await chosenRows(ctx, 'handout.make', choosing)
  const ready = rows.filter(({ state }) => state === 'downloaded')
  const early = ready.find(({ downloaded_at }) => downloaded_at !== null && on < shanghaiDay(downloaded_at))
  if (on > ctx.today) throw new Problem('request.invalid', { title: `签收日期不能晚于今天（${ctx.today}）` })
  if (early) throw new Problem('request.invalid', { title: `签收日期不能早于密码函下载的日期（“${early.name}”）` })
  const ids = ready.flatMap(({ slip_id }) => (slip_id === null ? [] : [slip_id]))
  const done = await keepReceipts(ctx, ids, { by: receivedBy, on })
  await audit(ctx, {
    action: 'handout.receive',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: { done, left: rows.length - done, on, slips: ids.slice(0, 200) },
  })
  return { done, left: rows.length - done }
}

/** 催办: to the workbench of who is in post; who is not there is told back for the telephone. Once in 24 hours a unit. */
export async function urge(ctx: Context, choosing: Choosing) {
  const rows = await chosenRows(ctx, 'handout.make', choosing)
  const below = await belowOf(
    ctx,
    rows.map(({ unit_id }) => unit_id),
  )
  const due = rows.filter((row) => lags(row, below.get(row.unit_id) ?? nobody) && !urgedLately(ctx, row))
  const urged = due.map((row) => ({
    id: newId(),
    provinceCode: row.province_code,
    unitId: row.unit_id,
    text: textOf(row, below.get(row.unit_id) ?? nobody),
  }))
  if (urged.length > 0) await keepUrgings(ctx, urged)
  const phone = due.filter(({ state }) => state !== 'activated')
  await audit(ctx, {
    action: 'handout.urge',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: { urged: urged.length, phone: phone.length, left: rows.length - due.length },
  })
  return {
    done: urged.length,
    left: rows.length - due.length,
    phone: phone.slice(0, 500).map(({ unit_id, code, name, state }) => ({ unitId: unit_id, code, name, state })),
    phoneTotal: phone.length,
  }
}

function textOf(row: BoardRow, { units, activated }: Below): string {
  if (row.state !== 'activated')
    return `贵单位${roleName(row.role)}尚未激活，请凭密码函尽快激活；未收到或已过期的，请联系发放单位重发。`
  return `贵单位所辖 ${units} 个单位中，尚有 ${units - activated} 个单位的系统管理员未激活，请尽快完成账号分发。`
}

export async function urgings(ctx: Context) {
  demand(ctx, 'handout.read', { unitId: ctx.actor.unitId })
  return { urgings: (await ownUrgings(ctx)).map((each) => ({ ...each, at: each.at.toISOString() })) }
}

export async function see(ctx: Context): Promise<{ ok: true }> {
  demand(ctx, 'handout.make', { unitId: ctx.actor.unitId })
  const seen = await seeUrgings(ctx)
  await audit(ctx, { action: 'handout.urge.see', object: { type: 'unit', id: ctx.actor.unitId }, detail: { seen } })
  return { ok: true }
}
