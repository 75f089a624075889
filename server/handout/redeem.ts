import { sql } from 'kysely'
import type { FourItems } from '../../contract/account.ts'
import { roleName } from '../../contract/policy.ts'
import { noticeVersion } from '../../contract/session.ts'
import { createAccounts, endPost, givePosts, personBlind } from '../account/door.ts'
import { judgeSheet, type Newcomer } from '../account/rules.ts'
import { audit } from '../platform/audit.ts'
import { asNobody, type Context, exactly, type House, type OpenContext, shanghaiDay } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { noteTo } from '../session/door.ts'
import { hashPassword } from '../session/password.ts'
import { weaknesses } from '../session/password-rules.ts'
import { asBearer, type ProvedAccount, type ProvedSlip, proveAccount, proveSlip } from './prove.ts'

type From = OpenContext['request']
interface SlipAndCode {
  slipNo: string
  code: string
}

/** Numbers that the bearer of one slip may find to be known to the country in a day: his own, and a few mistypings. */
const knownADay = 20

/** 打开密码函: which post at which unit. Counts as receipt. */
export async function openSlip(house: House, body: SlipAndCode, from: From) {
  const slip = await proveSlip(house, body, from)
  await asNobody(
    house,
    async (ctx) => {
      await asBearer(ctx, slip, newId())
      await sql`
        update post_slip set opened_at = coalesce(opened_at, now()), received_at = coalesce(received_at, now())
         where province_code = ${slip.province_code} and id = ${slip.slip_id}`.execute(ctx.db)
      await audit(ctx, {
        action: 'slip.open',
        object: { type: 'slip', id: slip.slip_id },
        provinceCode: slip.province_code,
        detail: { unit: slip.unit_id, role: slip.role, seat: slip.seat },
      })
    },
    from,
  )
  return {
    unitName: slip.unit_name,
    role: slip.role,
    roleName: roleName(slip.role),
    expiresOn: shanghaiDay(slip.expires_at),
    succession: slip.holder_post !== null,
  }
}

/**
 * Person, account and post in one act, for somebody whom the country does not know.
 * @throws Problem 'slip.refused', also for the one who comes second with the same slip; 'account.rows-wrong' with findings; 'password.weak'; 'slip.person-known'; 'login.taken'
 */
export async function redeem(
  house: House,
  {
    person,
    login,
    password,
    notice,
    ...slipAndCode
  }: SlipAndCode & { person: FourItems; login?: string | undefined; password: string; notice: string },
  from: From,
): Promise<{ login: string | null }> {
  const slip = await proveSlip(house, slipAndCode, from)
  if (notice !== noticeVersion)
    throw new Problem('request.invalid', { title: '请先阅读并同意最新的隐私告知，再设置密码' })
  const newcomer = judgePerson(person)
  const wrong = weaknesses(password, { ...newcomer, logins: login === undefined ? [] : [login] })
  if (wrong.length > 0)
    throw new Problem('password.weak', { fields: wrong.map((message) => ({ at: '/password', message })) })
  if (await isKnown(house, slip, newcomer.idNumber, from)) throw new Problem('slip.person-known')
  const passwordHash = await hashPassword(house.keys, password)
  await asNobody(
    house,
    async (ctx) => {
      await asBearer(ctx, slip, newId())
      await claim(ctx, slip)
      const [made] = await createAccounts(
        ctx,
        [{ ...newcomer, ...(login !== undefined && { login }) }],
        slip.province_code,
      )
      if (!made) throw new Error('no account was made')
      await asBearer(ctx, slip, made.personId)
      exactly(
        1,
        await sql`
          update account set password_hash = ${passwordHash}, password_set_at = now(), notice_version = ${notice}, notice_at = now()
           where province_code = ${slip.province_code} and id = ${made.accountId}`.execute(ctx.db),
      )
      await takePost(ctx, house, slip, {
        account_province: slip.province_code,
        account_id: made.accountId,
        person_id: made.personId,
        person_name: newcomer.name,
      })
    },
    from,
  )
  return { login: login ?? null }
}

/**
 * The post for somebody who has an account already.
 * @throws Problem 'slip.refused'; 'login.failed'; 'post.own' for whoever made the slip; 'post.held-already'; 'post.three-ways'
 */
export async function redeemWith(
  house: House,
  { login, secret, ...slipAndCode }: SlipAndCode & { login: string; secret: string },
  from: From,
): Promise<{ login: string | null }> {
  const slip = await proveSlip(house, slipAndCode, from)
  const account = await proveAccount(house, { login, secret }, from)
  // Z09: nobody gives a post to oneself
  if (account.person_id === slip.made_by_person) throw new Problem('post.own')
  if (account.person_id === slip.holder_person) throw new Problem('post.held-already')
  await asNobody(
    house,
    async (ctx) => {
      await asBearer(ctx, slip, account.person_id)
      await claim(ctx, slip)
      await takePost(ctx, house, slip, account)
    },
    from,
  )
  return { login }
}

function judgePerson(person: FourItems): Newcomer {
  const { newcomers, findings } = judgeSheet([person], shanghaiDay(new Date()))
  const [newcomer] = newcomers
  if (!newcomer) throw new Problem('account.rows-wrong', { title: '填写内容有误，请按提示修改', findings })
  return newcomer
}

/** Does the country know the number? Asked by whoever bears a slip, so it is on record, and not for ever. */
async function isKnown(house: House, slip: ProvedSlip, idNumber: string, from: From): Promise<boolean> {
  const { known, times } = await asNobody(
    house,
    async (ctx) => {
      const blind = personBlind(ctx, idNumber)
      const { rows } = await sql`select 1 from app.person_find(array[${blind}]::bytea[])`.execute(ctx.db)
      const { rows: counted } = await sql<{ n: number }>`
        select app.throttle_count(${`slip-known:${slip.slip_id}:${ctx.today}`}, ${rows.length > 0 ? 1 : 0}) as n`.execute(
        ctx.db,
      )
      await audit(ctx, {
        action: 'person.find',
        object: { type: 'slip', id: slip.slip_id },
        provinceCode: slip.province_code,
        detail: { asked: 1, known: rows.length > 0 ? 1 : 0, unit: slip.unit_id },
      })
      return { known: rows.length > 0, times: counted[0]?.n ?? 0 }
    },
    from,
  )
  if (times > knownADay)
    throw new Problem('request.too-many', { title: '今天核对证件号码的次数过多，请明天再试或联系发放单位' })
  return known
}

/** Of all who come with one slip at the same moment, one wins. */
async function claim(ctx: OpenContext, slip: ProvedSlip): Promise<void> {
  const { numAffectedRows } = await sql`
    update post_slip set used_at = now(), received_at = coalesce(received_at, now()), opened_at = coalesce(opened_at, now())
     where province_code = ${slip.province_code} and id = ${slip.slip_id} and used_at is null and voided_at is null and expires_at > now()`.execute(
    ctx.db,
  )
  if (numAffectedRows !== 1n) throw new Problem('slip.refused')
}

/** The post passes to the bearer; whoever held it, holds it no more, and the sessions in it are over. */
async function takePost(ctx: OpenContext, house: House, slip: ProvedSlip, account: ProvedAccount): Promise<void> {
  const predecessor = slip.holder_post === null ? null : await predecessorOf(ctx, slip)
  if (predecessor) await endPost(ctx, predecessor.post_id)
  const [postId] = await givePosts(ctx, [
    {
      unitId: slip.unit_id,
      provinceCode: slip.province_code,
      role: slip.role,
      seat: slip.seat,
      personId: account.person_id,
      personProvince: account.account_province,
      ...(predecessor && { handedFrom: predecessor.post_id }),
    },
  ])
  if (!postId) throw new Error('no post was given')
  await sql`update post_slip set used_by_person = ${account.person_id} where province_code = ${slip.province_code} and id = ${slip.slip_id}`.execute(
    ctx.db,
  )
  const acting: Context = {
    ...ctx,
    guard: house.guard,
    actor: {
      personId: account.person_id,
      personProvince: account.account_province,
      personName: account.person_name,
      accountId: account.account_id,
      postId,
      role: slip.role,
      level: slip.level,
      unitId: slip.unit_id,
      unitName: slip.unit_name,
      unitPath: slip.unit_path,
      provinceCode: slip.province_code,
      category: slip.category,
    },
  }
  if (predecessor)
    await noteTo(acting, [predecessor.account_id], 'post-ended', { post: `${slip.unit_name} ${roleName(slip.role)}` })
  await audit(acting, {
    action: 'slip.redeem',
    object: { type: 'account', id: account.account_id },
    detail: {
      slip: slip.slip_id,
      role: slip.role,
      seat: slip.seat,
      unit: slip.unit_id,
      before: predecessor?.post_id ?? null,
      after: postId,
    },
  })
}

/** Who holds the seat now: he may have changed since the slip was looked at. */
async function predecessorOf(
  ctx: OpenContext,
  slip: ProvedSlip,
): Promise<{ post_id: string; account_id: string } | null> {
  const { rows } = await sql<{ post_id: string; account_id: string }>`
    select h.id as post_id, a.id as account_id from post_holding h join account a on a.province_code = h.person_province and a.person_id = h.person_id
     where h.unit_id = ${slip.unit_id} and h.role = ${slip.role} and h.seat = ${slip.seat} and h.to_on is null`.execute(
    ctx.db,
  )
  return rows[0] ?? null
}
