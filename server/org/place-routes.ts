import type { FastifyInstance } from 'fastify'
import { placeApi } from '../../contract/place.ts'
import { demand } from '../platform/context.ts'
import { serve } from '../platform/http.ts'
import { placesOf } from './place.ts'

export function placeRoutes(app: FastifyInstance): void {
  serve(app, placeApi.list, async (ctx) => {
    demand(ctx, 'unit.read', { unitId: ctx.actor.unitId, unitPath: ctx.actor.unitPath })
    const places = await placesOf(ctx)
    return {
      places: places.map(({ id, name, category }) => ({
        unitId: id,
        name,
        category,
        attached: id !== ctx.actor.unitId,
      })),
    }
  })
}
