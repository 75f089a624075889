import type { z } from 'zod'
import type { CellFinding, FourItems } from '../../contract/account.ts'

export type Found = z.output<typeof CellFinding>
export type SheetRow = Record<string, string>

export const columns: { key: string; title: string; width?: number; kind?: 'text' | 'select'; options?: string[] }[] = [
  { key: 'name', title: '姓名', width: 140 },
  { key: 'gender', title: '性别', width: 72 },
  { key: 'birthDate', title: '出生日期', width: 130 },
  { key: 'idNumber', title: '身份证件号', width: 220 },
  { key: 'birthDateReason', title: '出生日期以档案为准的依据', width: 260 },
]

const four = ['name', 'gender', 'birthDate', 'idNumber'] as const

/** The rows as the server reads them: blank ones inside stay, so that findings keep their place; those at the end go. */
export function toItems(rows: readonly SheetRow[]): FourItems[] {
  const last = rows.findLastIndex((row) => !isBlank(row))
  return rows.slice(0, last + 1).map((row) => ({
    name: row.name ?? '',
    gender: row.gender ?? '',
    birthDate: row.birthDate ?? '',
    idNumber: row.idNumber ?? '',
    ...(row.birthDateReason?.trim() && { birthDateReason: row.birthDateReason }),
  }))
}

export const isBlank = (row: SheetRow): boolean => four.every((key) => (row[key] ?? '').trim() === '')

/** How many people stand in the sheet. */
export const peopleIn = (rows: readonly SheetRow[]): number => rows.filter((row) => !isBlank(row)).length

/** One person's items as a row of the sheet. */
export const toRow = ({ birthDateReason = '', ...items }: FourItems): SheetRow => ({ ...items, birthDateReason })
