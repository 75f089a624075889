import { type Level, levels, type Role, roles } from '../../../contract/policy.ts'
import type { Voice, World } from '../world.ts'
import { ownSchool } from './country.ts'
import type { Place, Seat } from './oracle.ts'

export interface Principal {
  name: string
  voice: Voice
  role: Role
  level: Level
}
/** Nobody, and those whom no endpoint but the session's own lets in: with what they are told. */
export interface Outsider {
  name: string
  voice: Voice
  told: string
}

const seats: Record<Level, string> = {
  ministry: '教育部',
  province: '甲省教育厅',
  city: '甲省东市教育局',
  county: '甲省东市甲县教育局',
  school: ownSchool,
  training: '甲省东市甲县教师培训中心',
}

/** The posts there are: heads and teachers at schools, 安全管理员 and 审计管理员 at the centre and in the provinces, a training institution's own. */
export function exists(role: Role, level: Level): boolean {
  if (level === 'training' || role === 'training') return level === 'training' && role === 'training'
  if (role === 'head' || role === 'teacher') return level === 'school'
  if (role === 'security' || role === 'audit') return level === 'ministry' || level === 'province'
  return true
}

/** One session for every post there is, along one line from the centre to a school. */
export async function openSeats(world: World): Promise<{ principals: Principal[]; outsiders: Outsider[] }> {
  const principals: Principal[] = []
  for (const level of levels)
    for (const role of roles)
      if (exists(role, level))
        principals.push({
          name: `${role}@${level}`,
          // the second teacher: not the 负责人, whose record is in draft
          voice: await world.as(role, seats[level], role === 'teacher' ? 2 : 1),
          role,
          level,
        })
  const spoilt = async (role: Role, change: string): Promise<Voice> => {
    const voice = await world.as(role, role === 'system' ? seats.county : ownSchool)
    const { rowCount } = await world.owner.query(
      `update session set ${change} where post_id = $1 and token_hash = (select token_hash from session where post_id = $1 order by created_at desc, ends_at desc limit 1)`,
      [voice.postId],
    )
    if (rowCount !== 1) throw new Error(`expected one session to spoil, found ${rowCount}`)
    return voice
  }
  return {
    principals,
    outsiders: [
      { name: 'nobody', voice: world.nobody, told: '401 session.missing' },
      {
        name: 'must set a password',
        voice: await spoilt('information', "purpose = 'set-password'"),
        told: '403 session.password-first',
      },
      {
        name: 'second factor missing',
        voice: await spoilt('system', 'factor_at = null, fresh_until = null'),
        told: '403 session.factor-first',
      },
      {
        name: 'session over',
        voice: await spoilt('query', "ends_at = now() - interval '1 minute'"),
        told: '401 session.missing',
      },
    ],
  }
}

/** Where the post is now, in the tree as it stands. */
export function seatOf({ role, level, voice }: Principal, places: readonly Place[]): Seat {
  const unit = places.find(({ id }) => id === voice.unitId)
  if (!unit) throw new Error(`no unit ${voice.unitId}`)
  return { role, level, personId: voice.personId, unit }
}
