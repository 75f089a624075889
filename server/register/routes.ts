import type { FastifyInstance } from 'fastify'
import { registerApi } from '../../contract/register.ts'
import { serve } from '../platform/http.ts'
import { teacherFor } from '../teacher/door.ts'
import { asOf, compareDays } from './as-of.ts'
import { printForm } from './print.ts'
import { printForms } from './print-many.ts'
import { provenanceOf } from './provenance.ts'

export function registerRoutes(app: FastifyInstance): void {
  serve(app, registerApi.asOf, async (ctx, { params, query }) => ({
    on: query.on,
    ...(await asOf(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId), query.on)),
  }))
  serve(app, registerApi.compare, async (ctx, { params, query }) => ({
    differences: await compareDays(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId), query.from, query.to),
  }))
  serve(app, registerApi.provenance, async (ctx, { params, query }) =>
    provenanceOf(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId), query.subset, params.rowId),
  )
  serve(app, registerApi.form, async (ctx, { params, query }) =>
    printForm(ctx, await teacherFor(ctx, 'teacher.read', params.teacherId), query, app.house.practice),
  )
  serve(app, registerApi.forms, (ctx, { body }) => printForms(ctx, body))
}
