import { sql } from 'kysely'
import type { Actor, Role } from '../../contract/policy.ts'
import { noticeVersion } from '../../contract/session.ts'
import { blindIndex, loginKey, seal } from '../platform/cipher.ts'
import { exactlyOne, type OpenContext } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { identityPlace } from '../record/door.ts'
import { codeDays, codeHash, makeCode, readCode } from '../session/activation-code.ts'
import { hashPassword } from '../session/password.ts'
import { initialsOf } from './initials.ts'

/** Who does it: an operation in a post, or the filling of a practice environment as the owner. */
export type Hand = OpenContext & { actor?: Actor }

export interface NewPerson {
  name: string
  /** 1 男, 2 女 */
  gender: '1' | '2'
  /** YYYY-MM-DD */
  birthDate: string
  birthDateReason?: string | null
  /** a code of id_document_type; '1', 居民身份证, unless told */
  idType?: string
  /** null for an administrator whose number is not asked */
  idNumber: string | null
  /** a chosen name to log in by, beside the number */
  login?: string
}

export interface NewAccount {
  personId: string
  accountId: string
}

/** A unit as a teacher's place. */
export interface SchoolPlace {
  id: string
  path: string
  provinceCode: string
  category: string
}

export interface RegisteredTeacher extends NewAccount {
  teacherId: string
  nationalNo: string
  name: string
  idNumber: string | null
  /** what is printed on the slip: the national number, or the chosen name */
  login: string
  /** the one-time code, told this once */
  code: string
  /** the last day of the code, YYYY-MM-DD */
  codeExpiresOn: string
}

/** Most people of one call, so that one statement stays under the 65,535 values that the engine takes. */
const most = 3000

/**
 * Registers new teachers of one school: person, blind index, account, names to log in by, activation code, the post of a teacher, the entry in the
 * register and the main engagement from today; ten statements, however many people. The caller has judged them, audits, and counts the progress.
 * @throws the constraint person_index_pkey (Problem 'account.person-known') when the country has one of the numbers already
 */
export async function registerPeople(
  hand: Hand,
  people: readonly NewPerson[],
  at: SchoolPlace,
): Promise<RegisteredTeacher[]> {
  if (people.length === 0) return []
  const accounts = await createAccounts(hand, people, at.provinceCode)
  const numbers = await nationalNumbers(hand, people.length)
  const registered = people.map((person, i) => {
    const account = accounts[i]
    const nationalNo = numbers[i]
    if (!account || !nationalNo) throw new Error('fewer accounts or national numbers than people')
    return { ...account, ...person, teacherId: newId(), nationalNo, login: person.login ?? nationalNo }
  })
  await nameLogins(
    hand,
    at.provinceCode,
    registered.map(({ accountId, nationalNo }) => ({ accountId, login: nationalNo, shown: nationalNo })),
  )
  await givePosts(
    hand,
    registered.map(({ personId }) => ({
      unitId: at.id,
      provinceCode: at.provinceCode,
      role: 'teacher',
      personId,
      personProvince: at.provinceCode,
    })),
  )
  await hand.db
    .insertInto('teacher')
    .values(
      registered.map((person) => ({
        province_code: at.provinceCode,
        id: person.teacherId,
        person_province: at.provinceCode,
        person_id: person.personId,
        unit_id: at.id,
        unit_path: at.path,
        category: at.category,
        national_no: person.nationalNo,
        name: person.name,
        initials: initialsOf(person.name),
        gender: person.gender,
        birth_date: person.birthDate,
      })),
    )
    .execute()
  await hand.db
    .insertInto('engagement')
    .values(
      registered.map(({ teacherId }) => ({
        province_code: at.provinceCode,
        id: newId(),
        teacher_id: teacherId,
        unit_id: at.id,
        kind: 'main',
        from_on: hand.today,
      })),
    )
    .execute()
  const codes = await giveCodes(hand, at.provinceCode, registered)
  return registered.map(({ personId, accountId, teacherId, nationalNo, name, idNumber, login }, i) => {
    const code = codes[i]
    if (!code) throw new Error('fewer codes than people')
    return { personId, accountId, teacherId, nationalNo, name, idNumber, login, ...code }
  })
}

/** People with their accounts, still without a post, a password or a code; in the order given. */
export async function createAccounts(
  hand: Hand,
  people: readonly NewPerson[],
  provinceCode: string,
): Promise<NewAccount[]> {
  if (people.length > most) throw new Error(`at most ${most} people at once, asked for ${people.length}`)
  if (people.length === 0) return []
  const born = people.map((person) => ({ ...person, personId: newId(), accountId: newId() }))
  await hand.db
    .insertInto('person')
    .values(
      born.map((person) => ({
        province_code: provinceCode,
        id: person.personId,
        name: person.name,
        gender: person.gender,
        birth_date: person.birthDate,
        birth_date_reason: person.birthDateReason ?? null,
        id_type: person.idType ?? '1',
        id_number: person.idNumber === null ? null : seal(hand.keys, person.idNumber, identityPlace(person.personId)),
      })),
    )
    .execute()
  const numbered = born.flatMap(({ idNumber, ...person }) => (idNumber === null ? [] : [{ ...person, idNumber }]))
  if (numbered.length > 0)
    await hand.db
      .insertInto('person_index')
      .values(
        numbered.map((person) => ({
          blind: personBlind(hand, person.idNumber, person.idType),
          province_code: provinceCode,
          person_id: person.personId,
        })),
      )
      .execute()
  await hand.db
    .insertInto('account')
    .values(
      born.map(({ accountId, personId }) => ({ province_code: provinceCode, id: accountId, person_id: personId })),
    )
    .execute()
  await nameLogins(hand, provinceCode, [
    ...numbered.map(({ accountId, idNumber }) => ({ accountId, login: idNumber, shown: null })),
    ...born.flatMap(({ accountId, login }) => (login === undefined ? [] : [{ accountId, login, shown: login }])),
  ])
  return born.map(({ personId, accountId }) => ({ personId, accountId }))
}

/** The blind index of a person's document. Of a 居民身份证 the country is China; of others it is not asked yet, and the kind of document tells enough. */
export function personBlind(hand: Pick<OpenContext, 'keys'>, idNumber: string, idType = '1'): Buffer {
  return blindIndex(hand.keys, idType, idType === '1' ? '156' : '', idNumber)
}

async function nameLogins(
  hand: Hand,
  provinceCode: string,
  names: readonly { accountId: string; login: string; shown: string | null }[],
): Promise<void> {
  if (names.length === 0) return
  await hand.db
    .insertInto('login_name')
    .values(
      names.map(({ accountId, login, shown }) => ({
        login: loginKey(hand.keys, login),
        shown,
        province_code: provinceCode,
        account_id: accountId,
      })),
    )
    .execute()
}

async function nationalNumbers(hand: Hand, count: number): Promise<string[]> {
  const { rows } = await sql<{ no: string }>`
    select app.next_national_no() as no from generate_series(1, ${count}::int)`.execute(hand.db)
  return rows.map(({ no }) => no)
}

export interface NewPost {
  unitId: string
  provinceCode: string
  role: Role
  /** 1 unless told: a unit has one seat of 系统管理员 and 信息管理员, two of 信息查询员, three of 学校负责人 */
  seat?: number
  personId: string
  personProvince: string
  /** the post that is handed over, by whoever held it before */
  handedFrom?: string
}

/** Gives posts from today on; tells their ids in the order given. */
export async function givePosts(hand: Hand, posts: readonly NewPost[]): Promise<string[]> {
  if (posts.length === 0) return []
  const given = posts.map((post) => ({ ...post, id: newId() }))
  await hand.db
    .insertInto('post_holding')
    .values(
      given.map((post) => ({
        province_code: post.provinceCode,
        id: post.id,
        unit_id: post.unitId,
        role: post.role,
        seat: post.seat ?? 1,
        person_province: post.personProvince,
        person_id: post.personId,
        from_on: hand.today,
        given_by_post: hand.actor?.postId ?? null,
        handed_from: post.handedFrom ?? null,
      })),
    )
    .execute()
  return given.map(({ id }) => id)
}

/** Ends a post at once: its last day is yesterday, or today when it began today, and its sessions are gone. */
export async function endPost(hand: OpenContext, postId: string): Promise<void> {
  exactlyOne(
    await hand.db
      .updateTable('post_holding')
      .set({ to_on: sql`greatest(from_on, ${hand.today}::date - 1)` })
      .where('id', '=', postId)
      .where('to_on', 'is', null)
      .executeTakeFirstOrThrow(),
  )
  await sql`delete from session where post_id = ${postId}`.execute(hand.db)
}

/** New activation codes for accounts that have none open, in the order given; told this once. `days`: how long they live. */
export async function giveCodes(
  hand: Hand,
  provinceCode: string,
  accounts: readonly { accountId: string }[],
  days: number = codeDays,
): Promise<{ code: string; codeExpiresOn: string }[]> {
  const expires = new Date(hand.now.getTime() + days * 86_400_000)
  const made = accounts.map(({ accountId }) => {
    const code = makeCode()
    const twelve = readCode(code)
    if (twelve === null) throw new Error('a code that was just made cannot be read')
    return { accountId, code, hash: codeHash(hand.keys, twelve) }
  })
  if (made.length === 0) return []
  await hand.db
    .insertInto('activation_code')
    .values(
      made.map(({ accountId, hash }) => ({
        province_code: provinceCode,
        id: newId(),
        account_id: accountId,
        code_hash: hash,
        expires_at: expires,
        made_by_post: hand.actor?.postId ?? null,
      })),
    )
    .execute()
  const codeExpiresOn = new Date(expires.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  return made.map(({ code }) => ({ code, codeExpiresOn }))
}

/**
 * Sets passwords without their owners, as only a practice environment does: the privacy notice counts as accepted, open codes are used up.
 * Each takes about 30 ms of a core.
 */
export async function setPasswordFor(
  hand: Hand,
  accounts: readonly { accountId: string; password: string }[],
): Promise<void> {
  const hashes: string[] = []
  // in small groups: the queue of hashes is short, and is there for people who wait
  for (let at = 0; at < accounts.length; at += 16)
    hashes.push(
      ...(await Promise.all(accounts.slice(at, at + 16).map(({ password }) => hashPassword(hand.keys, password)))),
    )
  const ids = accounts.map(({ accountId }) => accountId)
  await sql`
    update account a set password_hash = w.hash, password_set_at = now(), notice_version = ${noticeVersion}, notice_at = now()
      from unnest(${ids}::uuid[], ${hashes}::text[]) w (id, hash) where a.id = w.id`.execute(hand.db)
  await sql`update activation_code set used_at = now() where account_id = any (${ids}::uuid[]) and used_at is null`.execute(
    hand.db,
  )
}

/** Where the identity of an unknown person is sealed. */
export const unknownPlace = (id: string) => `unknown_person|${id}|identity`
