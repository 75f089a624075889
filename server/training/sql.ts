import { sql } from 'kysely'
import type { InstitutionKind } from '../../contract/training.ts'
import { addUnits } from '../org/door.ts'
import { type Context, exactly } from '../platform/context.ts'

export interface Line {
  unitId: string
  code: string
  name: string
  kind: InstitutionKind
  creditCode: string | null
  registeredOn: string
}

export interface Registration {
  name: string
  kind: InstitutionKind
  creditCode: string | null
}

/** One page of the institutions that the own unit has registered, by name. */
export async function pageOfInstitutions(
  ctx: Context,
  { search, page, size }: { search: string | null; page: number; size: number },
): Promise<{ total: number; rows: Line[] }> {
  const plain = search?.replace(/[\\%_]/g, '\\$&') ?? null
  const found = sql`
    select i.unit_id as "unitId", u.code, u.name, i.kind, i.credit_code as "creditCode",
           to_char(i.registered_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "registeredOn"
      from training_institution i join unit_now u on u.id = i.unit_id
     where u.parent_id = ${ctx.actor.unitId}
       and (${plain}::text is null or u.name ilike ${`%${plain}%`} or u.code ilike ${`${plain}%`} or i.credit_code = upper(${search}))`
  const { rows: counts } = await sql<{ total: number }>`select count(*)::int as total from (${found}) f`.execute(ctx.db)
  const { rows } = await sql<Line>`
    select * from (${found}) f order by name, "unitId" limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return { total: counts[0]?.total ?? 0, rows }
}

/** An institution of the own unit; undefined: there is none here. */
export async function institutionAt(ctx: Context, unitId: string): Promise<Line | undefined> {
  const { rows } = await sql<Line>`
    select i.unit_id as "unitId", u.code, u.name, i.kind, i.credit_code as "creditCode", '' as "registeredOn"
      from training_institution i join unit_now u on u.id = i.unit_id
     where i.unit_id = ${unitId} and u.parent_id = ${ctx.actor.unitId} for update of i`.execute(ctx.db)
  return rows[0]
}

/** The unit under the own one, and what is known of it. The code counts through the country and is used once. */
export async function addInstitution(ctx: Context, { name, kind, creditCode }: Registration) {
  const { rows } = await sql<{ code: string; parent: string }>`
    select 'P' || lpad(nextval('training_no')::text, 8, '0') as code, code as parent from unit_now where id = ${ctx.actor.unitId}`.execute(
    ctx.db,
  )
  const [next] = rows
  if (!next) throw new Error('the own unit is not in force')
  const { actor } = ctx
  const unit = {
    code: next.code,
    name,
    level: 'training' as const,
    parentCode: next.parent,
    provinceCode: actor.provinceCode,
  }
  const place = (await addUnits(ctx, [unit], `training:${ctx.request.id}`)).get(next.code)
  if (!place) throw new Error('no unit was made')
  await ctx.db
    .insertInto('training_institution')
    .values({
      province_code: actor.provinceCode,
      unit_id: place.id,
      kind,
      credit_code: creditCode,
      registered_by_person: actor.personId,
      registered_by_post: actor.postId,
    })
    .execute()
  return { unitId: place.id, code: next.code }
}

/** Puts the registration right. A new name is a new version of the unit; one of today is put right in its place, for a day is the least that a version lasts. */
export async function changeInstitution(
  ctx: Context,
  before: Line,
  { name, kind, creditCode }: Registration,
): Promise<void> {
  exactly(
    1,
    await sql`update training_institution set kind = ${kind}, credit_code = ${creditCode} where unit_id = ${before.unitId}`.execute(
      ctx.db,
    ),
  )
  if (name === before.name) return
  const { numAffectedRows } = await sql`
    update unit_version set name = ${name} where unit_id = ${before.unitId} and valid_to is null and valid_from = ${ctx.today}`.execute(
    ctx.db,
  )
  if (numAffectedRows === 1n) return
  exactly(
    1,
    await sql`update unit_version set valid_to = ${ctx.today} where unit_id = ${before.unitId} and valid_to is null`.execute(
      ctx.db,
    ),
  )
  exactly(
    1,
    await sql`insert into unit_version (unit_id, valid_from, code, name, by_change) values (${before.unitId}, ${ctx.today}, ${before.code}, ${name}, ${`training:${ctx.request.id}`})`.execute(
      ctx.db,
    ),
  )
}
