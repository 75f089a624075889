import type { FastifyInstance } from 'fastify'
import { standardApi } from '../../contract/standard.ts'
import type { CodeTable } from '../../standard/indicator.ts'
import { codeTable } from '../../standard/tables.ts'
import { divisions } from '../org/divisions/divisions.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { profileOf } from './rules.ts'

export function profileRoutes(app: FastifyInstance): void {
  serve(app, standardApi.profile, async (ctx, { query }) => {
    const category = query.category ?? ctx.actor.category
    if (!category) throw new Problem('not-found', { title: '请指明学校类别' })
    return profileOf(ctx, ctx.actor.provinceCode, category)
  })
  serve(app, standardApi.codeTable, async (_ctx, { params }) => {
    if (params.name === 'area') return areaTable
    const table = codeTable(params.name)
    if (!table) throw new Problem('not-found', { title: `没有名为 ${params.name} 的代码表` })
    return table
  })
}

/** GB/T 2260 as a code table, for 籍贯 and 出生地. */
const areaTable: CodeTable = {
  name: 'area',
  label: '行政区划',
  standard: 'GB/T 2260',
  sure: 'high',
  rows: divisions().map((division) => ({
    code: division.code,
    name: division.name,
    ...(division.parent && { parent: division.parent }),
  })),
}
