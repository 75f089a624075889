import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Level, Role } from '../../contract/policy.ts'

export interface ManualStep {
  title: string
  to: string
  text: string
}
export interface ManualLesson {
  title: string
  steps: readonly ManualStep[]
}

/** The page of the manual for a post; a training institution has none yet. */
export function pageFor(role: Role, level: Level): string | null {
  switch (role) {
    case 'system':
      return systemPages[level] ?? null
    case 'information':
      return level === 'school' ? 'school-information' : 'authority-information'
    case 'training':
      return null
    default:
      return role
  }
}

const systemPages: Partial<Record<Level, string>> = {
  school: 'school-system',
  county: 'city-county-system',
  city: 'city-county-system',
  province: 'province-system',
  ministry: 'central-system',
}

const folder = join(import.meta.dirname, '../../docs/manual')
const read = new Map<string, ManualLesson>()

/**
 * The exercises of a page of the manual: its heading, and under 练习 the numbered lines `1. **what**（`/where`）：how`.
 * @throws Error when the page has none, or a line of another shape
 */
export function lessonOf(page: string): ManualLesson {
  const known = read.get(page)
  if (known) return known
  const text = readFileSync(join(folder, `${page}.md`), 'utf8')
  const title = /^# (.+)$/m.exec(text)?.[1]
  const [, after = ''] = text.split(/^## 练习$/m)
  const lines = (after.split(/^## /m)[0] ?? '').split('\n').filter((line) => /^\d+\. /.test(line))
  const steps = lines.map((line): ManualStep => {
    const [, what, to, how] = /^\d+\. \*\*(.+?)\*\*（`(\/[^`]*)`）：(.+)$/.exec(line) ?? []
    if (!what || !to || !how) throw new Error(`docs/manual/${page}.md: no exercise in “${line}”`)
    return { title: what, to, text: how.replaceAll('**', '') }
  })
  if (!title || steps.length === 0) throw new Error(`docs/manual/${page}.md has no exercises`)
  const lesson = { title, steps }
  read.set(page, lesson)
  return lesson
}
