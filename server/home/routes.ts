import type { FastifyInstance } from 'fastify'
import { homeApi } from '../../contract/home.ts'
import { serve } from '../platform/http.ts'
import { homeOf } from './rules.ts'

export function homeRoutes(app: FastifyInstance): void {
  serve(app, homeApi.read, (ctx) => homeOf(ctx))
}
