import { expect, test } from 'vitest'
import { forbiddenMark, isScientific, lengthOf, tidy, tidyName } from './text.ts'

test('digits and letters become half width, Chinese punctuation stays', () => {
  expect(tidy('　ＡＢ１２（浙江）　师范　 大学 ')).toBe('AB12（浙江） 师范 大学')
})

test.each(['买买提·艾力', '买买提•艾力', '买买提・艾力', '买买提･艾力', '买买提 · 艾力'])(
  'the middle dot of %s is U+00B7',
  (name) => expect(tidyName(name)).toBe('买买提\u00B7艾力'),
)

test('blanks inside a Chinese name go, those of a Latin name stay', () => {
  expect(tidyName('李　明')).toBe('李明')
  expect(tidyName('Anna  Maria Berg')).toBe('Anna Maria Berg')
})

test('marks that hide or reverse text are named, ordinary text has none', () => {
  expect(forbiddenMark('李\u202E明')).toBe('U+202E')
  expect(forbiddenMark('李\u0000明')).toBe('U+0000')
  expect(forbiddenMark('李\uD800明')).toBe('U+D800')
  expect(forbiddenMark('李明·𠮷 Anna\n第二行')).toBeUndefined()
})

test('zero-width marks vanish', () => {
  expect(tidy('\uFEFF李\u200B明')).toBe('李明')
})

test('a number in scientific notation is recognised, an ordinary one is not', () => {
  expect(['1.10105E+17', '1e5', '3.30E17'].every(isScientific)).toBe(true)
  expect(['E12345678', '110105', '1.5'].some(isScientific)).toBe(false)
})

test('a rare character outside the first plane counts as one', () => {
  expect(lengthOf('𠮷野')).toBe(2)
})
