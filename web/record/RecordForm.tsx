import {
  CloseCircleFilled,
  EditOutlined,
  ExclamationCircleFilled,
  LockOutlined,
  RollbackOutlined,
} from '@ant-design/icons'
import { useBlocker } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Reason } from '../../contract/teacher.ts'
import type { Finding, Person, ProfileField, ProfileSubset, Values } from '../../standard/indicator.ts'
import { newRow } from '../../standard/settle.ts'
import { validateRow } from '../../standard/validate.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { choose, type Draft, draftOf, leave, typeText } from '../self/form.ts'
import { FieldControl } from './FieldControl.tsx'
import { type Filler, fieldState, toSend } from './field-state.ts'
import { useAskToLeave } from './leave.ts'
import './record.css'
import type { RowView } from './row.ts'
import { inWords, type Standard } from './standard.tsx'

export interface RecordFormProps {
  standard: Standard
  teacherId: string
  subset: ProfileSubset
  /** null: a new row */
  row: RowView | null
  /** everything else that is known of the person, for rules that look across */
  person: Person
  by: Filler
  /** school name, for defaults */
  unitName: string
  /** only these fields of the subset, where fewer are wanted */
  only?: readonly string[]
  /** 退回理由 at fields of this row */
  reasons?: readonly Reason[]
  /** the field to start in */
  focus?: string | null
  saving: boolean
  refusal: unknown
  onSave: (values: Record<string, string | string[]>) => void
  onCancel: () => void
  /** told whenever there is something to lose, and when there no longer is */
  onDirty?: (dirty: boolean) => void
  /** only to be tried: nothing is saved, nothing uploaded, and nothing is lost by leaving */
  trial?: boolean
}

/** One row of a subset as a form, drawn from the standard: findings appear as one types, what a choice locks goes blank. Ctrl+Enter saves. */
export function RecordForm(props: RecordFormProps) {
  const {
    standard,
    subset,
    row,
    person,
    by,
    unitName,
    reasons = [],
    focus,
    saving,
    refusal,
    onSave,
    onCancel,
    onDirty,
    trial = false,
  } = props
  const around = useMemo(
    () => ({ today: standard.known.today, school: { type: '', name: unitName } }),
    [standard, unitName],
  )
  const scene = { subset, tables: standard.tables, areas: standard.areas, around }
  const [draft, setDraft] = useState<Draft>(() =>
    draftOf(row && isBegun(row) ? row.values : { ...newRow(subset, around), ...row?.values }),
  )
  const [asked, setAsked] = useState(isBegun(row) || focus != null)
  const askToLeave = useAskToLeave()
  const base = useId()
  const start = useRef(subset.fields.find((field) => fieldState(subset, field, draft.values, by).kind === 'open')?.name)
  const box = useRef<HTMLFormElement>(null)
  const dirty = draft.touched.size > 0 && !trial

  useEffect(() => onDirty?.(dirty), [dirty, onDirty])
  useBlocker({
    shouldBlockFn: async ({ current, next }) =>
      dirty && !saving && current.pathname !== next.pathname && !(await askToLeave(subset.label)),
    enableBeforeUnload: () => dirty,
  })
  const cancel = async () => {
    if (!dirty || (await askToLeave(subset.label))) onCancel()
  }

  useEffect(() => {
    const first = focus ?? start.current
    const control = first && document.getElementById(`${base}${first}`)
    if (!control || trial) return
    control.scrollIntoView({ block: 'center' })
    control.focus({ preventScroll: true })
  }, [focus, base, trial])

  const findings = validateRow(subset, { id: row?.rowId ?? '', values: draft.values }, person, standard.known).filter(
    (finding) => !(finding.field !== null && isKept(draft, row, finding.field)),
  )
  const save = () => {
    setAsked(true)
    if (Object.keys(draft.unread).length === 0) onSave(toSend(subset, draft.values, by, row, draft.touched))
    else document.getElementById(`${base}${Object.keys(draft.unread)[0]}`)?.focus()
  }
  const shown = props.only ? subset.fields.filter((field) => props.only?.includes(field.name)) : subset.fields

  return (
    <form
      ref={box}
      className="xt-form"
      aria-label={subset.label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault()
        else return
        event.stopPropagation()
      }}
    >
      {subset.help && <p className="xt-quiet">{subset.help}</p>}
      <RefusedNote refusal={refusal} />
      <RowFindings findings={asked ? findings.filter((finding) => finding.field === null) : []} />
      <div className="xt-fields">
        {shown.map((field) => (
          <OneField
            key={field.name}
            id={`${base}${field.name}`}
            field={field}
            draft={draft}
            {...{ standard, subset, row, by, trial }}
            teacherId={props.teacherId}
            findings={[
              ...unreadOf(draft, field),
              ...(asked || draft.touched.has(field.name)
                ? findings.filter((finding) => finding.field === field.name)
                : []),
            ]}
            reasons={reasons.filter((reason) => reason.field === field.name)}
            onText={(text) => setDraft((now) => typeText(now, field, text, scene))}
            onChoose={(value) => setDraft((now) => choose(now, field.name, value, scene))}
            onLeave={() => setDraft((now) => (now.typed[field.name] === undefined ? now : leave(now, field.name)))}
          />
        ))}
      </div>
      {!trial && (
        <div className="xt-form-acts">
          <Button type="primary" htmlType="submit" loading={saving}>
            保存{subset.label}
          </Button>
          <Button onClick={() => void cancel()}>取消</Button>
          <span className="xt-quiet">Ctrl+Enter 保存</span>
        </div>
      )}
    </form>
  )
}

/** Somebody has entered something: a row that only carries the identity of the account begins with the defaults. */
const isBegun = (row: RowView | null): boolean => row !== null && (row.op !== undefined || row.state === 'effective')

/** A masked value that nobody touched is there, though the form does not hold it. */
const isKept = (draft: Draft, row: RowView | null, field: string) =>
  row?.masked[field] !== undefined && !draft.touched.has(field)

const unreadOf = (draft: Draft, field: ProfileField): Pick<Finding, 'severity' | 'message'>[] => {
  const finding = draft.unread[field.name]
  return finding ? [finding] : []
}

function RowFindings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <div role="status">
      <FindingLines findings={findings} />
    </div>
  )
}

export function FindingLines({
  findings,
}: {
  findings: readonly Pick<Finding, 'severity' | 'message' | 'suggestion'>[]
}) {
  return (
    <>
      {findings.map((finding) => (
        <div key={finding.message} className={`xt-finding xt-${finding.severity}`}>
          {finding.severity === 'error' ? (
            <CloseCircleFilled aria-label="错误" />
          ) : (
            <ExclamationCircleFilled aria-label="提醒" />
          )}{' '}
          {finding.message}
        </div>
      ))}
    </>
  )
}

interface OneFieldProps {
  id: string
  standard: Standard
  teacherId: string
  trial: boolean
  subset: ProfileSubset
  field: ProfileField
  row: RowView | null
  by: Filler
  draft: Draft
  findings: readonly Pick<Finding, 'severity' | 'message' | 'suggestion'>[]
  reasons: readonly Reason[]
  onText: (text: string) => void
  onChoose: (value: Values[string] | undefined) => void
  onLeave: () => void
}

function OneField(props: OneFieldProps) {
  const { id, standard, subset, field, row, by, draft, findings, reasons, onText, onChoose, onLeave } = props
  const state = fieldState(subset, field, draft.values, by)
  const mask = row?.masked[field.name]
  const [replacing, setReplacing] = useState(false)
  const wide = field.type === 'text' || field.type === 'codes'
  const helpId = `${id}-help`
  return (
    <div
      className={`xt-field xt-field-${state.kind}${wide ? ' xt-field-wide' : ''}${reasons.length > 0 ? ' xt-field-returned' : ''}`}
    >
      <label htmlFor={id}>
        {state.kind === 'open' && state.required && (
          <span className="xt-star" role="img" aria-label="必填">
            *
          </span>
        )}
        {field.label}
      </label>
      {state.kind === 'open' && mask !== undefined && !replacing ? (
        <div className="xt-field-mask">
          <span>{field.type === 'image' ? '已上传' : mask}</span>
          <Button
            size="small"
            icon={<EditOutlined />}
            onClick={() => {
              setReplacing(true)
              requestAnimationFrame(() => document.getElementById(id)?.focus())
            }}
          >
            {field.type === 'image' ? '更换' : '重新填写'}
          </Button>
        </div>
      ) : state.kind === 'open' && props.trial && (field.type === 'image' || field.type === 'file') ? (
        <Button id={id} disabled>
          上传{field.label}
        </Button>
      ) : state.kind === 'open' ? (
        <FieldControl
          {...{ id, standard, subset, field, onText, onChoose, onLeave }}
          teacherId={props.teacherId}
          values={draft.values}
          typed={draft.typed[field.name]}
          describedBy={helpId}
          wrong={findings.some((finding) => finding.severity === 'error')}
        />
      ) : (
        <div id={id} className="xt-field-locked" tabIndex={-1}>
          {mask ?? inWords(standard, field, draft.values[field.name])}
          <span className="xt-quiet">
            <LockOutlined /> {state.why}
          </span>
        </div>
      )}
      <div id={helpId} aria-live="polite">
        {reasons.map((reason) => (
          <div key={reason.reason} className="xt-finding xt-error">
            <RollbackOutlined aria-label="退回理由" /> 退回：{reason.reason}（{reason.by.unit} {reason.by.person}）
          </div>
        ))}
        <FindingLines findings={findings} />
        {state.kind === 'open' && (field.help || field.example) && (
          <div className="xt-help">
            {field.help}
            {field.example && ` 例：${field.example}`}
          </div>
        )}
      </div>
    </div>
  )
}
