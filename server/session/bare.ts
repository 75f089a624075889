import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnyEndpoint, Input, Output } from '../../contract/endpoint.ts'
import type { OpenContext } from '../platform/context.ts'
import { agentHash } from '../platform/http.ts'

/**
 * Serves an operation without a transaction around it: where a secret is judged. Its failures must be kept though the answer is a refusal, and nothing is held while hashing.
 */
export function serveBare<E extends AnyEndpoint>(
  app: FastifyInstance,
  spec: E,
  operation: (asked: {
    body: Input<E>['body']
    request: FastifyRequest
    reply: FastifyReply
    from: OpenContext['request']
  }) => Promise<Output<E>>,
): void {
  app.served.push(spec)
  app.route({
    method: spec.method,
    url: `/api${spec.path}`,
    schema: {
      summary: spec.summary,
      tags: ['session'],
      body: spec.body,
      response: { 200: spec.returns },
      'x-permission': spec.permission,
    } as object,
    handler: (request, reply) =>
      operation({
        // checked by the schema above
        body: request.body as Input<E>['body'],
        request,
        reply,
        from: { id: request.id, network: request.ip, sessionHash: null, agentHash: agentHash(request) },
      }),
  })
}
