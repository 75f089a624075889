import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { checkCharacter } from '../../standard/id-number.ts'
import { asActor } from '../platform/context.ts'
import { actorOfPost } from '../session/actor.ts'
import type { Voice, World } from '../testing/world.ts'
import { type RegisteredTeacher, registerPeople } from './door.ts'

/** The number of an invented person: region 710099 is nowhere. */
export function idOf(birthDate: string, order: number, region = '710099'): string {
  const digits = `${region}${birthDate.replaceAll('-', '')}${String(order).padStart(3, '0')}`
  return digits + checkCharacter(digits)
}

/** Registers one teacher at the school of its 系统管理员, as the page does. Odd orders are men. */
export async function registerOne(
  world: World,
  system: Voice,
  name: string,
  order: number,
  birthDate = '1985-06-01',
): Promise<RegisteredTeacher> {
  const actor = await actorOfPost(world.house, system.postId)
  if (!actor?.category) throw new Error('nobody of a school')
  const at = { id: actor.unitId, path: actor.unitPath, provinceCode: actor.provinceCode, category: actor.category }
  const person = {
    name,
    gender: order % 2 === 1 ? ('1' as const) : ('2' as const),
    birthDate,
    idNumber: idOf(birthDate, order),
  }
  const [made] = await asActor(world.house, actor, (ctx) => registerPeople(ctx, [person], at))
  if (!made) throw new Error('nobody was registered')
  return made
}

interface Said {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the answer
  body: any
  cookie: string | null
}

/** The proof of work that a challenge asks for, as it is sent. */
export async function solved(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey })
  return JSON.stringify({ challenge, solution })
}

/** A browser of its own: keeps its cookie, solves what a login asks it to, as the pages do, and says what came back. */
export function browser(world: World, address = '10.7.0.1') {
  let cookie = ''
  const send = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Said> => {
    const response = await world.app.inject({
      method,
      url: `/api${path}`,
      remoteAddress: address,
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', ...(cookie && { cookie }) },
      ...(method === 'POST' && { payload: JSON.stringify(body ?? {}) }),
    })
    const set = [response.headers['set-cookie'] ?? []].flat()
    if (set[0]) cookie = set[0].split(';')[0] ?? ''
    const said = response.json()
    if (said?.code === 'login.proof' && !(body && 'proof' in body))
      return send(method, path, { ...body, proof: await solved(said.challenge) })
    return { status: response.statusCode, body: said, cookie: set[0] ?? null }
  }
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body?: object) => send('POST', path, body),
    cookie: () => cookie,
    keep: (text: string) => {
      cookie = text
    },
  }
}
