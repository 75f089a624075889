import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Scene } from './scene.ts'

/**
 * Weighs the differences: what moves, closes or changes its category is told with the people, units and posts it holds. Low is what touches nobody: new units, names,
 * attributes, types within a category, closings of empty units (unless so many are missing that the list is hardly complete).
 */
export async function weigh(ctx: Context, { listId }: Scene): Promise<void> {
  await sql`
    with touched as materialized (
      select item, unit_id, phase from unit_list_row where list_id = ${listId} and unit_id is not null and (phase >= 50 or kinds && '{moved,recoded,reopened}' or 'category' = any (why)))
    update unit_list_row r set people = l.people, posts = l.posts, subunits = (
        select count(*) from unit_now c where c.parent_id = r.unit_id
           and not exists (select from touched t where t.unit_id = c.id and t.phase >= 50))
      from app.unit_load(array(select unit_id from touched)) l
     where r.list_id = ${listId} and r.unit_id = l.unit_id and r.item in (select item from touched)`.execute(ctx.db)
  await sql`
    update unit_list_row r set
           kinds = case when r.unit_id is null and cardinality(r.from_codes) > 1 then '{new,merged}'::text[] when r.unit_id is null and r.from_codes is not null then '{new,split}'::text[] else r.kinds end,
           why = array_remove(r.why || array[
             case when r.people > 0 then 'people' end,
             case when r.subunits > 0 then 'subunits' end,
             case when r.phase >= 50 and r.posts > 0 then 'posts' end,
             case when 'moved' = any (r.kinds) then 'moved' end,
             case when 'recoded' = any (r.kinds) then 'recoded' end,
             case when s.row_no is not null then 'same-name' end], null),
           risk = case when r.kinds && '{moved,recoded}' or r.why && '{category,absent-many}' or s.row_no is not null or (r.phase >= 50 and (r.people > 0 or r.subunits > 0))
                       then 'high' else 'low' end
      from unit_list_row o
      left join unit_list_finding s on s.list_id = ${listId} and s.row_no = o.item and s.n = 1020
     where o.list_id = ${listId} and r.list_id = ${listId} and r.item = o.item
       and (r.unit_id is not null or r.from_codes is not null or s.row_no is not null)`.execute(ctx.db)
}
