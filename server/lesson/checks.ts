import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../platform/context.ts'

/** Who practises, and since when deeds count: the filling itself did things in everybody's post. */
interface Learner {
  post: string
  person: string
  province: string
  since: Date
}
type Check = (learner: Learner) => RawBuilder<boolean>

const signed =
  (decision: 'pass' | 'return', step?: string): Check =>
  ({ post, since }) =>
    sql`exists (select from review_step where decided_by_post = ${post} and decided_at > ${since} and decision = ${decision} and (${step ?? null}::text is null or name = ${step ?? null}))`
const wrote =
  (again: boolean): Check =>
  ({ post, since }) =>
    sql`exists (select from change_item i where i.written_at > ${since} and i.source is null and i.round > ${again ? 1 : 0} and exists (select from jsonb_each_text(i.entered_by) e where e.value = ${post}))`
const opened: Check = ({ post, since }) =>
  sql`exists (select from review_case where opened_by_post = ${post} and opened_at > ${since})`
const gave =
  (...roles: string[]): Check =>
  ({ post }) =>
    sql`exists (select from post_holding where given_by_post = ${post} and role = any (${roles}))`
const handedOut: Check = ({ post }) => sql`exists (select from handout_batch where made_by_post = ${post})`
const received: Check = ({ post }) =>
  sql`exists (select from post_slip where made_by_post = ${post} and received_at is not null)`
const logged =
  (action: string): Check =>
  ({ post, since }) =>
    sql`exists (select from audit_event where post_id = ${post} and at > ${since} and action = ${action})`

/**
 * What of each exercise of the manual shows in the data, by page and title. Everything is asked as the learner: row-level security shows what the post may see,
 * and what was taken back again (a batch undone) is not done.
 */
export const checks: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  'school-system': {
    生成教师账号: ({ post }) => sql`exists (select from activation_code where made_by_post = ${post})`,
    安排信息管理员或信息查询员: gave('information', 'query'),
    指定学校负责人: gave('head'),
    报告机构信息有误: ({ post }) => sql`exists (select from unit_report where by_post = ${post})`,
  },
  'school-information': {
    上传一张填好的表格: ({ post }) => sql`exists (select from import_batch where started_by_post = ${post})`,
    '改好错误，提交本批': ({ post }) =>
      sql`exists (select from import_batch where started_by_post = ${post} and committed_at is not null and undone_at is null)`,
    在网页上填写一位教师: wrote(false),
    核对并提交负责人: opened,
    按退回理由修改: wrote(true),
    报送主管部门: signed('pass', 'send'),
  },
  head: { 审核签字: signed('pass', 'sign'), '退回一项，写明理由': signed('return', 'sign') },
  'authority-information': {
    通过一位教师的信息: signed('pass', 'review'),
    '退回一项，写明理由': signed('return', 'review'),
    催办一个下级单位: ({ post }) => sql`exists (select from message where from_post = ${post} and kind = 'urging')`,
    答复一个求助: ({ post }) => sql`exists (select from help_request where answered_by_post = ${post})`,
  },
  query: {
    保存一个常用的名册视图: ({ post }) =>
      sql`exists (select from query_view where post_id = ${post} and kind = 'list')`,
    保存一张交叉表: ({ post }) => sql`exists (select from query_view where post_id = ${post} and kind = 'table')`,
  },
  'city-county-system': { 给下级单位生成密码函: handedOut, 登记签收: received },
  'province-system': {
    给下级单位生成密码函: handedOut,
    调整一项指标: ({ post }) => sql`exists (select from profile_draft where changed_by_post = ${post})`,
    提交指标体系的调整: ({ post, province }) =>
      sql`(exists (select from profile_draft where submitted_by_post = ${post}) or exists (select from profile where province_code = ${province} and version > 1))`,
  },
  'central-system': {
    上传年度机构名单: ({ post, since }) =>
      sql`exists (select from unit_list where started_by_post = ${post} and uploaded_at > ${since})`,
    给下级单位生成密码函: handedOut,
  },
  security: {
    拟定一份变更: ({ post }) => sql`exists (select from security_policy where proposed_by_post = ${post})`,
    审核另一人的变更: ({ post }) => sql`exists (select from security_policy where decided_by_post = ${post})`,
  },
  audit: {
    查询本省或全国的日志: logged('audit.read'),
    核验区块: ({ person }) => sql`exists (select from audit_check where asked_by_person = ${person})`,
    导出日志: logged('audit.export'),
  },
  teacher: {
    填写自己的信息: wrote(false),
    提交我的信息: opened,
    新增一条信息: ({ post, since }) =>
      sql`exists (select from change where kind = 'addition' and opened_by_post = ${post} and opened_at > ${since})`,
  },
}

/** Which exercises of a page this post has done, in the order of the titles; one statement. @throws Error for an exercise nobody can see done */
export async function doneOf(ctx: Context, since: Date, page: string, titles: readonly string[]): Promise<boolean[]> {
  const { postId: post, personId: person, provinceCode: province } = ctx.actor
  const learner = { post, person, province, since }
  const asked = titles.map((title) => {
    const check = checks[page]?.[title]
    if (!check) throw new Error(`nothing shows when “${title}” of ${page} is done`)
    return check(learner)
  })
  const { rows } = await sql<{ done: boolean[] }>`select array[${sql.join(asked)}] as done`.execute(ctx.db)
  return rows[0]?.done ?? []
}
