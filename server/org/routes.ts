import type { FastifyInstance } from 'fastify'
import { type ListDiff, unitApi } from '../../contract/unit.ts'
import { schoolTypes } from '../../standard/school-type.ts'
import { audit } from '../platform/audit.ts'
import { demand } from '../platform/context.ts'
import { serve, type Upload } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { readInChild } from '../platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../platform/workbook/refusal.ts'
import { addUnits } from './door.ts'
import { type Compared, compareList, textRows } from './rules.ts'
import { authoritiesByCode, renewUnits, standingSchools, unitPage, unitPath } from './sql.ts'
import { type ListFinding, readUniversityList } from './university-list.ts'

/** The whole country has about three thousand; more rows are some other list. */
const rowsAllowed = 20_000
/** Less than the database lets a transaction wait. */
const readingMs = 45_000

export function unitRoutes(app: FastifyInstance): void {
  serve(app, unitApi.list, async (ctx, { query }) => {
    const parentId = query.parentId ?? null
    if (parentId !== null) {
      const path = await unitPath(ctx, parentId)
      // the chain above is known by name, and its other branches are not
      if (path === null || !path.startsWith(ctx.actor.unitPath)) throw new Problem('not-found')
      demand(ctx, 'unit.read', { unitId: parentId, unitPath: path })
    }
    const search = query.search?.trim() || null
    const { total, rows } = await unitPage(ctx, { parentId, search, page: query.page, size: query.size })
    return {
      total,
      rows: rows.map(({ school_type, type_derived, has_children, ...row }) => ({
        ...row,
        schoolType: school_type,
        typeDerived: type_derived,
        hasChildren: has_children,
      })),
    }
  })

  serve(app, unitApi.importList, async (ctx, { query, file }) => {
    demand(ctx, 'unit.import', { unitId: ctx.actor.unitId })
    const { texts, findings } = textRows(await readRows(file))
    const list = readUniversityList(texts)
    const codes = list.universities.map(({ code }) => code)
    const standing = new Map((await standingSchools(ctx, codes)).map((school) => [school.code, school]))
    const authorityCodes = [...new Set(list.universities.map(({ authorityCode }) => authorityCode))]
    const authorities = new Map((await authoritiesByCode(ctx, authorityCodes)).map((each) => [each.code, each]))
    const { compared, findings: more } = compareList(list.universities, standing, authorities)
    const told = [...findings, ...list.findings, ...more].sort((a, b) => rank(a) - rank(b) || a.row - b.row)
    const seen = new Set(codes)
    const missing = [...standing.values()].filter(({ code }) => !seen.has(code))
    if (missing.length > 0 && codes.length > 0) told.push(missingFinding(missing.map(({ name }) => name)))

    const wrong = new Set(findings.map(({ row }) => row))
    const good = compared.filter(({ university }) => !wrong.has(university.row))
    const unread = new Set(list.findings.filter(({ severity }) => severity === 'error').map(({ row }) => row)).size
    const diff = diffOf(good, told, list.universities.length + unread)
    if (query.commit === 'no') return diff
    if (good.length === 0)
      throw new Problem('unit.list-unreadable', { title: '名单中没有可以写入的学校，请按提示改正' })
    const change = newId()
    await addUnits(
      ctx,
      good.filter(({ what }) => what === 'added').map(({ unit }) => unit),
      change,
    )
    await renewUnits(
      ctx,
      good.flatMap(({ what, unit, standing: was }) => (was && what !== 'unchanged' ? [{ ...unit, id: was.id }] : [])),
      change,
    )
    const { added, renamed, changed, moved } = diff
    await audit(ctx, {
      action: 'unit.import',
      object: { type: 'unit', id: ctx.actor.unitId },
      detail: { change, added, renamed, changed, movedNotApplied: moved, findings: told.length },
    })
    return { ...diff, committed: true }
  })
}

/** The rows of the first sheet that has any. */
async function readRows({ path, name }: Upload) {
  const rows = []
  let sheets = 0
  try {
    for await (const event of readInChild(path, { name, signal: AbortSignal.timeout(readingMs) })) {
      if ('sheet' in event && ++sheets > 1 && rows.length > 0) break
      if ('rows' in event) rows.push(...event.rows)
      if (rows.length > rowsAllowed)
        throw new Problem('unit.list-unreadable', { title: `名单超过 ${rowsAllowed} 行，不是高等学校名单，请核对文件` })
    }
  } catch (error) {
    if (error instanceof WorkbookRefusal) throw new Problem('unit.list-unreadable', { title: error.message })
    if (error instanceof DOMException && error.name === 'TimeoutError')
      throw new Problem('unit.list-unreadable', {
        title: '名单读取时间过长，已停止，没有写入任何内容。请核对文件后重试',
      })
    throw error
  }
  if (rows.length === 0)
    throw new Problem('unit.list-unreadable', { title: '名单是空的，请选择教育部公布的高等学校名单' })
  return rows
}

const rank = ({ severity }: ListFinding) => (severity === 'error' ? 0 : 1)

function missingFinding(names: readonly string[]): ListFinding {
  const some = names.slice(0, 5).join('、')
  const message = `系统中有 ${names.length} 所高等学校不在名单中：${some}${names.length > 5 ? ' 等' : ''}。名单导入不撤销学校；确已撤销或合并的，请先为其教师确定去向`
  return { row: 0, column: null, severity: 'warning', code: 'list.missing', message }
}

function diffOf(compared: readonly Compared[], findings: readonly ListFinding[], rows: number): ListDiff {
  const count = (what: Compared['what']) => compared.filter((each) => each.what === what).length
  const toShow = compared.filter(({ what, moved }) => what !== 'unchanged' || moved)
  return {
    rows,
    added: count('added'),
    renamed: count('renamed'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    moved: compared.filter(({ moved }) => moved).length,
    findings: findings.slice(0, 500).map(({ row, severity, code, message }) => ({ row, severity, code, message })),
    findingsTotal: findings.length,
    sample: toShow.slice(0, 200).map(({ university, authority, unit, what, moved }) => ({
      row: university.row,
      code: university.code,
      name: university.name,
      what: what === 'unchanged' || (moved && what === 'changed') ? 'moved' : what,
      authority: authority.name,
      type: typeNames.get(unit.schoolType ?? '') ?? '',
    })),
    committed: false,
  }
}

const typeNames = new Map<string, string>(schoolTypes.map(({ code, name }) => [code, name]))
