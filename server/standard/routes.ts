import type { FastifyInstance } from 'fastify'
import { nationalApi } from '../../contract/national.ts'
import { workbookBuffer } from '../intake/template.ts'
import { demand } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { bookOf, readBook } from './book.ts'
import { differencesOf, ofTable } from './compare.ts'
import { discard, setIndicators, setTable, takeBack, withRows } from './draft.ts'
import { tableIn } from './overlay.ts'
import { decide, submit, withdraw } from './publish.ts'
import { provincesTouched } from './touch.ts'
import { pageOfNationals, see, versionView } from './versions.ts'
import { indicatorsOf, linesOf, sceneOf, stateOf, tableLines, tableView } from './view.ts'
import { wrongTable } from './wrong.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function nationalRoutes(app: FastifyInstance): void {
  serve(app, nationalApi.state, (ctx) => stateOf(ctx))
  serve(app, nationalApi.tables, async (ctx) => ({ tables: await tableLines(ctx) }))
  serve(app, nationalApi.table, (ctx, { params }) => tableView(ctx, params.name))
  serve(app, nationalApi.setTable, (ctx, { params, body }) => setTable(ctx, params.name, body))
  serve(app, nationalApi.readTable, async (ctx, { params, file }) => {
    demand(ctx, 'national.edit', { unitId: ctx.actor.unitId })
    const { newest, national } = await sceneOf(ctx)
    const [before, now] = [tableIn(newest, params.name), tableIn(national, params.name)]
    if (!before || !now) throw new Problem('not-found', { title: `没有名为 ${params.name} 的代码表` })
    const { rows, wrongs } = await readBook(file)
    const table = withRows(now, rows)
    return {
      rows: linesOf(table),
      differences: ofTable(now, table),
      wrongs: [...wrongs, ...wrongTable(table, before)].slice(0, 500).map(({ at, code, message }) => {
        const row = /(\d+)$/.exec(at)?.[1]
        return { row: row === undefined ? null : Number(row), code, message }
      }),
    }
  })
  serve(app, nationalApi.workbook, async (ctx, { params }) => {
    const table = tableIn((await sceneOf(ctx)).national, params.name)
    if (!table) throw new Problem('not-found', { title: `没有名为 ${params.name} 的代码表` })
    return { name: `代码表-${table.label}.xlsx`, type: xlsx, content: await workbookBuffer(bookOf(table, ctx.now)) }
  })
  serve(app, nationalApi.indicators, (ctx, { query }) => indicatorsOf(ctx, query.category))
  serve(app, nationalApi.setIndicators, (ctx, { body }) => setIndicators(ctx, body))
  serve(app, nationalApi.takeBack, (ctx, { body }) => takeBack(ctx, body))
  serve(app, nationalApi.discard, (ctx, { body }) => discard(ctx, body.v))
  serve(app, nationalApi.differences, async (ctx, { query }) => {
    const { newest, national } = await sceneOf(ctx)
    const all = differencesOf(newest, national)
    const shown = all.slice((query.page - 1) * query.size, query.page * query.size)
    const { touched, of } = await provincesTouched(ctx, shown)
    return { total: all.length, of, rows: shown.map((each, at) => ({ ...each, provinces: touched[at] ?? 0 })) }
  })
  serve(app, nationalApi.submit, (ctx, { body }) => submit(ctx, body))
  serve(app, nationalApi.withdraw, (ctx, { body }) => withdraw(ctx, body.v))
  serve(app, nationalApi.decide, (ctx, { body }) => decide(ctx, body))
  serve(app, nationalApi.versions, (ctx, { query }) => pageOfNationals(ctx, query))
  serve(app, nationalApi.version, (ctx, { params, query }) => versionView(ctx, params.version, query))
  serve(app, nationalApi.seen, (ctx, { params }) => see(ctx, params.version))
}
