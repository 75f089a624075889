import type { FastifyInstance } from 'fastify'
import { messageApi } from '../../contract/message.ts'
import { serve } from '../platform/http.ts'
import { messages, readMessages, unreadOf } from './rules.ts'

export function messageRoutes(app: FastifyInstance): void {
  serve(app, messageApi.list, (ctx, { query }) => messages(ctx, query))
  serve(app, messageApi.unread, async (ctx) => ({ unread: await unreadOf(ctx) }))
  serve(app, messageApi.read, (ctx, { body }) => readMessages(ctx, body))
}
