import { expect, test } from 'vitest'
import { commandOf, type Stroke } from './keyboard.ts'

const stroke = (key: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrl: false,
  shift: false,
  alt: false,
  ...held,
})
const end = Number.POSITIVE_INFINITY

test('in a selected cell arrows move, with Shift they span, with Ctrl they go to the edge', () => {
  expect(commandOf(stroke('ArrowDown'), 'no', false)).toEqual({ do: 'move', by: { row: 1, column: 0 }, extend: false })
  expect(commandOf(stroke('ArrowLeft', { shift: true }), 'no', false)).toEqual({
    do: 'move',
    by: { row: 0, column: -1 },
    extend: true,
  })
  expect(commandOf(stroke('ArrowRight', { ctrl: true }), 'no', false)).toEqual({
    do: 'move',
    by: { row: 0, column: end },
    extend: false,
  })
  expect(commandOf(stroke('Home', { ctrl: true }), 'no', false)).toEqual({
    do: 'move',
    by: { row: -end, column: -end },
    extend: false,
  })
})

test('letters are left to the text field, so that typing and input methods begin in the cell', () => {
  expect(commandOf(stroke('w'), 'no', false)).toBeNull()
  expect(commandOf(stroke('中'), 'no', false)).toBeNull()
  expect(commandOf(stroke('v', { ctrl: true }), 'no', false)).toBeNull()
})

test('arrows end an edit that began by typing, and move inside one that was opened', () => {
  expect(commandOf(stroke('ArrowRight'), 'typed', false)).toMatchObject({ do: 'move' })
  expect(commandOf(stroke('ArrowRight'), 'opened', false)).toBeNull()
})

test('an open list takes up and down', () => {
  expect(commandOf(stroke('ArrowDown'), 'typed', true)).toEqual({ do: 'option', by: 1 })
  expect(commandOf(stroke('ArrowUp'), 'opened', true)).toEqual({ do: 'option', by: -1 })
})

test('Ctrl+Z belongs to the text while it is edited', () => {
  expect(commandOf(stroke('z', { ctrl: true }), 'opened', false)).toBeNull()
  expect(commandOf(stroke('z', { ctrl: true }), 'no', false)).toEqual({ do: 'undo' })
  expect(commandOf(stroke('Z', { ctrl: true, shift: true }), 'no', false)).toEqual({ do: 'redo' })
})

test('Delete clears a selection, and is a key of the text while it is edited', () => {
  expect(commandOf(stroke('Delete'), 'no', false)).toEqual({ do: 'clear' })
  expect(commandOf(stroke('Backspace'), 'opened', false)).toBeNull()
})

test('Enter, Alt+Enter, Ctrl+Enter', () => {
  expect(commandOf(stroke('Enter', { shift: true }), 'no', false)).toEqual({ do: 'enter', by: -1 })
  expect(commandOf(stroke('Enter', { alt: true }), 'opened', false)).toEqual({ do: 'line-break' })
  expect(commandOf(stroke('Enter', { ctrl: true }), 'no', false)).toEqual({ do: 'suggest' })
})
