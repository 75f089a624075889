import { builtInSettings } from '../../../contract/security.ts'
import { newId } from '../../platform/ids.ts'
import type { Objects } from '../samples.ts'
import type { World } from '../world.ts'
import { canary, type Letter } from './canary.ts'

/** A unit and somebody in a post there, in whose name things are made. */
export interface Office {
  unitId: string
  /** its number among canaries */
  at: number
  personId: string
  post: string
  account: string
}

/** What an authority or a school makes besides records: activation slips, a report upward, a request to take a second factor away. */
export async function administrationOf(world: World, office: Office, above: boolean): Promise<Partial<Objects>> {
  const ids = { handout: newId(), slip: newId(), request: newId(), report: newId() }
  const { unitId, personId, post, account } = office
  const word = (letter: Letter) => canary(letter, office.at)
  const run = (text: string, values: unknown[]) => world.owner.query(text, values)
  await run(
    `insert into handout_batch (province_code, id, no, unit_id, target, slips, made_by_person, made_by_post, made_at, file_bytes)
     select province_code, $2, $5, id, 'own', 1, $3, $4, now(), 0 from unit where id = $1`,
    [unitId, ids.handout, personId, post, `M${unitId}`],
  )
  await run(
    `insert into post_slip (province_code, id, slip_no, unit_id, role, seat, batch_province, batch_id, expires_at, made_by_person, made_by_post, downloaded_at, received_at, received_by)
     select province_code, $2, $6, id, 'query', 2, province_code, $5, now() + interval '30 days', $3, $4, now(), now(), $7 from unit where id = $1`,
    [unitId, ids.slip, personId, post, ids.handout, `${unitId}ABCD`, word('H')],
  )
  await run(
    `insert into account_request (province_code, id, kind, unit_id, account_province, account_id, account_name, account_unit_name, checked, reason, asked_by_person, asked_by_post)
     select u.province_code, $2, 'factor', u.id, a.province_code, a.id, $6, 'x', 'in-person', $6, $3, $4 from unit u, account a where u.id = $1 and a.id = $5`,
    [unitId, ids.request, personId, post, account, word('A')],
  )
  await run(
    `insert into audit_event (province_code, person_id, post_id, role, unit_id, action, object_type, object_id, outcome, detail)
     select province_code, $2, $3, 'system', id, 'account.code', 'account', $4, 'done', $5 from unit where id = $1`,
    [unitId, personId, post, account, JSON.stringify({ reason: word('G') })],
  )
  if (!above) return { handout: ids.handout, slip: ids.slip, request: ids.request }
  await run(
    `insert into unit_report (province_code, id, by_unit_id, by_person, by_post, kind, about_unit_id, about_name, text, desk_unit_id)
     select province_code, $2, id, $3, $4, 'name', id, 'x', $5, parent_id from unit where id = $1`,
    [unitId, ids.report, personId, post, word('Q')],
  )
  return ids
}

/** An open proposal of 安全策略, by that 安全管理员. */
export async function proposalOf(world: World, office: Office): Promise<Partial<Objects>> {
  const id = newId()
  await world.owner.query(
    `insert into security_policy (province_code, id, settings, reason, proposed_by_person, proposed_by_post) select province_code, $2, $5, $6, $3, $4 from unit where id = $1`,
    [office.unitId, id, office.personId, office.post, JSON.stringify(builtInSettings), canary('X', office.at)],
  )
  return { proposal: id }
}

/** A yearly list of institutions, as it stands after its reading. */
export async function listOf(world: World, office: Office): Promise<Partial<Objects>> {
  const id = newId()
  await world.owner.query(
    `insert into unit_list (province_code, id, no, unit_id, file_name, file_size, format, effective_on, started_by_person, started_by_post, read_at)
     select province_code, $2, 'L1', id, $5, 1, 'institutions', current_date + 30, $3, $4, now() from unit where id = $1`,
    [office.unitId, id, office.personId, office.post, `${canary('L', office.at)}.xlsx`],
  )
  await world.owner.query(
    `insert into unit_list_row (province_code, list_id, item, code, name, level, phase) select province_code, $2, 1, '2171009999', $3, 'school', 1 from unit where id = $1`,
    [office.unitId, id, canary('L', office.at)],
  )
  return { list: id }
}

/** What is known of a training institution besides its name. */
export async function trainingOf(world: World, office: Office): Promise<void> {
  await world.owner.query(
    `insert into training_institution (province_code, unit_id, kind, registered_by_person, registered_by_post) select province_code, id, 'other', $2, $3 from unit where id = $1 on conflict do nothing`,
    [office.unitId, office.personId, office.post],
  )
}

/** A question of a school's 信息管理员 that waits at the authority above. */
export async function helpOf(world: World, office: Office): Promise<string> {
  const id = newId()
  await world.owner.query(
    `insert into help_request (province_code, id, page, subject, question, from_unit, from_name, from_role, from_person, from_post, desk_unit, desk_role)
     select province_code, $2, '/', 'information', '这一栏怎么填？', id, 'x', 'information', $3, $4, parent_id, 'information' from unit where id = $1`,
    [office.unitId, id, office.personId, office.post],
  )
  return id
}

/** A reason for returning, of the own library. */
export async function reasonOf(world: World, office: Office): Promise<string> {
  const id = newId()
  await world.owner.query(
    `insert into return_reason (province_code, id, unit_id, text, added_by_post) select province_code, $2, id, '请补充', $3 from unit where id = $1`,
    [office.unitId, id, office.post],
  )
  return id
}

/** The open round of a province. */
export async function roundOf(world: World, unitId: string): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    'select r.id from round r join unit u on u.province_code = r.province_code where u.id = $1 and r.closed_on is null',
    [unitId],
  )
  if (!rows[0]) throw new Error('no round')
  return rows[0].id
}
