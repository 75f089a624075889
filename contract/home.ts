import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Funnel } from './progress.ts'
import { RoundHere } from './round.ts'

/** 工作台: what waits for this post, oldest first; and how far the unit is. */
export const homeApi = {
  read: endpoint({
    method: 'GET',
    path: '/home',
    summary: '工作台',
    permission: 'home.read',
    returns: z.object({
      todos: z.array(
        z.object({
          key: z.string(),
          title: z.string(),
          count: z.number().int(),
          oldest: z.string().nullable(),
          days: z.number().int().nullable(),
          /** a path of the web application */
          to: z.string(),
          urgent: z.boolean(),
        }),
      ),
      round: RoundHere.nullable(),
      funnel: Funnel.nullable(),
      total: z.number().int(),
    }),
  }),
}
