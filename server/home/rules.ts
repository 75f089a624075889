import { sql } from 'kysely'
import { mayEver } from '../../contract/policy.ts'
import { factorsWaiting } from '../account/factor.ts'
import { contractsWaiting } from '../account/scope-answers.ts'
import { additionsWaiting } from '../addition/door.ts'
import { entriesWaiting } from '../desk/door.ts'
import { handoutWaiting } from '../handout/door.ts'
import { helpWaiting } from '../help/rules.ts'
import { reportsAtDesk } from '../org/report-door.ts'
import type { Context } from '../platform/context.ts'
import { waitingModes } from '../profile/modes.ts'
import { waitingDrafts } from '../profile/publish.ts'
import { unitInReach } from '../progress/rules.ts'
import { roundHere } from '../round/door.ts'
import { waitingProposals } from '../security/door.ts'
import { unseenNational } from '../standard/versions.ts'
import { waitingNational } from '../standard/view.ts'

interface Todo {
  key: string
  title: string
  count: number
  oldest: string | null
  days: number | null
  to: string
  urgent: boolean
}
interface Counted {
  key: string
  count: number
  oldest: Date | null
}

/** 工作台: what waits for this post, the oldest first, and how far its unit is. */
export async function homeOf(ctx: Context) {
  const todos = [
    ...(await atMyDesk(ctx)),
    ...(await inMySchool(ctx)),
    ...(await forSystem(ctx)),
    ...(await forSecurity(ctx)),
    ...(await reportsForMe(ctx)),
    ...(await forHandout(ctx)),
    ...(await forProfile(ctx)),
    ...(await forHelp(ctx)),
    ...(await forNational(ctx)),
    ...(await forEntries(ctx)),
  ]
  const progress = mayEver(ctx.actor, 'progress.read') ? await unitInReach(ctx, ctx.actor.unitId) : null
  return {
    todos: todos.sort((a, b) => Number(b.urgent) - Number(a.urgent) || (b.days ?? 0) - (a.days ?? 0)),
    round: mayEver(ctx.actor, 'round.read') ? await roundHere(ctx, ctx.actor.unitId) : null,
    funnel: progress?.unit.counts ?? null,
    total: progress?.unit.total ?? 0,
  }
}

const deskTitles: Record<string, [string, string]> = {
  check: ['教师提交待核对', '/review'],
  sign: ['待负责人审核签字', '/review'],
  send: ['负责人已签字，待报送', '/teachers?stage=send'],
  confirm: ['主管部门填报待确认', '/review'],
  review: ['学校报送待审核', '/review'],
}

async function atMyDesk(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'case.list')) return []
  const { rows } =
    await sql<Counted>`select s.name as key, count(*)::int as count, min(s.opened_at) as oldest from review_step s
    where s.unit_id = ${ctx.actor.unitId} and s.role = ${ctx.actor.role} and s.opened_at is not null and s.decided_at is null group by s.name`.execute(
      ctx.db,
    )
  return rows.map((row) => todo(ctx, row, ...(deskTitles[row.key] ?? [row.key, '/review'])))
}

async function inMySchool(ctx: Context): Promise<Todo[]> {
  if (ctx.actor.role !== 'information' || ctx.actor.level !== 'school') return []
  const { rows } =
    await sql<Counted>`select s.stage as key, count(*)::int as count, min(s.since) as oldest from teacher_stage s
    where s.unit_path ^@ ${ctx.actor.unitPath} and s.stage in ('returned', 'empty', 'draft') group by s.stage`.execute(
      ctx.db,
    )
  const imports =
    await sql<Counted>`select 'import' as key, count(*)::int as count, min(uploaded_at) as oldest from import_batch
    where unit_id in (select id from unit where path ^@ ${ctx.actor.unitPath}) and committed_at is null and cancelled_at is null and undone_at is null having count(*) > 0`.execute(
      ctx.db,
    )
  const titles: Record<string, [string, string]> = {
    returned: ['退回待修改', '/teachers?stage=returned'],
    empty: ['尚未填报', '/teachers?stage=empty'],
    draft: ['填报中，待核对并提交负责人', '/teachers?stage=draft'],
    import: ['导入未完成', '/intake'],
    'addition-returned': ['新增信息退回待修改', '/additions?stage=returned'],
    'addition-draft': ['新增信息待提交负责人', '/additions?stage=draft'],
  }
  return [...rows, ...imports.rows, ...(await additionsWaiting(ctx))].map((row) =>
    todo(ctx, row, ...(titles[row.key] ?? [row.key, '/']), row.key.endsWith('returned')),
  )
}

async function forSystem(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'account.generate')) return []
  const { rows } =
    await sql<Counted>`select 'unknown' as key, count(*)::int as count, min(at) as oldest from unknown_person
    where unit_id in (select id from unit where path ^@ ${ctx.actor.unitPath}) and settled_at is null having count(*) > 0`.execute(
      ctx.db,
    )
  const contracts = { key: 'contracts', count: await contractsWaiting(ctx), oldest: null }
  return [
    ...rows.map((row) => todo(ctx, row, '导入中出现、尚无账号的人员', '/accounts')),
    ...(contracts.count > 0 ? [todo(ctx, contracts, '合同到期，待确认是否仍在采集范围', '/accounts/contracts')] : []),
  ]
}

async function forSecurity(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'security.change')) return []
  const waiting = await waitingProposals(ctx)
  return waiting.count > 0 ? [todo(ctx, { key: 'security', ...waiting }, '安全策略变更待审核', '/security')] : []
}

async function reportsForMe(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'unit.report.answer')) return []
  const { count, oldest } = await reportsAtDesk(ctx)
  return count > 0
    ? [todo(ctx, { key: 'unit-report', count, oldest }, '下级报告机构信息有误', '/units/reports?which=desk')]
    : []
}

async function forHandout(ctx: Context): Promise<Todo[]> {
  const titles = {
    urged: ['上级催办：账号分发', '/handout'],
    slips: ['密码函已生成，待下载', '/handout'],
    factor: ['解除两步验证的申请，待您同意', '/accounts?tab=factor'],
  } as const
  const rows = [...(await handoutWaiting(ctx)), ...(await factorsWaiting(ctx))]
  return rows.map((row) => todo(ctx, row, titles[row.key][0], titles[row.key][1], row.key === 'urged'))
}

async function forEntries(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'entry.fill')) return []
  const titles = { draft: '主管部门填报待提交', returned: '学校退回的主管部门填报' } as const
  return (await entriesWaiting(ctx)).map((row) => todo(ctx, row, titles[row.key], '/entry', row.key === 'returned'))
}

async function forNational(ctx: Context): Promise<Todo[]> {
  if (mayEver(ctx.actor, 'national.see')) {
    const unseen = await unseenNational(ctx)
    return unseen.count > 0
      ? [todo(ctx, { key: 'national-new', ...unseen }, '国家标准有新版本，请了解本次更新', '/national/versions')]
      : []
  }
  if (!mayEver(ctx.actor, 'national.confirm')) return []
  const waiting = await waitingNational(ctx)
  return waiting.count > 0 ? [todo(ctx, { key: 'national', ...waiting }, '国家标准调整待确认', '/national')] : []
}

async function forHelp(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'help.answer')) return []
  const waiting = await helpWaiting(ctx)
  return waiting.count > 0 ? [todo(ctx, { key: 'help', ...waiting }, '下级求助待答复', '/help?tab=desk')] : []
}

async function forProfile(ctx: Context): Promise<Todo[]> {
  if (!mayEver(ctx.actor, 'profile.confirm')) return []
  const waiting = [
    { key: 'profile', title: '指标体系调整待确认', to: '/profiles', ...(await waitingDrafts(ctx)) },
    { key: 'modes', title: '业务模块与工作模式调整待确认', to: '/profiles/modes', ...(await waitingModes(ctx)) },
  ]
  return waiting.flatMap(({ title, to, ...row }) => (row.count > 0 ? [todo(ctx, row, title, to)] : []))
}

function todo(ctx: Context, row: Counted, title: string, to: string, urgent = false): Todo {
  const days = row.oldest ? Math.floor((ctx.now.getTime() - row.oldest.getTime()) / 86_400_000) : null
  return { key: row.key, title, count: row.count, oldest: row.oldest?.toISOString() ?? null, days, to, urgent }
}
