import { sql } from 'kysely'
import type { Role } from '../../contract/policy.ts'
import { personWords, type UrgingOutcome, unitWords, urgingTexts } from '../../contract/progress.ts'
import { stageNames } from '../../contract/teacher.ts'
import { type Telling, tell } from '../message/door.ts'
import { textLater } from '../message/text.ts'
import { audit } from '../platform/audit.ts'
import { type Context, demand } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { calendarBetween, roundHere } from '../round/door.ts'
import { daysBetween, workdaysLeft } from '../round/workdays.ts'
import { peopleBy } from './people.ts'
import { coolsUntil, isBehind } from './rules.ts'
import { type Line, linesOf } from './sql.ts'

/**
 * 催办 of units below, with the live numbers of each: to the 信息管理员, of a school to the 负责人 too; where no 信息管理员 is in post, to the 系统管理员. One unit is urged again only
 * after the interval of its round. Who is complete, still cooling down or has nobody to read it is told back.
 * @throws Problem not-found where one of them is out of reach, urging.words
 */
export async function urgeUnits(
  ctx: Context,
  { unitIds, text }: { unitIds: readonly string[]; text: string | null },
): Promise<UrgingOutcome> {
  demandWords(text, unitWords)
  const lines = await linesOf(ctx, { ids: unitIds })
  if (lines.length !== new Set(unitIds).size) throw new Problem('not-found')
  for (const { id, path } of lines) {
    demand(ctx, 'progress.urge', { unitId: id, unitPath: path })
    if (id === ctx.actor.unitId) throw new Problem('urging.own')
  }
  const behind = lines.filter(isBehind)
  const cooling = behind.flatMap((line) => {
    const until = coolsUntil(ctx, line.urged_at, line.urge_hours)
    return until ? [{ name: line.name, until: until.toISOString() }] : []
  })
  const due = behind.filter((line) => !coolsUntil(ctx, line.urged_at, line.urge_hours))
  const dueIds = due.map(({ id }) => id)
  const held = {
    information: await heldAt(ctx, dueIds, 'information'),
    system: await heldAt(ctx, dueIds, 'system'),
    head: await heldAt(ctx, dueIds, 'head'),
  }
  const words = await deadlineWords(ctx, due)
  const batch = newId()
  const phone: string[] = []
  const tellings = due.flatMap((line): Telling[] => {
    const main = (['information', 'system'] as const).find((role) => held[role].has(line.id))
    const roles: Role[] = [
      ...(main ? [main] : []),
      ...(line.level === 'school' && held.head.has(line.id) ? (['head'] as const) : []),
    ]
    if (roles.length === 0) phone.push(line.name)
    const said = fill(text ?? urgingTexts[line.level === 'school' ? 'school' : 'authority'], {
      单位: line.name,
      应采: String(line.total),
      未报送: String(line.empty + line.draft + line.check + line.sign + line.send + line.returned),
      待审: String(line.review),
      完成率: `${Math.floor((line.effective * 100) / line.total)}%`,
      停滞: line.moved_at ? `${Math.floor((ctx.now.getTime() - line.moved_at.getTime()) / 86_400_000)} 天` : '—',
      ...words(line.deadline),
    })
    return roles.map((role) => ({
      to: { unitId: line.id, role },
      kind: 'urging',
      title: `${ctx.actor.unitName}催办：信息采集`.slice(0, 100),
      text: said,
      link: '/progress',
      object: { type: 'urging', id: batch },
    }))
  })
  await tell(ctx, tellings)
  const done = due.length - phone.length
  await audit(ctx, {
    action: 'progress.urge',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: {
      urged: done,
      cooling: cooling.length,
      idle: lines.length - behind.length,
      phone: phone.length,
      text,
      units: dueIds,
    },
  })
  return outcome({ done, cooling, idle: lines.length - behind.length, phone })
}

/**
 * 催办 of the own school's teachers who have not handed in.
 * @throws Problem not-found where one of them is not of the own school, urging.words
 */
export async function urgePeople(
  ctx: Context,
  { teacherIds, text }: { teacherIds: readonly string[]; text: string | null },
): Promise<UrgingOutcome> {
  demandWords(text, personWords)
  const people = await peopleBy(ctx, { ids: teacherIds })
  if (people.length !== new Set(teacherIds).size) throw new Problem('not-found')
  for (const { unit_id, unit_path } of people)
    demand(ctx, 'progress.urge.teacher', { unitId: unit_id, unitPath: unit_path })
  const round = await roundHere(ctx, ctx.actor.unitId)
  const late = people.filter(({ unfinished }) => unfinished)
  const cooling = late.flatMap(({ name, urged_at, urge_hours }) => {
    const until = coolsUntil(ctx, urged_at, urge_hours)
    return until ? [{ name, until: until.toISOString() }] : []
  })
  const due = late.filter(({ urged_at, urge_hours }) => !coolsUntil(ctx, urged_at, urge_hours))
  const words = await deadlineWords(ctx, [{ deadline: round?.fillUntil ?? round?.deadline ?? null }])
  await tell(
    ctx,
    due.map((person) => ({
      to: { personId: person.person_id },
      kind: 'urging' as const,
      title: `${ctx.actor.unitName}请您完成信息填报`.slice(0, 100),
      text: fill(text ?? urgingTexts.teacher, {
        姓名: person.name,
        环节: stageNames[person.stage],
        ...words(round?.fillUntil ?? round?.deadline ?? null),
      }),
      link: '/',
      object: { type: 'teacher', id: person.id },
    })),
  )
  await textLater(
    ctx,
    'urging',
    due.map(({ id }) => id),
  )
  await audit(ctx, {
    action: 'progress.urge.teacher',
    object: { type: 'unit', id: ctx.actor.unitId },
    detail: {
      urged: due.length,
      cooling: cooling.length,
      idle: people.length - late.length,
      teachers: due.map(({ id }) => id),
    },
  })
  return outcome({ done: due.length, cooling, idle: people.length - late.length, phone: [] })
}

const outcome = ({
  done,
  cooling,
  idle,
  phone,
}: {
  done: number
  cooling: UrgingOutcome['cooling']
  idle: number
  phone: string[]
}): UrgingOutcome => ({
  done,
  cooling: cooling.slice(0, 100),
  coolingTotal: cooling.length,
  idle,
  phone: phone.slice(0, 100),
  phoneTotal: phone.length,
})

async function heldAt(ctx: Context, ids: readonly string[], role: Role): Promise<Set<string>> {
  const { rows } = await sql<{
    unit_id: string
  }>`select distinct unit_id from app.post_holders(${ids}::bigint[], ${role})`.execute(ctx.db)
  return new Set(rows.map(({ unit_id }) => unit_id))
}

/** How a deadline is said: the day, and what is left of it. */
async function deadlineWords(ctx: Context, of: readonly Pick<Line, 'deadline'>[]) {
  const { exceptions } = await calendarBetween(ctx, ...of.flatMap(({ deadline }) => deadline ?? []))
  return (deadline: string | null): Record<'截止' | '剩余', string> => {
    if (!deadline) return { 截止: '（未设定）', 剩余: '没有开启的采集轮次' }
    const left = workdaysLeft(ctx.today, deadline, exceptions)
    const over = daysBetween(deadline, ctx.today)
    return { 截止: deadline, 剩余: over > 0 ? `已过 ${over} 天` : left === 0 ? '今天截止' : `剩 ${left} 个工作日` }
  }
}

function demandWords(text: string | null, words: readonly string[]): void {
  for (const [whole, word = ''] of (text ?? '').matchAll(/\{([^{}]*)\}/g))
    if (!words.includes(word))
      throw new Problem('urging.words', {
        title: `催办内容中的“${whole}”不是可用的占位符。可用的有：${words.map((each) => `{${each}}`).join('')}`,
      })
}

const fill = (text: string, words: Record<string, string>): string =>
  text.replace(/\{([^{}]*)\}/g, (whole, word: string) => words[word] ?? whole)
