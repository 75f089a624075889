import dayjs from 'dayjs'
import { type AuditRow, objectNames } from '../../contract/audit.ts'
import { securityRules, securitySwitches } from '../../contract/security.ts'

/** A moment to the second, in the reader's time zone. */
export const second = (at: string): string => dayjs(at).format('YYYY-MM-DD HH:mm:ss')

/** What the details of a row are called. What is not here is shown under its own name. */
const names: Record<string, string> = {
  endpoint: '接口',
  criteria: '查询条件',
  problem: '拒绝原因',
  reason: '原因',
  subset: '信息集',
  field: '指标',
  fields: '指标',
  why: '失败原因',
  with: '凭据',
  people: '人数',
  rows: '行数',
  format: '格式',
  sm3: '文件摘要（SM3）',
  head: '最后区块',
  blocks: '区块数',
  checked: '核对方式',
  from: '自',
  to: '至',
  personId: '操作人编号',
  objectIds: '对象编号',
  requestId: '请求编号',
  count: '数量',
  done: '完成数',
  file: '文件',
  notice: '隐私告知版本',
  decision: '决定',
  round: '轮次',
  step: '环节',
  search: '查找内容',
  unitId: '机构编号',
  stage: '环节',
  network: '来源网络',
  action: '动作',
  outcome: '结果',
  name: '姓名',
  kind: '类别',
  purpose: '用途',
  code: '代码',
  size: '大小',
  cells: '单元格数',
  bytes: '字节数',
  slips: '密码函数',
  replaced: '作废旧函数',
  skipped: '跳过数',
  target: '范围',
  no: '编号',
  seat: '席位',
  post: '岗位编号',
  role: '岗位',
  unit: '机构编号',
  desk: '办理机构编号',
  report: '问题编号',
  request: '申请编号',
  agree: '同意',
  asked: '查询人数',
  known: '已有人数',
  here: '本校已有',
  elsewhere: '外单位已有',
  sent: '报送人数',
  left: '未办数',
  urged: '催办数',
  phone: '电话催办数',
  opened: '已看项数',
  allowed: '允许项数',
  resets: '重置数',
  day: '日期',
  added: '新增',
  removed: '删除',
  restored: '恢复',
  errorRows: '错误行数',
  peakRss: '最大内存',
  change: '变更编号',
  list: '名单编号',
  item: '名单条目',
  destination: '去向机构编号',
  teacher: '教师编号',
  case: '事项编号',
  row: '条目编号',
  state: '状态',
  by: '方式',
  was: '原状态',
  on: '日期',
  seen: '可见范围',
  batch: '批次编号',
  settled: '已处理',
  archiveDate: '以档案日期为准',
}

const values: Record<string, string> = {
  password: '密码',
  'activation-code': '激活码',
  unknown: '账号不存在',
  wrong: '密码或激活码不对',
  locked: '账号已锁定',
  stopped: '账号已停用',
  documents: '核对证件原件',
  contact: '联系本人',
  business: '办理业务',
  other: '其他',
  clear: '查看明文',
  export: '导出',
  system: '系统管理员',
  information: '信息管理员',
  query: '信息查询员',
  head: '学校负责人',
  open: '待办理',
  answered: '已答复',
  unused: '长期未用',
  used: '已用过',
  expired: '已过期',
  own: '本单位',
  next: '直接下级',
  whole: '全部',
  effective: '已生效的',
  nothing: '无',
  'in-person': '当面核对',
  phone: '电话回拨',
  letter: '公函',
  pass: '通过',
  return: '退回',
  'not-allowed': '无此权限',
  'not-found': '不在管辖范围或不存在',
  true: '是',
  false: '否',
}

/** The details of a row as lines to read, without what was before and after. */
export function linesOf(row: AuditRow): { name: string; value: string }[] {
  return Object.entries(row.detail)
    .filter(([key, value]) => key !== 'before' && key !== 'after' && !(key === 'changes' && isRecord(value)))
    .map(([key, value]) => ({ name: names[key] ?? key, value: wordsOf(value) }))
}

/** What changed: a line for each field that is in `before` or `after`. */
export function changesOf(row: AuditRow): { field: string; before: string; after: string }[] {
  const { before, after, changes } = row.detail
  if (isRecord(changes))
    return Object.entries(changes).map(([field, change]) => ({
      field: fieldName(field),
      before: wordsOf(isRecord(change) ? change.before : undefined),
      after: wordsOf(isRecord(change) ? change.after : change),
    }))
  if (!isRecord(before) && !isRecord(after)) {
    if (before === undefined && after === undefined) return []
    return [{ field: '值', before: wordsOf(before), after: wordsOf(after) }]
  }
  const [was, is] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    field: fieldName(field),
    before: wordsOf(was[field]),
    after: wordsOf(is[field]),
  }))
}

const settings: Readonly<Record<string, { name: string }>> = { ...securityRules, ...securitySwitches }
const fieldName = (field: string): string => names[field] ?? settings[field]?.name ?? field

function wordsOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value)) return value.map(wordsOf).join('、')
  if (isRecord(value))
    return Object.entries(value)
      .map(([key, each]) => `${names[key] ?? key}：${wordsOf(each)}`)
      .join('；')
  return values[String(value)] ?? String(value)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a row can be narrowed to from its details. */
export type Narrowing =
  | { requestId: string }
  | { network: string }
  | { objectIds: string; as: 'object'; who: string }
  | { personId: string; as: 'actor'; who: string }

/** 教师 张三 */
export function objectWords(row: AuditRow): string {
  if (!row.objectType) return '—'
  return [objectNames[row.objectType] ?? row.objectType, row.objectName].filter(Boolean).join(' ')
}
