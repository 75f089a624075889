import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { inventPeople } from '../practice/people.ts'
import { inventRecord } from '../practice/records.ts'
import { practiceSchools } from '../practice/schools.ts'
import { divisionOf } from '../server/org/divisions/divisions.ts'
import { categories } from '../standard/categories.ts'
import type { Known, Person, Profile } from '../standard/indicator.ts'
import { profileFor } from '../standard/profile.ts'
import { subsets } from '../standard/subsets.ts'
import { codeTable } from '../standard/tables.ts'
import { validate } from '../standard/validate.ts'

export interface ValidateFigures {
  persons: number
  rows: number
  /** subsets that some of these persons have rows in */
  subsets: number
  /** text of the records as JSON */
  bytes: number
  /** of the processor */
  seconds: { validate: number; json: number }
  /** time of the judge by that of reading and writing the same records as JSON */
  ratio: number
  /** of the whole process, and what stays on the heap after the first tenth and after all */
  memory: { peakRss: number; early: number; late: number }
  findings: number
}

/**
 * 完整性检测 of that many whole records of all categories, with every subset of the standard collected. Persons are invented as they are needed, a few hundred at a
 * time, and kept by nobody: the memory must not grow with their number. Inventing is not counted.
 */
export function benchValidate({ persons }: { persons: number }): ValidateFigures {
  const today = '2026-11-23'
  const all = subsets.map(({ name }) => name)
  const scenes = categories.map(({ id }) => {
    const school = practiceSchools.find(({ category }) => category === id)
    if (!school) throw new Error(`no invented school of category ${id}`)
    const known: Known = {
      today,
      tables: codeTable,
      areas: { has: (code) => divisionOf(code) !== undefined },
      school: {
        type: school.schoolType,
        private: school.private ?? false,
        name: school.name,
        urbanRural: school.urbanRural,
      },
    }
    return { school, known, profile: profileFor(id, { province: '33', version: 1, subsets: all }) }
  })
  const figures = { rows: 0, bytes: 0, findings: 0, validate: 0, json: 0, peakRss: 0 }
  const kept = { early: 0, late: 0 }
  const gc = collector()
  const met = new Set<string>()
  const batch = 250
  for (let done = 0; done < persons; done += batch) {
    const scene = scenes[(done / batch) % scenes.length]
    if (!scene) throw new Error('no scene')
    const people = inventPeople(`bench${done}`, Math.min(batch, persons - done), { region: scene.school.regionCode })
    const texts = people.map((person) => JSON.stringify(inventRecord(person, scene.school, today)))
    const records: Person[] = texts.map((text) => JSON.parse(text))
    const judged = timed(() => judge(scene.profile, records, scene.known))
    figures.validate += judged.ms
    figures.findings += judged.value
    const raw = timed(() => texts.reduce((sum, text) => sum + JSON.stringify(JSON.parse(text)).length, 0))
    figures.json += raw.ms
    figures.bytes += raw.value
    for (const record of records)
      for (const [subset, rows] of Object.entries(record)) {
        figures.rows += rows?.length ?? 0
        met.add(subset)
      }
    figures.peakRss = Math.max(figures.peakRss, process.memoryUsage.rss())
    if (done + batch >= persons / 10 && kept.early === 0) kept.early = held(gc)
  }
  kept.late = held(gc)
  return {
    persons,
    rows: figures.rows,
    subsets: met.size,
    bytes: figures.bytes,
    seconds: { validate: figures.validate / 1000, json: figures.json / 1000 },
    ratio: figures.validate / figures.json,
    memory: { peakRss: figures.peakRss, ...kept },
    findings: figures.findings,
  }
}

const judge = (profile: Profile, records: readonly Person[], known: Known): number =>
  records.reduce((sum, record) => sum + validate(profile, record, known).length, 0)

/** What stays on the heap after a collection. */
function held(gc: () => void): number {
  gc()
  return process.memoryUsage().heapUsed
}

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}

/** In processor time: neither side waits for anything, and others may be at work on the machine. */
function timed<T>(work: () => T): { ms: number; value: T } {
  const began = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(began)
  return { ms: (user + system) / 1000, value }
}
