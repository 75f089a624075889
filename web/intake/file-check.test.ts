import { expect, test } from 'vitest'
import { whyNotSent } from './file-check.ts'

const megabyte = 1024 * 1024

test('workbooks and lists up to 64 MB are sent', () => {
  expect(whyNotSent({ name: '实验小学.XLSX', size: 64 * megabyte })).toBeNull()
  expect(whyNotSent({ name: 'a.b.csv', size: 1 })).toBeNull()
})

test('what cannot be read says what to do instead', () => {
  expect(whyNotSent({ name: '旧.xls', size: 10 })).toContain('另存为 .xlsx')
  expect(whyNotSent({ name: '表.et', size: 10 })).toContain('.et')
  expect(whyNotSent({ name: '照片.png', size: 10 })).toContain('不是表格文件')
  expect(whyNotSent({ name: '没有后缀', size: 10 })).toContain('不是表格文件')
  expect(whyNotSent({ name: '空.xlsx', size: 0 })).toContain('空文件')
  expect(whyNotSent({ name: '大.xlsx', size: 64 * megabyte + 1 })).toContain('65 MB')
})
