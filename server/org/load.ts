import { sql } from 'kysely'
import type { Context } from '../platform/context.ts'

/** What a unit and all below it hold, in numbers. */
export interface UnitLoad {
  unit_id: string
  schools: number
  people: number
  cases: number
  /** held posts of the unit itself, without 负责人 and teachers */
  posts: number
  /** 信息管理员 that the province has added to a university */
  extra_seats: number
}

/** Numbers only, for those who see the unit but not the people (door app.unit_load). Nothing is told to other posts. */
export async function loadOf(ctx: Context, unitId: string): Promise<UnitLoad | undefined> {
  const { rows } = await sql<UnitLoad>`select * from app.unit_load(${[unitId]}::bigint[])`.execute(ctx.db)
  return rows[0]
}
