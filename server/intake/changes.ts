import { showValue } from '../../standard/show-value.ts'
import { writable } from '../change/draft.ts'
import { mask } from '../platform/cipher.ts'
import type { Context } from '../platform/context.ts'
import { peopleFor } from '../record/door.ts'
import { effectsOf, type RowEffect } from './judge.ts'
import * as kept from './rows.ts'
import { sceneOf } from './scene.ts'
import type { BatchRow } from './sql.ts'

export interface RowChange {
  sheet: number
  row: number
  person: string
  subset: string
  fields: { label: string; before: string; after: string }[]
}

/** Field by field what a commit would change, of the rows that would update one; class 4 masked. The order is that of the workbook. */
export async function changesOf(
  ctx: Context,
  batch: BatchRow,
  page: number,
  size: number,
): Promise<{ total: number; rows: RowChange[] }> {
  const { total, keys } = await kept.updatesOf(ctx, batch.id, writable.clerk, page, size)
  const scene = await sceneOf(ctx, batch)
  const teachers = [...new Set(keys.flatMap(({ teacherId }) => teacherId ?? []))]
  const people = await peopleFor(ctx, teachers)
  // A row is laid over what the person's rows before it have made.
  const rows = (await kept.rowsOfTeachers(ctx, batch.id, teachers)).filter((row) => row.errors === 0)
  const effects = [...Map.groupBy(rows, (row) => row.teacherId ?? '')].flatMap(([id, own]) =>
    effectsOf(scene, people.get(id) ?? { person: {}, confirmed: {} }, own),
  )
  return {
    total,
    rows: keys.flatMap(({ sheet, row }) => {
      const effect = effects.find((each) => each.row.sheet === sheet && each.row.row === row)
      return effect ? [changeOf(effect)] : []
    }),
  }

  function changeOf({ row, subset, before, after }: RowEffect): RowChange {
    const nameColumn = scene.sheets
      .find(({ index }) => index === row.sheet)
      ?.columns.find(({ field }) => field === '@name')
    const person = row.content.cells.find(({ column }) => column === nameColumn?.column)?.text ?? ''
    const fields = subset.fields.flatMap((field) => {
      const shown = [before[field.name], after[field.name]].map((value) => {
        const text = showValue(field, value, scene.known.tables, scene.known.areas)
        return field.secrecy === 4 && text !== '' ? mask(text) : text
      })
      const same = JSON.stringify(before[field.name] ?? '') === JSON.stringify(after[field.name] ?? '')
      return same ? [] : [{ label: field.label, before: shown[0] ?? '', after: shown[1] ?? '' }]
    })
    return { sheet: row.sheet, row: row.row, person, subset: subset.label, fields }
  }
}
