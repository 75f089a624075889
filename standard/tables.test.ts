import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { categories } from './categories.ts'
import { roles } from './levels.ts'
import { schoolTypes } from './school-type.ts'
import { codeTable, codeTables } from './tables.ts'

test('all 107 tables are there under their file names, each with its label, standard and sureness', () => {
  const files = readdirSync(new URL('./codes/', import.meta.url)).map((file) => file.replace('.json', ''))
  expect(codeTables.map((table) => table.name).sort()).toEqual(files.sort())
  expect(codeTables).toHaveLength(107)
  for (const table of codeTables) {
    expect(table.label, table.name).toMatch(/\p{Script=Han}/u)
    expect(table.standard, table.name).not.toBe('')
    expect(['exact', 'high', 'medium', 'low', 'proposal'], table.name).toContain(table.sure)
  }
})

test('every row has a code of its own, a name, and a parent that exists', () => {
  const ids = categories.map((category) => category.id)
  for (const { name, rows, exclusive } of codeTables) {
    const codes = new Set(rows.map((row) => row.code))
    expect(codes.size, name).toBe(rows.length)
    for (const row of rows) {
      expect(row.code, name).toMatch(/^[0-9A-Za-z_]+$/)
      expect(row.name.trim(), `${name} ${row.code}`).toBe(row.name)
      expect(row.name, `${name} ${row.code}`).not.toBe('')
      if (row.parent !== undefined) expect(codes, `${name} ${row.code}`).toContain(row.parent)
      for (const category of [...(row.applies ?? []), ...(row.offeredFirst ?? [])]) expect(ids).toContain(category)
      if ('selectable' in row) expect(row.selectable).toBe(false)
    }
    for (const code of exclusive ?? []) expect(codes, name).toContain(code)
  }
})

test('known codes of the national standards', () => {
  const name = (table: string, code: string) => codeTable(table)?.rows.find((row) => row.code === code)?.name
  expect(name('gender', '2')).toBe('女性')
  expect(name('ethnicity', '05')).toBe('维吾尔族')
  expect(name('country', '156')).toBe('中国')
  expect(name('education_level', '21')).toBe('大学本科毕业')
  expect(name('political_status', '13')).toBe('群众')
  expect(codeTable('no_such_table')).toBeUndefined()
})

test('the school types of the code table are those of the program', () => {
  const rows = codeTable('school_type')?.rows ?? []
  expect(rows.map((row) => [row.code, row.name])).toEqual(schoolTypes.map((type) => [type.code, type.name]))
})

test('every role of the program is in the role table under the same name', () => {
  const rows = codeTable('user_role')?.rows ?? []
  for (const role of roles) expect(rows).toContainEqual(expect.objectContaining({ code: role.id, name: role.name }))
})
