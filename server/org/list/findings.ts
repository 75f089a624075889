/** What is wrong with a row, before it is kept. An error keeps the row out; a warning asks somebody to look. */
export interface Fault {
  severity: 'error' | 'warning'
  code: FindingCode
  /** the header of the column; null: the row as a whole */
  column: string | null
  /** one sentence, without its row number */
  message: string
  expected?: string
  seen?: string
  remedy?: string
}

/** Every kind of finding, as the page and the workbook call it. The codes are stable: scripts and the manual name them. */
export const findingTitles = {
  'list.cell': '单元格内容不能使用',
  'list.school-id': '学校标识码有误',
  'list.authority-code': '教育行政部门代码有误',
  'list.twice': '代码重复',
  'list.name': '名称有误',
  'list.type-missing': '缺少办学类型',
  'list.type-unknown': '办学类型不在采集范围',
  'list.organizer': '举办者有误',
  'list.region': '所在地有误',
  'list.managing': '属地管理代码有误',
  'list.urban-rural': '城乡分类有误',
  'list.state': '状态有误',
  'list.length': '内容过长',
  'list.province': '代码中的省份不符',
  'list.supervising': '推导不出主管部门',
  'list.no-authority': '主管部门不是在册机构',
  'list.level': '层级有误',
  'list.level-changed': '层级与现有机构不符',
  'list.parent': '上级代码有误',
  'list.circular': '主管关系成环',
  'list.host-missing': '附设班没有主办学校',
  'list.host': '主办学校有误',
  'list.code-dead': '使用了已撤销机构的代码',
  'list.code-replaced': '使用了已停用的旧代码',
  'list.code-taken': '代码属于其他机构',
  'list.close-unknown': '要撤销的机构不存在',
  'list.closed-already': '机构早已撤销',
  'list.into': '去向有误',
  'list.from': '原标识码有误',
  'list.incomplete': '新设机构缺少必要内容',
  'list.department': '主管部门有误',
  'list.degree': '办学层次有误',
  'list.place': '所在地无法确定',
  'list.old-id': '沿用旧标识码',
  'list.same-name': '同一主管部门下有同名机构',
} as const satisfies Record<string, string>
export type FindingCode = keyof typeof findingTitles

export const isError = ({ severity }: Fault): boolean => severity === 'error'

/** The finding as it is kept: nothing undefined. */
export interface KeptFinding {
  row: number
  n: number
  column: string | null
  severity: 'error' | 'warning'
  code: FindingCode
  message: string
  expected: string | null
  seen: string | null
  remedy: string | null
}

export function keptFindings(row: number, faults: readonly Fault[]): KeptFinding[] {
  return faults.map((fault, n) => ({
    row,
    n,
    column: fault.column,
    severity: fault.severity,
    code: fault.code,
    message: fault.message,
    expected: fault.expected ?? null,
    seen: fault.seen?.slice(0, 200) ?? null,
    remedy: fault.remedy ?? null,
  }))
}
