import type { CollectionScope, ScopeItems } from '../../contract/account.ts'
import { readDate } from '../../standard/dates.ts'
import { tidy } from '../../standard/text.ts'

/**
 * 采集范围: who belongs. People in establishment (在编), in whatever post; on a contract of at least a year in a post of a teacher, other technical staff or
 * management; no 工勤 on contract, nobody on a shorter contract, nobody retired. Source: the filling guides of the national collection (docs/domain/person-account-post.md).
 */
export type ScopeCell = 'relation' | 'postKind' | 'contractFrom' | 'contractTo'

type Say = (field: ScopeCell, code: string, message: string, more?: { expected?: string; seen?: string }) => void

const relations: Record<string, 'establishment' | 'contract' | 'retired'> = {
  在编: 'establishment',
  事业编制: 'establishment',
  编制内: 'establishment',
  是: 'establishment',
  合同: 'contract',
  聘用合同: 'contract',
  劳动合同: 'contract',
  劳务派遣: 'contract',
  非在编: 'contract',
  否: 'contract',
  离退休: 'retired',
  退休: 'retired',
  离休: 'retired',
}
const kinds: Record<string, CollectionScope['postKind']> = {
  教师: 'teacher',
  专任教师: 'teacher',
  其他专业技术: 'technical',
  其他专技: 'technical',
  专业技术: 'technical',
  管理: 'management',
  工勤: 'worker',
  工勤技能: 'worker',
}

/** The answer about one person as it is kept, or null with everything that is wrong said at its cell. */
export function readScope(items: ScopeItems, today: string, say: Say): CollectionScope | null {
  const relation = wordOf(items.relation, relations)
  const postKind = wordOf(items.postKind, kinds)
  if (relation === undefined)
    say(
      'relation',
      items.relation.trim() === '' ? 'value.required' : 'code.unknown',
      '“人员关系”应为“在编”或“合同”。请按人事档案填写。',
      { expected: '在编、合同', ...(items.relation.trim() !== '' && { seen: items.relation }) },
    )
  if (postKind === undefined)
    say(
      'postKind',
      items.postKind.trim() === '' ? 'value.required' : 'code.unknown',
      '“岗位”应为“教师”“其他专业技术”“管理”或“工勤”。请按聘任的岗位填写。',
      {
        expected: '教师、其他专业技术、管理、工勤',
        ...(items.postKind.trim() !== '' && { seen: items.postKind }),
      },
    )
  if (relation === 'retired') {
    say('relation', 'scope.retired', '离退休人员不在采集范围，不生成账号。请从名单中删去此人。', {
      seen: items.relation,
    })
    return null
  }
  if (relation === undefined || postKind === undefined) return null
  if (relation === 'establishment') return { relation, postKind, contractFrom: null, contractTo: null }
  return readContract(items, postKind, today, say)
}

function readContract(
  items: ScopeItems,
  postKind: CollectionScope['postKind'],
  today: string,
  say: Say,
): CollectionScope | null {
  if (postKind === 'worker') {
    say(
      'postKind',
      'scope.worker',
      '合同制工勤人员不在采集范围（在编工勤在内）。请从名单中删去此人，或改正“人员关系”。',
      {
        seen: items.postKind,
      },
    )
    return null
  }
  const from = readDay(items.contractFrom, 'contractFrom', '合同起', say)
  const open = ['无固定期限', '长期', '无期限'].includes(tidy(items.contractTo))
  const to = open ? null : readDay(items.contractTo, 'contractTo', '合同止', say)
  if (from === undefined || to === undefined || from === null) return null
  if (to !== null) {
    if (to <= from)
      say('contractTo', 'date.order', `“合同止”（${to}）应晚于“合同起”（${from}）。请核对。`, { seen: to })
    else if (to < today)
      say(
        'contractTo',
        'scope.over',
        `合同已于 ${to} 到期。已续签的，请填写新合同的起止日期；不再任教的，请从名单中删去。`,
        {
          seen: to,
        },
      )
    else if (to < lastDayOfYear(from))
      say(
        'contractTo',
        'scope.short',
        `合同期（${from} 至 ${to}）不满一年，不在采集范围。请从名单中删去此人，或核对日期。`,
        { expected: `不早于 ${lastDayOfYear(from)}`, seen: to },
      )
    else return { relation: 'contract', postKind, contractFrom: from, contractTo: to }
    return null
  }
  return { relation: 'contract', postKind, contractFrom: from, contractTo: null }
}

/** The day before the same day of the next year: the last day of a contract of one year. */
export function lastDayOfYear(from: string): string {
  const day = new Date(`${Number(from.slice(0, 4)) + 1}${from.slice(4)}T00:00:00Z`)
  return new Date(day.getTime() - 86_400_000).toISOString().slice(0, 10)
}

function readDay(typed: string, field: ScopeCell, label: string, say: Say): string | undefined {
  const text = tidy(typed)
  const reading = readDate(text)
  if (text !== '' && 'value' in reading) return reading.value
  say(
    field,
    text === '' ? 'value.required' : 'date.invalid',
    `合同制人员的“${label}”必填，写作 2026-09-01${field === 'contractTo' ? '；没有固定期限的写“无固定期限”' : ''}。`,
    { expected: '年-月-日', ...(text !== '' && { seen: text }) },
  )
  return undefined
}

function wordOf<T>(typed: string, words: Readonly<Record<string, T>>): T | undefined {
  const text = tidy(typed)
    .replace(/[（(].*$/, '')
    .replace(/(人员|岗位?|制)$/, '')
  return words[text] ?? words[tidy(typed)]
}
