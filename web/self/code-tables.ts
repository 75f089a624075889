import { useEffect, useState } from 'react'
import type { Areas, CodeTable, Profile, ProfileSubset, Suggestion, Tables } from '../../standard/indicator.ts'
import { api, Refusal, sentenceOf } from './api.ts'

/** Code tables, read once while the page is open. null: the server has no such table. */
const tables = new Map<string, CodeTable | null>()
const underWay = new Map<string, Promise<void>>()

export const tableOf: Tables = (name) => tables.get(name) ?? undefined

/** The name under which the divisions of China (GB/T 2260) are served, where they are. */
const areaTable = 'area'

/** Areas for the checks of the standard; undefined while no table of them is served: then any text stands. */
export function knownAreas(): Areas | undefined {
  const table = tableOf(areaTable)
  if (table && !areas) {
    const byCode = areaNames(table)
    areas = {
      has: (code) => byCode.has(code),
      name: (code) => byCode.get(code),
      find: (text) => findArea(byCode, text),
    }
  }
  return areas
}

let areas: Areas | undefined

/** '330106' → '浙江省杭州市西湖区'. */
function areaNames(table: CodeTable): ReadonlyMap<string, string> {
  const rows = new Map(table.rows.map((row) => [row.code, row]))
  const whole = (code: string): string => {
    const row = rows.get(code)
    return row ? `${row.parent ? whole(row.parent) : ''}${row.name}` : ''
  }
  return new Map(table.rows.map((row) => [row.code, whole(row.code)]))
}

function findArea(names: ReadonlyMap<string, string>, text: string): Suggestion | undefined {
  const wanted = text.replace(/\s/g, '')
  const found = [...names].filter(([, name]) => name === wanted || name.endsWith(wanted))
  const [first] = found
  return first && found.length === 1 ? { value: first[0], label: first[1] } : undefined
}

/** The tables that the fields of a subset name. */
export function tablesOf(subset: ProfileSubset): string[] {
  const named = subset.fields.flatMap((field) => (field.codes ? [field.codes] : []))
  return subset.fields.some((field) => field.type === 'area') ? [...named, areaTable] : named
}

/** The tables that history or a page over several subsets needs. */
export function tablesOfFields(profile: Profile, fields: readonly { subset: string; field: string }[]): string[] {
  return fields.flatMap(({ subset, field }) => {
    const found = profile.subsets.find((each) => each.name === subset)?.fields.find((each) => each.name === field)
    return found?.type === 'area' ? [areaTable] : (found?.codes ?? [])
  })
}

/** Loads tables; 'ready' when all are there, else why not. `again` tries once more. */
export function useTables(names: readonly string[]): { ready: boolean; failed: string | null; again: () => void } {
  const wanted = [...new Set(names)].sort().join(' ')
  const [, setTurn] = useState(0)
  const [failed, setFailed] = useState<string | null>(null)
  const missing = wanted.split(' ').filter((name) => name !== '' && !tables.has(name))
  const ready = missing.length === 0
  useEffect(() => {
    if (ready || failed !== null) return
    let open = true
    const list = wanted.split(' ').filter((name) => name !== '')
    Promise.all(list.map(load)).then(
      () => open && setTurn((turn) => turn + 1),
      (error: unknown) => open && setFailed(sentenceOf(error)),
    )
    return () => {
      open = false
    }
  }, [wanted, ready, failed])
  return { ready, failed, again: () => setFailed(null) }
}

function load(name: string): Promise<void> {
  if (tables.has(name)) return Promise.resolve()
  const present = underWay.get(name)
  if (present) return present
  const reading = api
    .codeTable(name)
    .then((table) => void tables.set(name, table))
    .catch((error: unknown) => {
      if (!(error instanceof Refusal) || error.code !== 'not-found') throw error
      tables.set(name, null)
    })
    .finally(() => underWay.delete(name))
  underWay.set(name, reading)
  return reading
}
