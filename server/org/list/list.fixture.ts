import { asActor } from '../../platform/context.ts'
import { actorOfPost } from '../../session/actor.ts'
import type { Voice, World } from '../../testing/world.ts'
import { addUnits } from '../door.ts'
import { authorities } from '../rules.ts'
import { applyDueLists } from './apply.ts'
import { type ReadListPayload, readList } from './read.ts'

/** The real authorities beside the test country, which has a centre of its own: real codes are read, invented ones are not. */
export async function addRealAuthorities(world: World, centre: Voice): Promise<void> {
  const actor = await actorOfPost(world.house, centre.postId)
  if (!actor) throw new Error('nobody at the centre')
  const units = authorities().filter(({ code }) => code !== '00')
  await asActor(world.house, actor, (ctx) => addUnits(ctx, units, 'test'))
}

export const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
export const daysOn = (days: number): string =>
  new Date(Date.parse(`${today()}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Does what the queue holds for a list, as the worker would. */
export async function runReading(world: World, listId: string): Promise<void> {
  const key = `units.list.read:${listId}`
  const { rows } = await world.owner.query<{ payload: ReadListPayload }>(
    'select payload from graphile_worker._private_jobs where key = $1',
    [key],
  )
  const job = rows[0]
  if (!job) throw new Error('no reading is waiting')
  await world.owner.query('delete from graphile_worker._private_jobs where key = $1', [key])
  await readList(world.house, job.payload)
}

/** Takes effect what is due, if the queue was told so. @returns whether it was */
export async function runApplying(world: World): Promise<boolean> {
  const { rowCount } = await world.owner.query(
    `delete from graphile_worker._private_jobs where key = 'units.list.apply'`,
  )
  if (rowCount) await applyDueLists(world.house)
  return Boolean(rowCount)
}

export const head =
  '机构代码,机构名称,办学类型,举办者,所在地,属地管理代码,城乡分类,备注,主办学校标识码,状态,合并到,原标识码,层级,上级代码'

/** A row of the institutions' list, by its columns. */
export function row(facts: Record<string, string>): string {
  const columns = head.split(',')
  const odd = Object.keys(facts).find((key) => !columns.includes(key))
  if (odd) throw new Error(`no column ${odd}`)
  return columns.map((column) => facts[column] ?? '').join(',')
}

/** A primary school of 西湖区. */
export const school = (code: string, name: string, facts: Record<string, string> = {}): string =>
  row({ 机构代码: code, 机构名称: name, 办学类型: '211', 举办者: '831', 所在地: '330106', 城乡分类: '111', ...facts })

export interface Uploading {
  effectiveOn?: string
  complete?: string
  completeIn?: string
  header?: string
  name?: string
}

/** Uploads a list and reads it; the id of the list. */
export async function readRows(
  world: World,
  centre: Voice,
  rows: readonly string[],
  how: Uploading = {},
): Promise<string> {
  const query = new URLSearchParams({
    effectiveOn: how.effectiveOn ?? today(),
    complete: how.complete ?? '',
    ...(how.completeIn && { completeIn: how.completeIn }),
  })
  const content = [how.header ?? head, ...rows].join('\n')
  const { status, body } = await centre.upload(`/units/lists?${query}`, { name: how.name ?? '名单.csv', content })
  if (status !== 200) throw new Error(`upload refused: ${JSON.stringify(body)}`)
  await runReading(world, body.listId)
  return body.listId
}

/** Accepts every difference by name and lets them take effect. */
export async function acceptAll(world: World, centre: Voice, listId: string): Promise<void> {
  const { body } = await centre.get(`/units/lists/${listId}/changes`, { size: '200' })
  const items = body.rows.map(({ item }: { item: number }) => item)
  const { body: decided } = await centre.post(`/units/lists/${listId}/decisions`, {
    decision: 'accept',
    which: { items },
  })
  if (decided.done !== items.length) throw new Error(`left out: ${JSON.stringify(decided)}`)
  await runApplying(world)
}
