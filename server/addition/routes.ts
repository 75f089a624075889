import type { FastifyInstance } from 'fastify'
import { additionApi } from '../../contract/addition.ts'
import { serve } from '../platform/http.ts'
import { teacherFor } from '../teacher/door.ts'
import { additionsOfSchool, handOverAdditions, submitAddition } from './rules.ts'

export function additionRoutes(app: FastifyInstance): void {
  serve(app, additionApi.list, (ctx, { query }) => additionsOfSchool(ctx, query))
  serve(app, additionApi.submit, async (ctx, { params }) => {
    await teacherFor(ctx, 'teacher.submit', params.teacherId)
    await submitAddition(ctx, params.teacherId, params.changeId)
    return { ok: true as const }
  })
  serve(app, additionApi.handOver, (ctx, { body }) => handOverAdditions(ctx, body.teacherIds, body.dry))
}
