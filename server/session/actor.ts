import { sql } from 'kysely'
import type { Actor } from '../../contract/policy.ts'
import type { House } from '../platform/context.ts'

/** The actor of a post, as it is held now: for jobs, which act with their requester's reach. Null when the post is no longer held. */
export async function actorOfPost(house: House, postId: string): Promise<Actor | null> {
  const { rows } = await sql<ActorRow>`select * from app.post_actor(${postId})`.execute(house.database)
  const row = rows[0]
  return row ? actorOf(row) : null
}

/** What the doors tell of a person in a post. */
export interface ActorRow {
  account_id: string
  person_id: string
  person_province: string
  person_name: string
  post_id: string
  role: Actor['role']
  unit_id: string
  unit_name: string
  unit_path: string
  level: Actor['level']
  province_code: string
  category: string | null
}

export const actorOf = (row: ActorRow): Actor => ({
  accountId: row.account_id,
  personId: row.person_id,
  personProvince: row.person_province,
  personName: row.person_name,
  postId: row.post_id,
  role: row.role,
  unitId: row.unit_id,
  unitName: row.unit_name,
  unitPath: row.unit_path,
  level: row.level,
  provinceCode: row.province_code,
  category: row.category,
})
