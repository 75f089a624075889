import { expect, test } from 'vitest'
import { parseTsv, toTsv } from './tsv.ts'

test('two rows as Excel copies them, with the line break at the end', () => {
  expect(parseTsv('王芳\t女\r\n陈伟\t男\r\n')).toEqual([
    ['王芳', '女'],
    ['陈伟', '男'],
  ])
})

test('a cell with a line break, a tab and quotation marks is one cell', () => {
  expect(parseTsv('"一行\n二""行""\t尾"\t后')).toEqual([['一行\n二"行"\t尾', '后']])
})

test('a quotation mark that is never closed is text', () => {
  expect(parseTsv('"半截\t后\n下')).toEqual([['"半截', '后'], ['下']])
})

test('blank cells and blank rows inside keep their place', () => {
  expect(parseTsv('\t女\n\n李娜\t')).toEqual([['', '女'], [''], ['李娜', '']])
})

test('one cell without anything around it', () => {
  expect(parseTsv('01 汉族')).toEqual([['01 汉族']])
})

test('what is written is read back', () => {
  const cells = [
    ['一\n二', '"起', 'a\tb'],
    ['', '中"间', '尾'],
  ]
  expect(parseTsv(toTsv(cells))).toEqual(cells)
})
