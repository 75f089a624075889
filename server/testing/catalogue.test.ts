import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from './world.ts'

/** Narrow national tables: looked up across provinces, or not divided by them. Everything else is big, and keyed by province first. */
const national = [
  'unit',
  'unit_version',
  'unit_code',
  'person_index',
  'login_name',
  'session',
  'session_end',
  'sign_in_failure',
  'throttle',
  'audit_block',
  'national_draft',
  'national_version',
  'calendar_day',
]

/** The doors through the wall, as ARCHITECTURE.md lists them. */
const doors = [
  'app.audit_event_stamped()',
  'app.audit_in_epoch()',
  'app.audit_names(uuid[],bigint[],date[])',
  'app.audit_objects(uuid[])',
  'app.audit_people(text)',
  'app.count_progress(bigint[])',
  'app.desk_matters(bigint,text)',
  'app.download_sweep()',
  'app.end_posts(bigint[],date)',
  'app.factor_take_away(uuid,jsonb)',
  'app.factors_of(uuid[])',
  'app.failure_note(text,bytea,integer)',
  'app.handout_sweep()',
  'app.help_follows()',
  'app.highest_seat(bigint,text)',
  'app.intake_resume()',
  'app.intake_sweep()',
  'app.later(text,json,text)',
  'app.login_find(bytea)',
  'app.measure_changes()',
  'app.measure_units()',
  'app.message_sweep()',
  'app.move_units(jsonb,uuid,uuid,date)',
  'app.national_apply(integer)',
  'app.next_national_no()',
  'app.own_logins(uuid,timestamp with time zone)',
  'app.person_find(bytea[])',
  'app.post_actor(uuid)',
  'app.post_holders(bigint[],text)',
  'app.posts_below(bigint[])',
  'app.profile_effect(text,jsonb)',
  'app.profile_imports(text)',
  'app.proof_after(integer)',
  'app.proof_spend(text,timestamp with time zone)',
  'app.query_rows(text,text,text)',
  'app.query_values(text,text,boolean,text)',
  'app.recategorise(bigint[])',
  'app.security_rules(text)',
  'app.session_end_told(bytea)',
  'app.session_ended()',
  'app.session_find(bytea)',
  'app.sign_in_sweep()',
  'app.signatures(uuid[])',
  'app.slip_find(text)',
  'app.stop_unused(integer)',
  'app.tell(jsonb,uuid)',
  'app.throttle_clear(text[])',
  'app.throttle_count(text,integer)',
  'app.throttle_forget(uuid)',
  'app.throttle_give_back(text[],text)',
  'app.throttle_seen(text[],integer)',
  'app.throttle_take(text[],integer[],integer[],boolean[])',
  'app.unit_desk(bigint[])',
  'app.unit_list_names(text[])',
  'app.unit_lists_due(date)',
  'app.unit_load(bigint[])',
  'app.works_elsewhere(uuid,text)',
]

describe('what the catalogue promises', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())
  const rows = async <T>(text: string): Promise<T[]> => (await world.owner.query(text)).rows

  test('province_code stands first in every primary and unique key of the big tables', async () => {
    const keys = await rows<{ table: string; key: string; first: string }>(`
      select c.relname as table, i.relname as key, a.attname as first
        from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (x.indisunique or x.indisexclusion)`)
    expect(keys.length).toBeGreaterThan(25)
    expect(
      keys.filter(({ table, first }) => !national.includes(table) && first !== 'province_code').map(({ key }) => key),
    ).toEqual([
      // one person, one of three kinds of post, anywhere in the country
      'post_three_ways',
    ])
  })

  test('every table forces row-level security on its owner too', async () => {
    expect(
      await rows(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not (relrowsecurity and relforcerowsecurity)`,
      ),
    ).toEqual([])
  })

  test('without somebody at work every table is empty to the application, also after a transaction that had somebody', async () => {
    const tables = await rows<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
    )
    const counted = await world.house.database.connection().execute(async (connection) => {
      await connection
        .transaction()
        .execute((tx) =>
          sql`select set_config('app.scope', '0000001.', true), set_config('app.role', 'information', true)`.execute(
            tx,
          ),
        )
      const found: string[] = []
      for (const { relname } of tables) {
        const { rows: count } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(relname)}`.execute(
          connection,
        )
        if (count[0]?.n !== 0) found.push(relname)
      }
      return found
    })
    expect(counted).toEqual([])
  })

  test('the doors through the wall are the ones that are listed, each with its search path pinned', async () => {
    const found = await rows<{ name: string; pinned: boolean }>(`
      select n.nspname || '.' || p.proname || '(' || replace(pg_get_function_identity_arguments(p.oid), ', ', ',') || ')' as name, p.proconfig is not null as pinned
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and n.nspname in ('app', 'public') order by 1`)
    const plain = found.map(({ name }) => name.replace(/(\(|,)\w+ /g, '$1'))
    expect(plain.sort()).toEqual([...doors].sort())
    expect(found.every(({ pinned }) => pinned)).toBe(true)
  })

  test('the application can neither change nor remove what the audit log and the register hold', async () => {
    const may = await rows<{ table: string; privilege: string; column: string }>(`
      select table_name as table, column_name as column, privilege_type as privilege from information_schema.column_privileges
       where grantee = 'xingtan_app' and privilege_type = 'UPDATE' and table_name in ('audit_event', 'record') order by 1, 2`)
    expect(may.map(({ table, column }) => `${table}.${column}`)).toEqual(['record.effective_to', 'record.to_change'])
    const gone = await rows<{ table: string }>(`
      select distinct table_name as table from information_schema.table_privileges where grantee = 'xingtan_app' and privilege_type in ('DELETE', 'TRUNCATE') order by 1`)
    expect(gone.map(({ table }) => table)).toEqual([
      'change_item',
      'import_batch',
      'import_row',
      'national_draft',
      'profile_draft',
      'query_view',
      'review_mark',
      'session',
      'stored_file',
      'unit_list_finding',
      'unit_list_row',
    ])
  })

  test('the application never updates a province_code', async () => {
    expect(
      await rows(`select table_name from information_schema.column_privileges
        where grantee = 'xingtan_app' and privilege_type = 'UPDATE' and column_name = 'province_code' and table_name not in ('unit', 'login_name', 'person_index')`),
    ).toEqual([])
  })
})
