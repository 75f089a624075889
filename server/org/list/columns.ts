import type { Cell, Row } from '../../platform/workbook/cells.ts'

/** What a column of a list may hold: our name, the header of the template, what it is called elsewhere, and what to write in it. */
export const columns = [
  {
    field: 'code',
    header: '机构代码',
    also: '学校标识码 标识码 机构标识码 单位代码 学校代码 学校(机构)标识码 学校机构标识码',
    note: '学校填 10 位学校标识码，教育行政部门填 6 位行政区划代码。没有标识码的附设班可空。',
  },
  {
    field: 'name',
    header: '机构名称',
    also: '学校名称 名称 单位名称 学校(机构)名称 学校机构名称',
    note: '全称，最多 100 字。',
  },
  {
    field: 'type',
    header: '办学类型',
    also: '办学类型代码 办学类型码 学校办学类型 办学类型名称',
    note: '三位代码或名称，如 211、小学。教育行政部门留空。',
  },
  {
    field: 'organizer',
    header: '举办者',
    also: '举办者类型 举办者代码 举办者类别 举办者类型代码',
    note: '代码或名称，如 831、县级教育部门、民办；中央部门填部门名称。',
  },
  {
    field: 'region',
    header: '所在地',
    also: '驻地 所在地代码 驻地代码 行政区划代码 所在地区划代码 所在地行政区划代码 驻地行政区划代码',
    note: '行政区划代码（6 位或 12 位）或全称，如 330106、浙江省杭州市西湖区。',
  },
  {
    field: 'managing',
    header: '属地管理代码',
    also: '属地管理 属地管理区划代码 属地管理行政区划代码 属地管理教育行政部门代码',
    note: '由所在地以外的教育行政部门管理时填，如市直属填市的代码；否则留空。',
  },
  {
    field: 'urbanRural',
    header: '城乡分类',
    also: '城乡类型 城乡分类代码 所在地城乡类型',
    note: '代码或名称，如 111、主城区。',
  },
  { field: 'address', header: '地址', also: '详细地址 学校地址 办学地址', note: '最多 200 字。' },
  { field: 'remark', header: '备注', also: '说明', note: '最多 200 字。' },
  {
    field: 'host',
    header: '主办学校标识码',
    also: '宿主学校标识码 附设于 主体学校标识码 依托学校标识码 主办学校 宿主学校',
    note: '附设班必填：附设在哪所学校。',
  },
  {
    field: 'state',
    header: '状态',
    also: '办学状态 学校状态 机构状态',
    note: '在办（可空）、恢复办学、撤销、合并、拆分。',
  },
  {
    field: 'into',
    header: '合并到',
    also: '去向 去向标识码 合并到标识码 并入学校标识码 去向学校标识码 拆分为',
    note: '合并、拆分后去向机构的代码，几个用顿号分开。',
  },
  {
    field: 'from',
    header: '原标识码',
    also: '原学校标识码 前身标识码 原代码 原机构代码',
    note: '由哪个机构更换代码、合并或拆分而来，几个用顿号分开。',
  },
  { field: 'level', header: '层级', also: '机构层级 级别', note: '教育行政部门填：省、市、县。' },
  {
    field: 'parent',
    header: '上级代码',
    also: '上级机构代码 上级主管部门代码 上级部门代码',
    note: '教育行政部门填上级教育行政部门的代码，省级填 00。学校的主管部门由系统推导，不填。',
  },
  { field: 'department', header: '主管部门', also: '', note: '' },
  { field: 'degree', header: '办学层次', also: '', note: '' },
] as const satisfies readonly { field: string; header: string; also: string; note: string }[]
export type Field = (typeof columns)[number]['field']

/** A header that was understood: which list it is, and in which column (from 1) stands what. */
export interface Header {
  format: 'universities' | 'institutions'
  /** the row of the header */
  row: number
  at: ReadonlyMap<Field, number>
  /** the headers as the file writes them */
  names: ReadonlyMap<Field, string>
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s*]/g, '')
    .replace(/\((?:必填|选填)\)$/, '')
const known = new Map<string, Field>(
  columns.flatMap(({ field, header, also }) =>
    [header, ...also.split(' ').filter(Boolean)].map((name) => [plain(name), field]),
  ),
)

/** A row as the header of a list (a printed list has its title above it); null when it is none. */
export function readHeader({ row, cells }: Row): Header | null {
  const at = new Map<Field, number>()
  const names = new Map<Field, string>()
  for (const { col, text } of cells) {
    const field = known.get(plain(text))
    if (!field || at.has(field)) continue
    at.set(field, col)
    names.set(field, text.trim())
  }
  if (!at.has('code') || !at.has('name')) return null
  // the Ministry's list of universities says who is in charge and for which degrees, and no 办学类型
  const universities = at.has('department') && at.has('degree') && !at.has('type')
  return { format: universities ? 'universities' : 'institutions', row, at, names }
}

/** The cells of a row by what they hold; absent: blank, or no such column. */
export function cellsOf(header: Header, cells: readonly Cell[]): Map<Field, Cell> {
  const byColumn = new Map(cells.map((cell) => [cell.col, cell]))
  const found = new Map<Field, Cell>()
  for (const [field, column] of header.at) {
    const cell = byColumn.get(column)
    if (cell && cell.text.trim() !== '') found.set(field, cell)
  }
  return found
}
