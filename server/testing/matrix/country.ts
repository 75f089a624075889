import type { ObjectKind } from '../../../contract/endpoint.ts'
import type { Level, Role } from '../../../contract/policy.ts'
import { newId } from '../../platform/ids.ts'
import { hashPassword } from '../../session/password.ts'
import type { Objects } from '../samples.ts'
import type { World } from '../world.ts'
import {
  administrationOf,
  helpOf,
  listOf,
  type Office,
  proposalOf,
  reasonOf,
  roundOf,
  trainingOf,
} from './administration.ts'
import { type Aviary, canary, plantNames, readAviary, readPlaces, secretNumber } from './canary.ts'
import type { Place, Thing } from './oracle.ts'

/** A thing with the ids that a request needs to name it. */
export interface Named extends Thing {
  objects: Partial<Objects>
  /** one of the things that stand for all; the others are there to be found in lists */
  tried: boolean
}

export const ownSchool = '甲省东市甲县第一小学'
/** Schools whose teachers, cases, batches and accounts are tried: the own one with its attached class, neighbours near and far, and two that have just moved. */
const schools = [
  ownSchool,
  '甲省东市甲县第一小学附设幼儿班',
  '甲省东市甲县第二小学',
  '甲省东市乙县第一小学',
  '甲省西市甲县第一小学',
  '甲省东市直属中学',
  '甲省职业技术学院',
  '部属师范大学',
  '乙省东市甲县第一小学',
  '甲省西市乙县第一小学',
  '甲省西市乙县第二小学',
]
const movedIn = '甲省西市乙县第一小学'
const movedOut = '甲省西市乙县第二小学'
const authorities = [
  '教育部',
  '甲省教育厅',
  '甲省东市教育局',
  '甲省东市甲县教育局',
  '甲省东市乙县教育局',
  '甲省西市教育局',
  '乙省教育厅',
  '乙省东市甲县教育局',
  '甲省东市甲县教师培训中心',
  '乙省东市甲县教师培训中心',
]

/**
 * Fills the test country with something of every kind at every place, with canaries in names, values, titles and file names.
 * @param seat opens the sessions that will ask: after the first move and before the last, so that two schools move under them
 */
export async function fillCountry<S>(
  world: World,
  seat: () => Promise<S>,
): Promise<{ things: Named[]; aviary: Aviary; seats: S; countries: Place[] }> {
  const { owner } = world
  await owner.query('update account set password_hash = $1', [await hashPassword(world.house.keys, newId())])
  // a national version that changes nothing: there must be one to read
  await owner.query(
    `insert into national_version (version, overlay, digest, reason, submitted_by_post, published_by_post, in_force_on)
     values (1, '{"tables": {}, "indicators": {}}', 'matrix', '演练', $1, $1, current_date)`,
    [newId()],
  )
  const aviary = await readAviary(owner)
  const county = await world.unitId('甲省东市甲县教育局')
  const formerly = await world.unitId('甲省西市乙县教育局')
  const moved = { in: await world.unitId(movedIn), out: await world.unitId(movedOut) }
  await move(world, moved.out, county)
  const made: Made[] = []
  for (const name of schools) made.push(...(await atSchool(world, aviary, name)))
  for (const name of authorities) made.push(...(await atAuthority(world, aviary, name)))
  const seats = await seat()
  await move(world, moved.in, county)
  await move(world, moved.out, formerly)
  await plantNames(owner, aviary)
  const left = new Map([
    [formerly, moved.in],
    [county, moved.out],
  ])
  const standing = await readPlaces(owner)
  const places = standing.map((place) => ({
    ...place,
    left: standing.filter(({ id }) => id === left.get(place.id)).map(({ path }) => path),
  }))
  const at = new Map(places.map((place) => [place.id, place]))
  const things = made.map(({ unitId, desk, place, ...rest }): Named => {
    const unit = at.get(unitId)
    if (!unit) throw new Error(`no unit ${unitId}`)
    // an undecided step goes along to the authority of today
    const host = unit.hostId ?? unit.id
    const deskId = desk === 'school' ? host : (at.get(host)?.parentId ?? '')
    const role: Role = desk === 'school' ? 'head' : 'information'
    return {
      ...rest,
      unit,
      // far away one teacher and the 系统管理员 stand for all
      tried: !schools.includes(place) || closeBy.includes(place) || / (draft|system)$/.test(rest.label),
      desk: desk ? { unitId: deskId, role } : null,
      parties: [unit.path, ...(desk === 'authority' ? [at.get(deskId)?.path ?? ''] : [])],
    }
  })
  return { things: [...things, nothing], aviary: { ...aviary, units: places }, seats, countries: places }
}

/** What names nothing at all. */
const nothing: Named = {
  label: 'nothing',
  tried: true,
  unit: { id: '999999999', path: '~', parentId: null, hostId: null, level: 'school', left: [] },
  personId: newId(),
  holder: 'teacher',
  desk: null,
  parties: [],
  objects: {
    unit: '999999999',
    teacher: newId(),
    case: newId(),
    account: newId(),
    batch: newId(),
    post: newId(),
    row: newId(),
    file: newId(),
    list: newId(),
    report: newId(),
    proposal: newId(),
    handout: newId(),
    slip: newId(),
    request: newId(),
    round: newId(),
    help: newId(),
    addition: newId(),
    reason: newId(),
  },
}

interface Made {
  label: string
  place: string
  unitId: string
  personId: string
  holder: Role
  desk?: 'school' | 'authority'
  objects: Partial<Objects>
}

/** A teacher with a draft at the 负责人's desk, one whose record is at the authority, one in effect; accounts and posts; an import batch. */
async function atSchool(world: World, aviary: Aviary, name: string): Promise<Made[]> {
  const { owner } = world
  const unitId = await world.unitId(name)
  const at = aviary.units.findIndex(({ id }) => id === unitId)
  const { hostId = null } = aviary.units[at] ?? {}
  const host = hostId ?? unitId
  const holders = await holdersOf(world, unitId)
  const hostPost = (await holdersOf(world, host)).find(({ role }) => role === 'information')
  const clerk = await world.as('information', name.replace('附设幼儿班', ''))
  if (!hostPost) throw new Error(`no 信息管理员 at ${name}`)
  const one = async (text: string, values: unknown[]): Promise<string> => (await owner.query(text, values)).rows[0].id

  const teachers = holders.filter(({ role }) => role === 'teacher')
  const made: Made[] = []
  for (const [nth, holder] of teachers.entries()) {
    // of a school the first is the 负责人 too; an attached class has one teacher
    const letter = teachers.length === 1 || nth === 1 ? 'D' : nth === 0 ? 'R' : 'E'
    const person = aviary.persons.indexOf(holder.person_id)
    const teacher = await one('select id from teacher where person_id = $1', [holder.person_id])
    const said = canary(letter, at, person)
    const enter = async (subset: string, values: Record<string, string>): Promise<string> => {
      const saved = await clerk.post(`/teachers/${teacher}/rows`, { subset, values })
      if (saved.status !== 200) throw new Error(`${name} ${subset}: ${JSON.stringify(saved.body)}`)
      return saved.body.rowId
    }
    const uploaded = await clerk.upload(`/teachers/${teacher}/files?subset=education_history&field=attachment`, {
      name: `${canary('F', at, person)}.pdf`,
      content: '%PDF-1.4\n%%EOF\n',
    })
    if (uploaded.status !== 200) throw new Error(`${name} file: ${JSON.stringify(uploaded.body)}`)
    await enter('education_history', {
      education: '21',
      education_org: said,
      start_month: '2003-09',
      end_month: '2007-06',
      attachment: uploaded.body.fileId,
    })
    const row = await enter('contact', { mobile: secretNumber(person), address: `${said}路 1 号` })
    const thing: Made = {
      place: name,
      label: `${name} ${{ D: 'draft', R: 'reported', E: 'effective' }[letter]}`,
      unitId,
      personId: holder.person_id,
      holder: 'teacher',
      objects: { teacher, row, file: uploaded.body.fileId, account: holder.account, post: holder.post },
    }
    if (letter === 'E') {
      await takeEffect(world, teacher)
      await enter('education_history', {
        education: '21',
        education_org: canary('D', at, person),
        start_month: '2009-09',
        end_month: '2012-06',
      })
      thing.objects.addition = await one(`select id from change where teacher_id = $1 and kind = 'addition'`, [teacher])
    } else {
      const authority = await one('select parent_id as id from unit where id = $1', [host])
      thing.desk = letter === 'D' ? 'school' : 'authority'
      thing.objects.case = await openCase(world, {
        teacher,
        title: canary('C', at, person),
        desk: letter === 'D' ? { unitId: host, role: 'head' } : { unitId: authority, role: 'information' },
        step: letter === 'D' ? 'sign' : 'review',
      })
    }
    if (letter === 'D') {
      thing.objects.unit = unitId
      thing.objects.batch = await one(
        `insert into import_batch (province_code, id, no, unit_id, category, profile_version, file_name, file_size, started_by_person, started_by_post, parsed_at)
         select u.province_code, $2, 'B' || u.id, u.id, u.category, 1, $5, 1, $3, $4, now() from unit_now u where u.id = $1 returning id`,
        [unitId, newId(), hostPost.person_id, hostPost.post, `${canary('B', at)}.xlsx`],
      )
    }
    made.push(thing)
  }
  if (!hostId)
    made.push({
      place: name,
      label: `${name} help information`,
      unitId,
      personId: hostPost.person_id,
      holder: 'information',
      desk: 'authority',
      objects: { help: await helpOf(world, officeOf(unitId, at, hostPost)) },
    })
  for (const holder of holders.filter(({ role }) => role === 'system' || role === 'head'))
    made.push({
      place: name,
      label: `${name} ${holder.role}`,
      unitId,
      personId: holder.person_id,
      holder: holder.role,
      objects: {
        account: holder.account,
        post: holder.post,
        ...(holder.role === 'system' && (await administrationOf(world, officeOf(unitId, at, holder), true))),
      },
    })
  return made
}

/** Schools of which every holder is tried. */
const closeBy = [...schools.slice(0, 3), movedIn, movedOut]

const officeOf = (unitId: string, at: number, holder: Holder): Office => ({
  unitId,
  at,
  personId: holder.person_id,
  post: holder.post,
  account: holder.account,
})

/** The unit itself, and the accounts and posts of those who hold one there. */
async function atAuthority(world: World, aviary: Aviary, name: string): Promise<Made[]> {
  const unitId = await world.unitId(name)
  const at = aviary.units.findIndex(({ id }) => id === unitId)
  const level = aviary.units[at]?.level
  const seen = new Set<Role>()
  const made: Made[] = []
  for (const holder of await holdersOf(world, unitId)) {
    if (seen.has(holder.role) || holder.role === 'query') continue
    made.push({
      place: name,
      label: `${name} ${holder.role}`,
      unitId,
      personId: holder.person_id,
      holder: holder.role,
      objects: {
        ...(seen.size === 0 && { unit: unitId }),
        account: holder.account,
        post: holder.post,
        ...(await madeBy(world, officeOf(unitId, at, holder), holder.role, level)),
      },
    })
    seen.add(holder.role)
  }
  const clerk =
    (level === 'ministry' || level === 'province') &&
    (await holdersOf(world, unitId)).find(({ role }) => role === 'information')
  if (clerk)
    made.push({
      place: name,
      label: `${name} round information`,
      unitId,
      personId: clerk.person_id,
      holder: 'information',
      objects: { unit: unitId, round: await roundOf(world, unitId) },
    })
  return made
}

async function madeBy(world: World, office: Office, role: Role, level?: Level): Promise<Partial<Objects>> {
  if (role === 'security') return proposalOf(world, office)
  if (role === 'training') await trainingOf(world, office)
  if (role === 'information') return { reason: await reasonOf(world, office) }
  if (role !== 'system') return {}
  const list = level === 'ministry' ? await listOf(world, office) : {}
  return { ...list, ...(await administrationOf(world, office, level !== 'ministry')) }
}

interface Holder {
  person_id: string
  role: Role
  post: string
  account: string
}
async function holdersOf(world: World, unitId: string): Promise<Holder[]> {
  const { rows } = await world.owner.query(
    `select h.person_id, h.role, h.id as post, a.id as account from post_holding h join account a on a.person_id = h.person_id
      where h.unit_id = $1 and h.to_on is null order by h.id`,
    [unitId],
  )
  return rows
}

/** What the last desk's yes does to a record, in short: its rows become the register's. */
async function takeEffect(world: World, teacher: string): Promise<void> {
  await world.owner.query(
    `insert into record (province_code, id, teacher_id, subset, row_id, body, profile_version, from_change, effective_from)
     select i.province_code, app.new_id(), i.teacher_id, i.subset, i.row_id, i.body, c.profile_version, c.id, now()
       from change_item i join change c on c.province_code = i.province_code and c.id = i.change_id where i.teacher_id = $1`,
    [teacher],
  )
  await world.owner.query('update change_item set settled_at = now() where teacher_id = $1', [teacher])
  await world.owner.query(
    'update change set submitted_at = now(), applied_at = now(), closed_at = now() where teacher_id = $1',
    [teacher],
  )
  await world.owner.query('update teacher set in_effect_since = now() where id = $1', [teacher])
}

async function openCase(
  world: World,
  of: { teacher: string; title: string; desk: { unitId: string; role: Role }; step: string },
): Promise<string> {
  const { rows } = await world.owner.query<{ id: string }>(
    `with c as (insert into review_case (province_code, id, flow, change_id, teacher_id, subject_person, unit_id, unit_name, title, opened_by_person, opened_by_post)
       select h.province_code, app.new_id(), 'report', h.id, h.teacher_id, t.person_id, h.unit_id, 'x', $2, h.opened_by_person, h.opened_by_post
         from change h join teacher t on t.id = h.teacher_id where h.teacher_id = $1 returning *),
     p as (insert into case_party (province_code, case_id, unit_id, unit_path, role)
       select c.province_code, c.id, u.id, u.path, case when u.id = $3 then $4 else 'information' end from c join unit u on u.id in (c.unit_id, $3)),
     s as (insert into review_step (province_code, case_id, round, ordinal, name, title, deciding, role, rule, unit_id, unit_name, opened_at)
       select province_code, id, 1, 0, $5, 'x', true, $4, $6, $3, 'x', now() from c)
     select id from c`,
    [
      of.teacher,
      of.title,
      of.desk.unitId,
      of.desk.role,
      of.step,
      of.step === 'sign' ? 'unit:school' : 'authority:school',
    ],
  )
  if (!rows[0]) throw new Error('no case')
  return rows[0].id
}

/** As the province's 系统管理员 does it. */
async function move(world: World, unitId: string, authorityId: string): Promise<void> {
  const moved = await (await world.as('system', '甲省教育厅')).post(`/units/${unitId}/authority`, {
    authorityId,
    reason: '调整',
  })
  if (moved.status !== 200) throw new Error(`move: ${JSON.stringify(moved.body)}`)
}

/** The kinds that a thing can stand for. */
export const has = (thing: Named, kinds: readonly ObjectKind[]): boolean =>
  kinds.every((kind) => thing.objects[kind] !== undefined)
