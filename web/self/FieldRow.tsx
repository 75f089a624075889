import { type ReactElement, useState } from 'react'
import type { Finding } from '../../contract/shape.ts'
import type { Reason } from '../../contract/teacher.ts'
import { sayConditions } from '../../standard/condition.ts'
import type { ProfileField } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { sentenceOf } from './api.ts'
import type { ControlProps } from './control-props.ts'
import { Control, isStored, Stored } from './controls.tsx'
import type { Draft, FieldState, Scene } from './form.ts'
import type { RowView } from './house.ts'
import { Icon } from './icons.tsx'
import { dayOf } from './when.ts'

export type FieldRowProps = {
  readonly field: ProfileField
  readonly state: FieldState
  readonly draft: Draft
  readonly scene: Scene
  readonly row: RowView | undefined
  readonly findings: readonly Omit<Finding, 'subset' | 'row'>[]
  readonly reasons: readonly Reason[]
  /** Why the field below is closed: the same reason is said once, under the last. */
  readonly whyNext: string | undefined
  readonly onType: (text: string, composing: boolean) => void
  readonly onChoose: ControlProps['onChoose']
  readonly onFocus: () => void
  readonly onLeave: () => void
  /** Fetches the clear text of a masked value. */
  readonly onOpen: () => Promise<void>
}

export function inputId(field: string): string {
  return `field-${field}`
}

/** One indicator: its name, its input or why it is closed, its explanation, what is wrong and why it was returned. */
export function FieldRow(props: FieldRowProps): ReactElement {
  const { field, state, draft, scene, row } = props
  const id = inputId(field.name)
  const about = `${id}-about`
  const labelId = `${id}-label`
  const masked =
    draft.values[field.name] === undefined && !draft.touched.has(field.name) ? row?.masked[field.name] : undefined
  const wrong = props.findings.some((each) => each.severity === 'error')
  if (state !== 'open' && state !== 'required') return <Closed {...props} masked={masked} />
  const control: ControlProps = {
    aria: { id, 'aria-describedby': about, 'aria-invalid': wrong, 'aria-required': state === 'required' },
    label: field.label,
    labelId,
    typed: draft.typed[field.name],
    onType: props.onType,
    onChoose: props.onChoose,
    onFocus: props.onFocus,
    onLeave: props.onLeave,
  }
  const group = field.type === 'bool' || field.type === 'codes' || isStored(field)
  const words = (
    <>
      {field.label}
      {state === 'required' ? (
        <b className="star" aria-hidden="true">
          {' '}
          *
        </b>
      ) : (
        <small>选填</small>
      )}
    </>
  )
  return (
    <div className={wrong ? 'field field-wrong' : 'field'}>
      {group ? (
        <div id={labelId} className="label">
          {words}
        </div>
      ) : (
        <label id={labelId} htmlFor={id} className="label">
          {words}
        </label>
      )}
      {masked === undefined ? (
        <Control field={field} draft={draft} scene={scene} control={control} />
      ) : (
        <Masked id={id} mask={masked} label={field.label} onOpen={props.onOpen} />
      )}
      <div id={about} className="about">
        {props.reasons.map((reason) => (
          <p key={`${reason.at}/${reason.reason}`} className="wrong">
            <Icon name="fix" />
            退回原因：{reason.reason}（{reason.by.unit}，{dayOf(reason.at)}）
          </p>
        ))}
        <div aria-live="polite">
          {props.findings.map((each) => (
            <p key={each.code + each.message} className={each.severity === 'error' ? 'wrong' : 'ask'}>
              {each.message}
              {each.suggestion && (
                <button type="button" className="link" onClick={() => props.onChoose(each.suggestion?.value)}>
                  改为“{each.suggestion.label}”
                </button>
              )}
            </p>
          ))}
        </div>
        <Before {...props} />
        {(field.help || field.example) && (
          <p className="help">
            {field.help}
            {field.example && !group && ` 例：${field.example}`}
          </p>
        )}
      </div>
    </div>
  )
}

/** What is in effect, beside an edit that is not yet. */
function Before({ row, field, draft, scene }: FieldRowProps): ReactElement | null {
  if (!row?.before) return null
  const old = showValue(field, row.before[field.name], scene.tables, scene.areas)
  const now = showValue(field, draft.values[field.name], scene.tables, scene.areas)
  return old === now ? null : <p className="help">现在生效的是：{old || '空'}</p>
}

function Closed(props: FieldRowProps & { masked: string | undefined }): ReactElement {
  const { field, state, draft, scene } = props
  const stored = isStored(field) && draft.values[field.name] !== undefined && props.masked === undefined
  const value = stored ? (
    <Stored field={field} subset={scene.subset.name} value={draft.values[field.name]} />
  ) : (
    (props.masked ?? showValue(field, draft.values[field.name], scene.tables, scene.areas))
  )
  const why = whyClosed(props)
  return (
    <div id={inputId(field.name)} className="field field-closed" tabIndex={-1}>
      <div className="closed-line">
        {state !== 'shown' && <Icon name="locked" />}
        <span className="label">{field.label}</span>
        <span className="closed">{value || (state === 'not-now' ? '不用填' : '暂无')}</span>
      </div>
      {props.reasons.map((reason) => (
        <p key={`${reason.at}/${reason.reason}`} className="wrong">
          退回原因：{reason.reason}
        </p>
      ))}
      {why && why !== props.whyNext && <p className="help">{why}</p>}
    </div>
  )
}

/** Why the field takes no input now, and who fills it; undefined for an open one. */
export function whyClosed({
  field,
  state,
  scene,
}: Pick<FieldRowProps, 'field' | 'state' | 'scene'>): string | undefined {
  if (state !== 'closed' && state !== 'not-now') return undefined
  const when = state === 'not-now' ? sayConditions(field.openWhen ?? [], scene.subset, scene.tables) : ''
  return when ? `${when}时才填写` : (field.lockedWhy ?? '由学校填报')
}

function Masked(props: { id: string; mask: string; label: string; onOpen: () => Promise<void> }): ReactElement {
  const [why, setWhy] = useState<string | null>(null)
  return (
    <div className="masked">
      <span>{props.mask}</span>
      <button
        id={props.id}
        type="button"
        className="button"
        aria-label={`显示并修改${props.label}`}
        onClick={() => void props.onOpen().catch((error: unknown) => setWhy(sentenceOf(error)))}
      >
        显示并修改
      </button>
      {why && (
        <span className="wrong" role="alert">
          {why}
        </span>
      )}
    </div>
  )
}
