import type { FastifyInstance } from 'fastify'
import { teacherApi } from '../../contract/teacher.ts'
import { serve } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { findingsOf } from '../record/judge.ts'
import { submit } from '../report/rules.ts'
import { teacherFor } from './door.ts'
import { historyOf } from './history.ts'
import { roster } from './roster.ts'
import { removeRow, saveRow } from './save.ts'
import { ownTeacherId } from './sql.ts'
import { unmask } from './unmask.ts'
import { seenBy, viewOf } from './view.ts'

export function teacherRoutes(app: FastifyInstance): void {
  serve(app, teacherApi.list, (ctx, { query }) => roster(ctx, query))
  serve(app, teacherApi.mine, async (ctx) => {
    const id = await ownTeacherId(ctx)
    if (!id) throw new Problem('not-found', { title: '您还没有教师信息，请联系学校系统管理员' })
    return viewOf(ctx, await teacherFor(ctx, 'teacher.read', id))
  })
  serve(app, teacherApi.view, async (ctx, { params }) =>
    viewOf(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId)),
  )
  serve(app, teacherApi.history, async (ctx, { params }) => ({
    events: await historyOf(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId)),
  }))
  serve(app, teacherApi.unmask, (ctx, { params, body }) => unmask(ctx, params.teacherId, body))
  serve(app, teacherApi.saveRow, (ctx, { params, body }) => saveRow(ctx, params.teacherId, body))
  serve(app, teacherApi.removeRow, async (ctx, { params, body }) => {
    await removeRow(ctx, params.teacherId, body.subset, params.rowId)
    return { ok: true as const }
  })
  serve(app, teacherApi.check, async (ctx, { params }) => {
    const standing = await seenBy(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId))
    // of a record that this reader may not see yet there is nothing to say, not even what it lacks
    const findings = standing ? await findingsOf(ctx, standing) : []
    const errors = findings.filter(({ severity }) => severity === 'error').length
    return { findings: findings as never, errors, warnings: findings.length - errors }
  })
  serve(app, teacherApi.submit, async (ctx, { params }) => {
    await teacherFor(ctx, 'teacher.submit', params.teacherId)
    await submit(ctx, params.teacherId)
    return viewOf(ctx, await teacherFor(ctx, 'teacher.submit', params.teacherId))
  })
}
