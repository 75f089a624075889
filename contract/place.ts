import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { UnitId } from './shape.ts'

/** Where a school's people work: the school itself first, then its attached classes (附设班), each with the category that decides its forms. */
export const PlaceView = z.object({ unitId: UnitId, name: z.string(), category: z.string(), attached: z.boolean() })
export type PlaceView = z.infer<typeof PlaceView>

export const placeApi = {
  list: endpoint({
    method: 'GET',
    path: '/places',
    summary: '本校及附设班',
    permission: 'unit.read',
    returns: z.object({ places: z.array(PlaceView).max(50) }),
  }),
}
