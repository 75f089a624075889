import { expect, test } from 'vitest'
import { antdCss, forOldBrowsers } from './antd-css.ts'
import { blue } from './platform/theme.ts'

test('logical properties that Chromium 86 lacks are said as left and right', () => {
  expect(forOldBrowsers('a{margin-inline:4px calc(1px + 2px);inset:0 auto}')).toBe(
    'a{margin-left:4px;margin-right:calc(1px + 2px);top:0;right:auto;bottom:0;left:auto}',
  )
  expect(forOldBrowsers('a{padding-block:2px !important;inset-inline-start:0}')).toBe(
    'a{padding-top:2px !important;padding-bottom:2px !important;left:0}',
  )
})

const css = antdCss()

test('the sheet carries our colour once, and the parts the pages use', () => {
  expect(css).toContain(`--ant-color-primary:${blue}`)
  expect(css).not.toContain('css-dev-only')
  for (const part of ['btn', 'table', 'modal', 'select', 'picker', 'upload', 'message', 'tag-gold', 'space', 'drawer'])
    expect(css).toContain(`.ant-${part}`)
})

test('nothing in it needs a browser newer than Chromium 86', () => {
  expect(css.match(/[{;](margin|padding|inset|border)-(inline|block):/g)).toBeNull()
  expect(css.match(/border-(start|end)-(start|end)-radius:/g)).toBeNull()
  expect(css.match(/[{;]inset:/g)).toBeNull()
})

test('names and values in it are read as they stand, not as addresses of other hosts', () => {
  expect(css.match(/url\((?!['"]?data:)/g)).toBeNull()
})
