import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Day, Id, UnitId } from './shape.ts'

/** What people call the deeds of the log: those of the policy, and those beside it. Every action written anywhere stands here (server/audit/names.test.ts). */
export const actionNames: Readonly<Record<string, string>> = {
  'home.read': '查看工作台',
  'lesson.read': '查看练习',
  'practice.reset': '恢复演练环境',
  'unit.read': '查看机构',
  'profile.read': '查看指标体系',
  'profile.draft': '查看指标体系草稿',
  'profile.edit': '调整指标体系',
  'profile.submit': '提交指标体系',
  'profile.withdraw': '撤回指标体系的提交',
  'profile.discard': '放弃指标体系草稿',
  'national.read': '查看国家标准',
  'national.edit': '调整国家标准',
  'national.submit': '提交国家标准的调整',
  'national.withdraw': '撤回国家标准的提交',
  'national.discard': '放弃国家标准草稿',
  'national.confirm': '确认发布国家版本',
  'national.return': '退回国家标准的调整',
  'national.see': '了解国家版本',
  'profile.confirm': '确认发布指标体系',
  'profile.return': '退回指标体系',
  'unit.import': '导入机构名单',
  'unit.move': '设定主管教育行政部门',
  'unit.report': '反映机构问题',
  'unit.report.read': '查看机构问题',
  'unit.report.answer': '答复机构问题',
  'training.read': '查看培训机构',
  'training.register': '登记培训机构',
  'standard.read': '查看指标体系',
  'account.list': '查看账号',
  'account.generate': '生成账号',
  'account.scope': '确认采集范围',
  'register.print': '打印教师信息登记表',
  'account.code': '重置账号（发激活码）',
  'account.stop': '停用、启用账号',
  'account.factor': '解除两步验证',
  'head.name': '指定、撤销学校负责人',
  'post.read': '查看岗位',
  'post.give': '授予、交接、结束岗位',
  'post.quota': '增加岗位名额',
  'handout.read': '查看账号分发',
  'handout.make': '生成、分发密码函',
  'security.read': '查看安全策略',
  'security.change': '修改安全策略',
  'audit.read': '查询审计日志',
  'audit.accounts': '查看账号日志',
  'audit.readers': '查看谁看过我的信息',
  'teacher.list': '查找教师',
  'teacher.read': '查看教师信息',
  'query.statistics': '统计',
  'query.sensitive': '按敏感指标查询',
  'export.make': '导出名册',
  'export.confirm': '确认导出',
  'download.read': '查看下载中心',
  'teacher.unmask': '查看明文',
  'teacher.edit': '填写、修改教师信息',
  'teacher.submit': '提交教师信息',
  'report.hand-over': '提交负责人',
  'report.send': '报送',
  'problem.read': '问题数据、完整性检测',
  'problem.settle': '查看问题数据涉及的人员',
  'desk.fill': '批量填报',
  'desk.summary': '查看交接单',
  'filling.choose': '选择填报方式',
  'entry.fill': '主管部门填报',
  'case.list': '查找待办',
  'case.read': '查看事项',
  'case.decide': '审核',
  'case.withdraw': '撤回',
  'case.setting': '设定抽样规则与审核时限',
  'case.reason': '维护退回理由',
  'case.sample': '抽样审核',
  'import.read': '查看批量导入',
  'import.work': '批量导入',
  'progress.read': '查看采集进度',
  'progress.urge': '催办下级单位',
  'progress.urge.teacher': '催办教师',
  'round.read': '查看采集轮次',
  'round.open': '开启采集轮次',
  'round.keep': '维护采集轮次',
  'round.edit': '调整采集轮次',
  'round.close': '结束采集轮次',
  'round.reopen': '重新开启采集轮次',
  'round.deadline': '设定提前的截止日期',
  'round.calendar': '设定节假日与调休',
  'message.read': '阅读消息',
  'message.text': '发送短信提醒',
  'help.ask': '求助',
  'help.answer': '答复求助',
  'help.close': '结束求助',
  // beside the policy
  login: '登录',
  logout: '退出',
  'password.set': '设置密码',
  'session.end-other': '结束自己在别处的登录',
  'factor.set-up': '开始设置两步验证',
  'factor.confirm': '设置两步验证',
  'notice.read': '账号提醒已阅',
  'post.switch': '切换岗位',
  'audit.export': '导出审计日志',
  'audit.verify': '核验审计日志',
  'teacher.drop-file': '删除材料',
  'teacher.read-file': '查看照片、附件',
  'person.find': '全国查重',
  'head.end': '撤销学校负责人',
  'import.template': '下载导入模板',
  'import.upload': '上传导入文件',
  'import.mend': '改正导入内容',
  'import.commit': '确认导入',
  'import.halt': '停止导入提交',
  'import.undo': '撤销导入',
  'import.cancel': '取消导入',
  'import.columns': '指定导入列',
  'import.match': '指定导入人员',
  'import.refuse': '导入文件未能读取',
  'import.annotated': '下载批注文件',
  'teacher.remove-row': '删除教师信息条目',
  'teacher.upload-file': '上传照片、附件',
  'training.change': '修改培训机构登记',
  'unit.list.refuse': '机构名单未能读取',
  'unit.list.upload': '上传机构名单',
  'unit.list.read': '机构名单读取完毕',
  'unit.list.decide': '核定机构变化',
  'unit.list.destination': '指定撤并单位人员去向',
  'unit.list.reschedule': '更改机构名单生效日期',
  'unit.list.undo': '撤回机构名单',
  'unit.list.cancel': '取消机构名单',
  'unit.list.findings': '下载机构名单问题',
  'unit.list.apply': '机构变化生效',
  'account.factor.ask': '申请解除两步验证',
  'account.factor.confirm': '确认解除两步验证',
  'post.end': '结束岗位',
  'post.hand-over': '交接岗位',
  'factor.give': '通过两步验证',
  'session.confirm': '重新确认身份',
  'handout.file': '下载密码函',
  'handout.draw': '密码函生成完毕',
  'handout.cancel': '取消一批密码函',
  'handout.void': '作废密码函',
  'handout.receive': '登记密码函签收',
  'handout.urge': '催办账号分发',
  'handout.urge.see': '已阅催办',
  'slip.open': '打开密码函',
  'slip.redeem': '凭密码函激活岗位',
  'account.unlock': '解锁账号',
  'account.restart': '启用账号',
  'query.view': '保存、删除视图',
  'download.made': '导出文件生成完毕',
  'download.file': '下载导出文件',
  'download.cancel': '取消导出',
  'export.refuse': '不同意导出',
  'alarm.export': '告警：一天内导出人数过多',
  'alarm.resets': '告警：一天内重置账号过多',
  'alarm.spray': '告警：同一网络多个账号登录失败',
  'alarm.unmask': '告警：查看明文过多',
  'security.propose': '提交安全策略变更',
  'security.confirm': '确认安全策略变更',
  'security.refuse': '退回安全策略变更',
  'security.withdraw': '撤回安全策略变更',
}

/** 读取明文: somebody saw a value of class 4 in clear, or asked the country for an id number. */
export const clearActions = ['teacher.unmask', 'teacher.read-file', 'person.find']
/** 导出: a file with people, codes or the log itself left the system. */
export const exportActions = [
  'import.template',
  'import.annotated',
  'audit.export',
  'handout.file',
  'handout.make',
  'export.make',
  'download.file',
]
/** What counts as having looked at somebody's record. The wall says the same (0013_audit.sql). */
export const readingActions = ['teacher.read', 'teacher.unmask', 'teacher.read-file', 'case.read']

export const objectNames: Record<string, string> = {
  unit: '机构',
  teacher: '教师',
  case: '事项',
  batch: '批次',
  account: '账号',
  post: '岗位',
  slip: '密码函',
  handout: '密码函批次',
  list: '机构名单',
  report: '机构问题',
  policy: '安全策略',
  person: '人员',
  download: '导出文件',
}

export const outcomes = ['done', 'refused', 'failed'] as const
export const outcomeNames: Record<(typeof outcomes)[number], string> = {
  done: '成功',
  refused: '被拒绝',
  failed: '失败',
}

/** One row of the log: 谁、什么岗位、哪个单位、何时何处、做了什么、对什么、结果. */
export const AuditRow = z.object({
  seq: z.string(),
  at: z.string(),
  person: z.string().nullable(),
  personId: Id.nullable(),
  role: z.string().nullable(),
  unit: z.string().nullable(),
  action: z.string(),
  actionName: z.string(),
  /** the summary of the endpoint, when it says more than the action */
  what: z.string().nullable(),
  objectType: z.string().nullable(),
  objectId: z.string().nullable(),
  objectName: z.string().nullable(),
  outcome: z.enum(outcomes),
  network: z.string().nullable(),
  requestId: z.string().nullable(),
  /** the beginnings of the hashes of session and browser: to tell them apart */
  session: z.string().nullable(),
  agent: z.string().nullable(),
  /** ids, counts, codes, reasons; `before` and `after` of changed fields */
  detail: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof AuditRow>

/** Newest first; `next`: the `before` of the next page, null at the end. */
const AuditPage = z.object({ rows: z.array(AuditRow), next: z.string().nullable() })

const filter = {
  from: Day.optional(),
  to: Day.optional(),
  unitId: UnitId.optional(),
  /** who did it */
  personId: Id.optional(),
  /** to whom or what it was done: ids, comma between */
  objectIds: z
    .string()
    .max(200)
    .regex(/^[0-9a-f,-]+$/)
    .optional(),
  action: z.string().max(60).optional(),
  kind: z.enum(['clear', 'export']).optional(),
  outcome: z.enum(outcomes).optional(),
  network: z.string().max(60).optional(),
  requestId: z.string().max(100).optional(),
}
export const AuditFilter = z.object(filter)
export type AuditFilter = z.infer<typeof AuditFilter>

const turning = {
  before: z
    .string()
    .max(60)
    .regex(/^\d+\.\d+$/)
    .optional(),
  size: z.coerce.number().int().min(1).max(200).default(50),
}

/** Rows that one export may have. */
export const exportMost = 100_000

/** One person in one post, ended or not, whom the log may be asked about. */
export const AuditPerson = z.object({
  personId: Id,
  name: z.string(),
  role: z.string(),
  unit: z.string(),
  ended: z.string().nullable(),
  /** ids under which the log names this person as an object */
  objectIds: z.string(),
})

/** What was found wrong at one block, or at one row of it. */
export const ChainBreak = z.object({
  block: z.string(),
  seq: z.string().nullable(),
  kind: z.enum(['changed', 'removed', 'inserted', 'block']),
  message: z.string(),
})
export const ChainCheck = z.object({
  askedAt: z.string(),
  blocks: z.number().int(),
  total: z.number().int().nullable(),
  checked: z.number().int(),
  rows: z.number().int(),
  doneAt: z.string().nullable(),
  breaks: z.array(ChainBreak),
})
export type ChainCheck = z.infer<typeof ChainCheck>

/** Where the sealing stands. */
export const Chain = z.object({
  last: z.object({ no: z.string(), head: z.string(), at: z.string(), rows: z.number().int() }).nullable(),
  /** rows in reach that wait for the next block */
  unsealed: z.number().int(),
  check: ChainCheck.nullable(),
})

/** One reader of one's own record on one day. */
export const Reader = z.object({
  day: Day,
  lastAt: z.string(),
  person: z.string(),
  role: z.string(),
  unit: z.string(),
  action: z.string(),
  actionName: z.string(),
  /** what was shown in clear, and why it was asked for */
  fields: z.array(z.string()),
  reasons: z.array(z.string()),
  times: z.number().int(),
})
export type Reader = z.infer<typeof Reader>

export const auditApi = {
  events: endpoint({
    method: 'GET',
    path: '/audit/events',
    summary: '查询审计日志：本单位及下级',
    permission: 'audit.read',
    trace: 'always',
    objects: { unitId: 'unit' },
    query: z.object({ ...filter, ...turning }),
    returns: AuditPage,
  }),
  people: endpoint({
    method: 'GET',
    path: '/audit/people',
    summary: '按姓名查找审计对象',
    permission: 'audit.read',
    query: z.object({ name: z.string().trim().min(1).max(100) }),
    returns: z.object({ people: z.array(AuditPerson) }),
  }),
  chain: endpoint({
    method: 'GET',
    path: '/audit/chain',
    summary: '审计日志的封存情况',
    permission: 'audit.read',
    returns: Chain,
  }),
  verify: endpoint({
    method: 'POST',
    path: '/audit/verification',
    summary: '核验审计日志最近的若干区块',
    permission: 'audit.read',
    body: z.object({ blocks: z.int().min(1).max(100_000) }),
    returns: z.object({ ok: z.literal(true) }),
  }),
  exporting: endpoint({
    method: 'POST',
    path: '/audit/export',
    summary: '导出审计日志',
    permission: 'audit.read',
    kind: 'download',
    fresh: true,
    objects: { unitId: 'unit' },
    body: z.object({ ...filter, format: z.enum(['xlsx', 'ndjson']) }),
    returns: z.any(),
  }),
  accounts: endpoint({
    method: 'GET',
    path: '/audit/accounts',
    summary: '账号日志：本单位，及下一级系统管理员',
    permission: 'audit.accounts',
    query: z.object({ from: filter.from, to: filter.to, outcome: filter.outcome, ...turning }),
    returns: AuditPage,
  }),
  readers: endpoint({
    method: 'GET',
    path: '/audit/readers',
    summary: '谁看过我的信息',
    permission: 'audit.readers',
    query: z.object({ page: z.coerce.number().int().min(1).max(500).default(1) }),
    returns: z.object({ rows: z.array(Reader), more: z.boolean() }),
  }),
}
