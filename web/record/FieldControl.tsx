import { CalendarOutlined } from '@ant-design/icons'
import { Button, Input, Radio, Select } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { choices } from '../../standard/choices.ts'
import type { CodeRow, ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import { FileField } from '../platform/files/FileField.tsx'
import { PhotoField } from '../platform/files/PhotoField.tsx'
import { maskDate } from './field-state.ts'
import { answers } from './pinyin.ts'
import type { Standard } from './standard.tsx'

export interface ControlProps {
  id: string
  teacherId: string
  standard: Standard
  subset: ProfileSubset
  field: ProfileField
  values: Values
  /** the text under the fingers, while it is not yet a value */
  typed: string | undefined
  /** ids of help and findings */
  describedBy: string
  wrong: boolean
  onText: (text: string) => void
  onChoose: (value: string | readonly string[] | undefined) => void
  onLeave: () => void
}

/** The control for one indicator, by its type. Text is read when it is left; a choice counts at once. */
export function FieldControl(props: ControlProps) {
  const { id, field, values, typed, describedBy, wrong, onText, onLeave } = props
  const value = values[field.name]
  const text = typed ?? (typeof value === 'string' ? value : '')
  const common = {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': wrong,
    ...(wrong && { status: 'error' as const }),
    autoComplete: 'off',
  }
  switch (field.type) {
    case 'bool':
      return <YesNo {...props} />
    case 'code':
      return <OneCode {...props} />
    case 'codes':
      return <ManyCodes {...props} />
    case 'area':
      return <Area {...props} />
    case 'image':
    case 'file':
      return <Stored {...props} />
    case 'text':
      return (
        <Input.TextArea
          {...common}
          value={text}
          rows={3}
          onChange={(event) => onText(event.target.value)}
          onBlur={onLeave}
        />
      )
    case 'date':
    case 'month':
      return <DateText {...props} text={text} common={common} />
    default:
      return (
        <Input
          {...common}
          value={text}
          {...(['decimal', 'integer', 'year'].includes(field.type) && { inputMode: 'decimal' as const })}
          {...(field.type === 'year' && { placeholder: '四位年份' })}
          onChange={(event) => onText(event.target.value)}
          onBlur={onLeave}
        />
      )
  }
}

/** A photo or an attachment: uploaded as soon as it is chosen, saved with the form. */
function Stored({ id, teacherId, subset, field, values, describedBy, onChoose }: ControlProps) {
  const value = values[field.name]
  const Field = field.type === 'image' ? PhotoField : FileField
  return (
    <Field
      {...{ id, describedBy, teacherId, field }}
      subset={subset.name}
      value={typeof value === 'string' ? value : undefined}
      onChange={onChoose}
    />
  )
}

function YesNo({ id, field, values, describedBy, onChoose }: ControlProps) {
  return (
    <Radio.Group
      id={id}
      aria-describedby={describedBy}
      value={values[field.name] ?? null}
      onChange={(event) => onChoose(String(event.target.value))}
      options={[
        { value: '1', label: '是' },
        { value: '0', label: '否' },
      ]}
    />
  )
}

const optionOf = (row: CodeRow) => ({ value: row.code, label: row.short ?? row.name, row })

function useOptions({ standard, subset, field, values }: ControlProps) {
  const table = field.codes === undefined ? undefined : standard.tables(field.codes)
  const rows = table ? choices(subset, field, values, table) : []
  return { table, options: rows.map(optionOf) }
}

/** Typing finds by code, name or pinyin initials. */
const bySearch = (typed: string, option?: { row: CodeRow }) => option !== undefined && answers(option.row, typed)

function OneCode(props: ControlProps) {
  const { id, field, values, describedBy, wrong, onChoose, onLeave } = props
  const { table, options } = useOptions(props)
  const value = values[field.name]
  const held = typeof value === 'string' ? value : undefined
  // a value that may no longer be chosen is still shown in words
  const other = held !== undefined && !options.some((option) => option.value === held)
  const outside = other ? table?.rows.filter((row) => row.code === held).map(optionOf) : []
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      {...(wrong && { status: 'error' as const })}
      value={held ?? null}
      options={[...options, ...(outside ?? [])]}
      allowClear
      showSearch={{ filterOption: bySearch }}
      placeholder={options.length > 12 ? '选择，或输入代码、名称、拼音首字母' : '请选择'}
      popupMatchSelectWidth={false}
      onChange={(next: string | null | undefined) => onChoose(next ?? undefined)}
      onBlur={onLeave}
    />
  )
}

/** Several codes; those that stand alone in the standard push the others out, and are pushed out by them. */
function ManyCodes(props: ControlProps) {
  const { id, field, values, describedBy, wrong, onChoose, onLeave } = props
  const { table, options } = useOptions(props)
  const value = values[field.name]
  const held = Array.isArray(value) ? [...value] : []
  const change = (next: string[]) => {
    const added = next.find((code) => !held.includes(code))
    const alone = table?.exclusive ?? []
    const kept =
      added !== undefined && alone.includes(added)
        ? [added]
        : added === undefined
          ? next
          : next.filter((code) => !alone.includes(code))
    onChoose(kept)
  }
  return (
    <Select
      id={id}
      mode="multiple"
      aria-describedby={describedBy}
      {...(wrong && { status: 'error' as const })}
      value={held}
      options={options}
      showSearch={{ filterOption: bySearch }}
      placeholder="可多选"
      popupMatchSelectWidth={false}
      onChange={change}
      onBlur={onLeave}
    />
  )
}

/** Marks an option that is the typed text itself: Enter takes the option whose value begins with what was typed, and a listed place goes first. */
const ownText = '='

/** A division of China, found by any part of its name, its code or pinyin initials; where the standard allows it also a name of one's own. */
function Area({ id, standard, field, values, describedBy, wrong, onChoose, onLeave }: ControlProps) {
  const [search, setSearch] = useState('')
  const value = values[field.name]
  const held = typeof value === 'string' ? value : undefined
  const options = useMemo(() => {
    const found = standard.areas.search(search).map((row) => ({ value: row.code, label: row.name }))
    const own = search.trim()
    if (field.freeText && own !== '' && !/^\d+$/.test(own))
      found.push({ value: `${ownText}${own}`, label: `按原文填写：${own}` })
    return found
  }, [standard.areas, search, field.freeText])
  const shown = held === undefined ? null : { value: held, label: standard.areas.name(held) ?? held }
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      {...(wrong && { status: 'error' as const })}
      labelInValue
      value={shown}
      options={options}
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      placeholder="输入县（市、区）名称、代码或拼音首字母"
      popupMatchSelectWidth={false}
      onChange={(next: { value: string } | null | undefined) => {
        setSearch('')
        onChoose(next?.value.startsWith(ownText) ? next.value.slice(ownText.length) : next?.value)
      }}
      onBlur={onLeave}
    />
  )
}

interface DateTextProps extends ControlProps {
  text: string
  common: object
}

/** A date is typed; the button opens the browser's own calendar, where it has one for this precision. */
function DateText({ field, text, common, onText, onChoose, onLeave }: DateTextProps) {
  const native = useRef<HTMLInputElement>(null)
  const type = field.type === 'month' ? 'month' : 'date'
  const full = type === 'month' ? /^\d{4}-\d{2}$/ : /^\d{4}-\d{2}-\d{2}$/
  return (
    <span className="xt-date">
      <Input
        {...common}
        value={text}
        inputMode="numeric"
        placeholder={type === 'month' ? '年-月，如 2008-07' : '年-月-日，如 2008-07-01'}
        onChange={(event) => onText(maskDate(text, event.target.value, type))}
        onBlur={onLeave}
      />
      {pickers[type] && (
        <>
          <Button
            type="text"
            size="small"
            tabIndex={-1}
            className="xt-date-button"
            aria-label={`从日历选择${field.label}`}
            icon={<CalendarOutlined />}
            onClick={() => native.current?.showPicker()}
          />
          <input
            ref={native}
            type={type}
            tabIndex={-1}
            aria-hidden="true"
            className="xt-date-native"
            value={full.test(text) ? text : ''}
            onChange={(event) => onChoose(event.target.value || undefined)}
          />
        </>
      )}
    </span>
  )
}

const pickers = { date: hasPicker('date'), month: hasPicker('month') }

function hasPicker(type: string): boolean {
  const probe = document.createElement('input')
  probe.type = type
  return probe.type === type && 'showPicker' in probe
}
