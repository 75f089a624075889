import { type ReactElement, useState } from 'react'
import { choices } from '../../standard/choices.ts'
import type { CodeRow, CodeTable, ProfileField } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { FileField } from '../platform/files/FileField.tsx'
import { PhotoField } from '../platform/files/PhotoField.tsx'
import type { ControlProps } from './control-props.ts'
import type { Draft, Scene } from './form.ts'
import { useHouse } from './house.ts'
import { SearchInput } from './SearchInput.tsx'
import { search } from './search.ts'
import { dashed } from './when.ts'

/** Up to this many rows the phone's own list is best; longer ones are searched. */
const listed = 30

/** The input that fits the field's type. */
export function Control(props: {
  field: ProfileField
  draft: Draft
  scene: Scene
  control: ControlProps
}): ReactElement {
  const { field, draft, scene, control } = props
  const value = draft.values[field.name]
  const table = scene.tables(field.type === 'area' ? 'area' : (field.codes ?? ''))
  if (isStored(field)) return <Stored field={field} subset={scene.subset.name} value={value} control={control} />
  if (field.type === 'area' && table) {
    return (
      <SearchInput
        control={control}
        shown={showValue(field, value, scene.tables, scene.areas)}
        placeholder="输入县（市、区）名称查找"
        find={(typed) => search(table.rows, typed, table, scene.areas)}
      />
    )
  }
  if (!table || field.type === 'area') return <TextInput field={field} value={value} control={control} />
  const rows = choices(scene.subset, field, draft.values, table)
  if (field.type === 'codes') return <CheckList value={value} rows={rows} table={table} control={control} />
  if (field.type === 'bool') return <Pair value={value} rows={rows} control={control} />
  if (rows.length > listed) {
    return (
      <SearchInput
        control={control}
        shown={showValue(field, value, scene.tables)}
        placeholder={`输入名称或代码查找，共 ${rows.length} 项`}
        find={(typed) => search(rows, typed, table)}
      />
    )
  }
  return <Select value={value} rows={rows} table={table} control={control} />
}

type Value = string | readonly string[] | undefined

export const isStored = (field: ProfileField): boolean => field.type === 'image' || field.type === 'file'

/** A photo or an attachment; without a control it is only shown. */
export function Stored(props: {
  field: ProfileField
  subset: string
  value: Value
  control?: ControlProps
}): ReactElement {
  const { field, subset, value, control } = props
  const { view } = useHouse()
  const Field = field.type === 'image' ? PhotoField : FileField
  return (
    <Field
      {...(control && { id: control.aria.id, describedBy: control.aria['aria-describedby'] })}
      teacherId={view.id}
      subset={subset}
      field={field}
      value={typeof value === 'string' ? value : undefined}
      readOnly={!control}
      onChange={(fileId) => control?.onChoose(fileId)}
    />
  )
}

function Select(props: {
  value: Value
  rows: readonly CodeRow[]
  table: CodeTable
  control: ControlProps
}): ReactElement {
  const { control } = props
  const value = typeof props.value === 'string' ? props.value : ''
  // What stands in the record is shown though it can no longer be chosen.
  const strange = value !== '' && !props.rows.some((row) => row.code === value)
  const stray = strange ? props.table.rows.find((row) => row.code === value) : undefined
  return (
    <select
      {...control.aria}
      className="input"
      value={value}
      onFocus={control.onFocus}
      onBlur={control.onLeave}
      onChange={(event) => control.onChoose(event.target.value || undefined)}
    >
      <option value="">请选择</option>
      {strange && <option value={value}>{stray?.name ?? value}</option>}
      {props.rows.map((row) => (
        <option key={row.code} value={row.code}>
          {row.name}
        </option>
      ))}
    </select>
  )
}

function Pair(props: { value: Value; rows: readonly CodeRow[]; control: ControlProps }): ReactElement {
  const { control } = props
  const { id, ...described } = control.aria
  return (
    <div
      id={id}
      className="choices choices-row"
      role="radiogroup"
      aria-labelledby={control.labelId}
      tabIndex={-1}
      {...described}
    >
      {[...props.rows].reverse().map((row) => (
        <label key={row.code} className="choice">
          <input
            type="radio"
            name={id}
            checked={props.value === row.code}
            onFocus={control.onFocus}
            onBlur={control.onLeave}
            onChange={() => control.onChoose(row.code)}
          />
          {row.name}
        </label>
      ))}
    </div>
  )
}

function CheckList(props: {
  value: Value
  rows: readonly CodeRow[]
  table: CodeTable
  control: ControlProps
}): ReactElement {
  const { control, table } = props
  const chosen = typeof props.value === 'string' ? [props.value] : (props.value ?? [])
  const alone = table.exclusive ?? []
  const turn = (code: string, on: boolean): void => {
    if (!on) control.onChoose(chosen.filter((each) => each !== code))
    else if (alone.includes(code)) control.onChoose([code])
    else control.onChoose([...chosen.filter((each) => !alone.includes(each)), code])
  }
  const { id, 'aria-describedby': by } = control.aria
  const [all, setAll] = useState(chosen.length === 0 || props.rows.length <= 6)
  const shown = all ? props.rows : props.rows.filter((row) => chosen.includes(row.code))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be labelled by the field's own heading
    <div id={id} className="choices" role="group" aria-labelledby={control.labelId} aria-describedby={by} tabIndex={-1}>
      {shown.map((row) => (
        <label key={row.code} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(row.code)}
            onFocus={control.onFocus}
            onBlur={control.onLeave}
            onChange={(event) => turn(row.code, event.target.checked)}
          />
          <span>
            {row.name}
            {alone.includes(row.code) && <small>只能单选</small>}
          </span>
        </label>
      ))}
      {!all && (
        <button type="button" className="button" onClick={() => setAll(true)}>
          选择其他（共 {props.rows.length} 项）
        </button>
      )}
    </div>
  )
}

const modes: Readonly<Partial<Record<ProfileField['type'], 'numeric' | 'decimal'>>> = {
  date: 'numeric',
  month: 'numeric',
  year: 'numeric',
  integer: 'numeric',
  decimal: 'decimal',
}
const shapes: Readonly<Partial<Record<ProfileField['type'], string>>> = { date: '年-月-日', month: '年-月', year: '年' }
const formats = { mobile: 'tel', phone: 'tel', email: 'email', 'id-number': 'text', 'person-name': 'text' } as const

function TextInput(props: { field: ProfileField; value: Value; control: ControlProps }): ReactElement {
  const { field, control } = props
  const text = control.typed ?? (typeof props.value === 'string' ? props.value : (props.value ?? []).join('、'))
  const { type } = field
  const type_ = (typed: string, composing: boolean): void =>
    control.onType(type === 'date' || type === 'month' ? dashed(typed, type) : typed, composing)
  const shared = {
    ...control.aria,
    className: 'input',
    value: text,
    placeholder: shapes[type],
    autoComplete: 'off',
    onFocus: control.onFocus,
    onBlur: control.onLeave,
    onChange: (event: { target: { value: string }; nativeEvent: Event }): void =>
      type_(event.target.value, event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing),
    onCompositionEnd: (event: { currentTarget: { value: string } }): void => type_(event.currentTarget.value, false),
  }
  if (type === 'text') return <textarea {...shared} rows={4} />
  return <input {...shared} type={field.format ? formats[field.format] : 'text'} inputMode={modes[type]} />
}
