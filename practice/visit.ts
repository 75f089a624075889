import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import type { UnitListView } from '../contract/unit-list.ts'
import { buildApp } from '../server/app.ts'
import { applyListsNow, readListNow } from '../server/org/list/door.ts'
import { type House, shanghaiDay } from '../server/platform/context.ts'
import type { Secrets } from '../server/platform/secrets.ts'
import { passwordOf } from './accounts.ts'

/** The list goes the way of every user: signed in over HTTP as the centre's 系统管理员, uploaded, read by the job, accepted, in effect. */
export async function importUniversities(house: House, ownerHouse: House, secrets: Secrets): Promise<number> {
  return asVisitor(house, 'moe-sys', secrets, async (ask) => {
    const list = readFileSync(join(import.meta.dirname, 'universities.csv'))
    const head =
      '--list\r\ncontent-disposition: form-data; name="file"; filename="universities.csv"\r\ncontent-type: text/csv\r\n\r\n'
    const { listId } = await ask<{ listId: string }>({
      method: 'POST',
      url: `/api/units/lists?effectiveOn=${shanghaiDay(new Date())}`,
      headers: { 'content-type': 'multipart/form-data; boundary=list' },
      payload: Buffer.concat([Buffer.from(head), list, Buffer.from('\r\n--list--\r\n')]),
    })
    await readListNow(house, { listId, postId: await postOf(ownerHouse, listId) })
    const url = `/api/units/lists/${listId}`
    const read = await ask<UnitListView>({ method: 'GET', url })
    const which = { filter: { risk: 'low' }, count: read.tally.undecided, revision: read.revision }
    await ask({ method: 'POST', url: `${url}/decisions`, payload: { decision: 'accept', which } })
    await applyListsNow(house)
    return (await ask<UnitListView>({ method: 'GET', url })).tally.applied
  })
}

/** Registers a training institution in the post of the county that uses it; returns the code it was given. */
export function registerTraining(house: House, secrets: Secrets, name: string): Promise<string> {
  return asVisitor(house, 'xihu-info', secrets, async (ask) => {
    const payload = { name, kind: 'teacher_development', creditCode: '' }
    return (await ask<{ code: string }>({ method: 'POST', url: '/api/training-institutions', payload })).code
  })
}

/** Signs in over HTTP, within the process. */
async function asVisitor<T>(
  house: House,
  login: string,
  secrets: Secrets,
  work: (ask: <A>(request: InjectOptions) => Promise<A>) => Promise<T>,
): Promise<T> {
  const app = await buildApp(house, null)
  try {
    const origin = { 'sec-fetch-site': 'same-origin' }
    const payload = { login, secret: passwordOf(secrets.practice, login) }
    const signedIn = await app.inject({ method: 'POST', url: '/api/session', headers: origin, payload })
    const cookie = String(signedIn.headers['set-cookie'] ?? '').split(';')[0] ?? ''
    return await work(async <A>({ headers, ...request }: InjectOptions): Promise<A> => {
      const answer = await app.inject({ ...request, headers: { ...origin, cookie, ...headers } })
      if (answer.statusCode !== 200) throw new Error(`${request.url} was refused to ${login}: ${answer.body}`)
      return answer.json()
    })
  } finally {
    await app.close()
  }
}

/** The post a list was uploaded in. The queue begins to work later; the list is read at once. */
async function postOf(ownerHouse: House, listId: string): Promise<string> {
  const { rows } = await sql<{
    post: string
  }>`select started_by_post as post from unit_list where id = ${listId}`.execute(ownerHouse.database)
  const [list] = rows
  if (!list) throw new Error('the list was not kept')
  return list.post
}
