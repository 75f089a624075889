import type { z } from 'zod'
import type { CellFinding, FourItems, Newcoming } from '../../contract/account.ts'

export type Found = z.output<typeof CellFinding>
export type SheetRow = Record<string, string>

export const columns: { key: string; title: string; width?: number; kind?: 'text' | 'select'; options?: string[] }[] = [
  { key: 'name', title: '姓名', width: 140 },
  { key: 'gender', title: '性别', width: 72 },
  { key: 'birthDate', title: '出生日期', width: 130 },
  { key: 'idNumber', title: '身份证件号', width: 190 },
  { key: 'relation', title: '人员关系', width: 88, kind: 'select', options: ['在编', '合同'] },
  { key: 'postKind', title: '岗位', width: 110, kind: 'select', options: ['教师', '其他专业技术', '管理', '工勤'] },
  { key: 'contractFrom', title: '合同起', width: 104 },
  { key: 'contractTo', title: '合同止', width: 104 },
  {
    key: 'idType',
    title: '证件类型',
    width: 130,
    kind: 'select',
    options: [
      '居民身份证',
      '护照',
      '香港特区护照/身份证明',
      '澳门特区护照/身份证明',
      '台湾居民来往大陆通行证',
      '境外永久居住证',
      '军官证',
      '其他',
    ],
  },
  { key: 'birthDateReason', title: '出生日期以档案为准的依据', width: 220 },
]

/** What is meant where 人员关系 and 岗位 were left blank: nothing, or what the whole list is said to be. */
export const wholeLists = { each: null, teachers: { relation: '在编', postKind: '教师' } } as const
export type WholeList = keyof typeof wholeLists

const four = ['name', 'gender', 'birthDate', 'idNumber'] as const

/** The rows as the server reads them: blank ones inside stay, so that findings keep their place; those at the end go. */
export function toItems(rows: readonly SheetRow[], whole: WholeList = 'each'): Newcoming[] {
  const last = rows.findLastIndex((row) => !isBlank(row))
  return rows.slice(0, last + 1).map((row) => ({
    name: row.name ?? '',
    gender: row.gender ?? '',
    birthDate: row.birthDate ?? '',
    idNumber: row.idNumber ?? '',
    idType: row.idType ?? '',
    relation: row.relation?.trim() || (wholeLists[whole]?.relation ?? ''),
    postKind: row.postKind?.trim() || (wholeLists[whole]?.postKind ?? ''),
    contractFrom: row.contractFrom ?? '',
    contractTo: row.contractTo ?? '',
    ...(row.birthDateReason?.trim() && { birthDateReason: row.birthDateReason }),
  }))
}

export const isBlank = (row: SheetRow): boolean => four.every((key) => (row[key] ?? '').trim() === '')

/** How many people stand in the sheet. */
export const peopleIn = (rows: readonly SheetRow[]): number => rows.filter((row) => !isBlank(row)).length

/** One person's items as a row of the sheet. */
export const toRow = ({ birthDateReason = '', ...items }: FourItems & Partial<Newcoming>): SheetRow => ({
  ...items,
  birthDateReason,
})
