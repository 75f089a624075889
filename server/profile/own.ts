import { pinyin } from 'pinyin-pro'
import type { Own } from '../../contract/profile.ts'
import type { Extension } from '../../standard/extension.ts'

/**
 * The own part as it is kept: every name under the province's prefix. What was typed bare gets it (`work_account` → `p33_work_account`), what was left blank
 * is made from the label (工作账号 → `p33_gong_zuo_zhang_hao`); what refers to it follows.
 */
export function named(own: Own, prefix: string): Extension {
  const given = [...own.subsets, ...own.tables, ...own.fields]
  const taken = new Set(given.flatMap(({ name }) => (name.startsWith(prefix) ? [name] : [])))
  const final = new Map<string, string>()
  const name = (asked: string, label: string): string => {
    if (asked.startsWith(prefix)) return `${prefix}${slug(asked.slice(prefix.length)) || 'x'}`
    const before = asked === '' ? undefined : final.get(asked)
    if (before) return before
    const wanted = `${prefix}${slug(asked) || slug(spelled(label)) || 'x'}`
    let free = wanted
    // what was left blank never meets another; what was typed twice is said to be taken
    for (let at = 2; asked === '' && taken.has(free); at += 1) free = `${wanted}_${at}`
    taken.add(free)
    if (asked !== '') final.set(asked, free)
    return free
  }
  const subsets = own.subsets.map((subset) => ({ ...subset, name: name(subset.name, subset.label) }))
  const tables = own.tables.map((table) => ({ ...table, name: name(table.name, table.label) }))
  const fields = own.fields.map((field) => ({ ...field, name: name(field.name, field.label) }))
  const called = (asked: string): string => final.get(asked) ?? asked
  const plain = {
    fields: fields.map((field) => ({
      ...field,
      subset: called(field.subset),
      ...(field.codes && { codes: called(field.codes) }),
    })),
    subsets: subsets.map((subset) => ({ ...subset, naturalKey: subset.naturalKey.map(called) })),
    tables: tables.map((table) => ({
      ...table,
      rows: table.rows.map((row) => ({ ...row, code: row.code.trim(), name: row.name.trim() })),
    })),
  }
  // what is absent is absent, not undefined: as it will come back from the database
  return JSON.parse(JSON.stringify(plain)) as Extension
}

const spelled = (label: string): string =>
  pinyin(label, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).join('_')

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 30)
    .replace(/_+$/, '')
