import { createServer } from 'node:http'
import { problems } from '../../contract/problem.ts'

/** Answers every request at the port with 503 'practice.resetting' while nothing else does. Returns how to end it. @throws the system's error for a port that is taken */
export async function tellResetting({ host, port }: { host: string; port: number }): Promise<() => Promise<void>> {
  const [status, title] = problems['practice.resetting']
  const body = JSON.stringify({ type: 'about:blank', status, code: 'practice.resetting', title })
  const notice = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '10' })
    response.end(body)
  })
  await new Promise<void>((resolve, reject) => notice.once('error', reject).listen({ host, port }, resolve))
  return async () => {
    notice.closeAllConnections()
    await new Promise((resolve) => notice.close(resolve))
  }
}
