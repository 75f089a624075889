import { sql } from 'kysely'
import { type Role, roleName } from '../../contract/policy.ts'
import type { Signature } from '../../contract/shape.ts'
import type { Context } from '../platform/context.ts'

/** Who stands behind these posts: a trace names person, post and unit. Posts that are not known are left out. */
export async function signaturesOf(
  ctx: Context,
  postIds: Iterable<string | null | undefined>,
): Promise<Map<string, Signature>> {
  const wanted = [...new Set([...postIds].filter((id): id is string => Boolean(id)))]
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<{
    post_id: string
    person_name: string
    role: Role
    unit_name: string
  }>`select * from app.signatures(${wanted}::uuid[])`.execute(ctx.db)
  return new Map(
    rows.map((row) => [row.post_id, { person: row.person_name, role: roleName(row.role), unit: row.unit_name }]),
  )
}
