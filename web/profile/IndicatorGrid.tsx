// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a table that is driven by keys is a grid
import { BorderOutlined, CheckSquareFilled, LockOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { type KeyboardEvent, memo, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import type { Choice, IndicatorLine } from '../../contract/profile.ts'
import type { Key } from './press.ts'
import { changeOf, checkWords, isChanged, stateOf } from './words.ts'

type SubsetLine = Choice['subsets'][number]
export interface GridHandle {
  focus: () => void
}
interface Props {
  ref?: Ref<GridHandle>
  lines: readonly IndicatorLine[]
  subsets: readonly SubsetLine[]
  editable: boolean
  /** the key of the line that the keys act on */
  active: string | null
  onActive: (key: string) => void
  onKey: (line: IndicatorLine, key: Key) => void
  onOpen: (line: IndicatorLine) => void
  onUndo: () => void
  onSubset: (subset: SubsetLine, enabled: boolean) => void
}

/** The grid of indicators: one line is active, the keys act on it. Arrows, PageUp, PageDown, Home, End move; 0, 1, 2 and T change; Enter opens; Ctrl+Z takes back. */
export function IndicatorGrid(props: Props) {
  const { ref, lines, subsets, editable, active, onActive, onKey, onOpen, onUndo, onSubset } = props
  const grid = useRef<HTMLTableElement>(null)
  const place = Math.max(
    0,
    lines.findIndex((line) => line.key === active),
  )
  const here = lines[place]
  useImperativeHandle(ref, () => ({ focus: () => grid.current?.focus({ preventScroll: true }) }))
  useEffect(() => {
    if (here && document.activeElement === grid.current)
      document.getElementById(idOf(here.key))?.scrollIntoView({ block: 'nearest' })
  }, [here])
  // one function for all lines, so that a line is drawn anew only when it changed
  const latest = useRef({ onKey, onOpen, onActive })
  latest.current = { onKey, onOpen, onActive }
  const acts = useRef({
    key: (line: IndicatorLine, key: Key) => {
      latest.current.onActive(line.key)
      latest.current.onKey(line, key)
      grid.current?.focus({ preventScroll: true })
    },
    open: (line: IndicatorLine) => {
      latest.current.onActive(line.key)
      latest.current.onOpen(line)
    },
  })

  const move = (to: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, to))]
    if (line) onActive(line.key)
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.target !== grid.current) return
    const command = event.ctrlKey || event.metaKey
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -1e5, End: 1e5 }
    const step = steps[event.key]
    if (command && event.key.toLowerCase() === 'z') onUndo()
    else if (command || event.altKey) return
    else if (step !== undefined) move(place + step)
    else if (here && event.key === 'Enter') onOpen(here)
    else if (here && editable && isKey(event.key.toLowerCase())) onKey(here, event.key.toLowerCase() as Key)
    else return
    event.preventDefault()
  }

  const groups = subsets
    .map((subset) => ({ subset, lines: lines.filter((line) => line.subset === subset.name) }))
    .filter((group) => group.lines.length > 0)
  return (
    <div className="xt-choice-scroll">
      <table
        ref={grid}
        role="grid"
        className="xt-choice"
        aria-label="指标"
        aria-readonly={!editable}
        aria-rowcount={lines.length}
        tabIndex={0}
        onKeyDown={keyDown}
        {...(here && { 'aria-activedescendant': idOf(here.key) })}
      >
        <thead>
          <tr>
            {['指标', '来源', '启用', '必填', '教师可填', '校验和提示', '差异'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.subset.name}>
            <tr className="xt-choice-subset">
              <th scope="rowgroup" colSpan={7}>
                <SubsetHead {...{ editable, onSubset }} subset={group.subset} lines={group.lines} />
              </th>
            </tr>
            {group.lines.map((line) => (
              <Row
                key={line.key}
                line={line}
                editable={editable}
                active={line === here}
                onKey={acts.current.key}
                onOpen={acts.current.open}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

const isKey = (text: string): text is Key => ['0', '1', '2', 't'].includes(text)
const idOf = (key: string) => `line-${key}`

function SubsetHead(props: {
  subset: SubsetLine
  lines: readonly IndicatorLine[]
  editable: boolean
  onSubset: Props['onSubset']
}) {
  const { subset, lines, editable, onSubset } = props
  const on = lines.filter((line) => line.draft.enabled).length
  return (
    <span className="xt-choice-head">
      <b>{subset.label}</b>
      {subset.own && <Tag color="blue">拓展</Tag>}
      <span className="xt-quiet">{subset.draft ? `启用 ${on}/${lines.length}` : '已停用'}</span>
      {subset.inForce !== subset.draft && <Tag color="gold">{subset.draft ? '新启用' : '新停用'}</Tag>}
      {editable && !subset.locked && (
        <Button size="small" type="link" onClick={() => onSubset(subset, !subset.draft)}>
          {subset.draft ? '停用' : '启用'}
          {subset.label}
        </Button>
      )}
      {subset.locked && (
        <span className="xt-quiet">
          <LockOutlined /> {subset.locked}
        </span>
      )}
    </span>
  )
}

interface RowProps {
  line: IndicatorLine
  editable: boolean
  active: boolean
  onKey: (line: IndicatorLine, key: Key) => void
  onOpen: (line: IndicatorLine) => void
}

const Row = memo(function Row({ line, editable, active, onKey, onOpen }: RowProps) {
  const { draft, locked, label } = line
  const state = stateOf(draft)
  const cell = { line, editable, onKey }
  const given = line.standard === 'D' || line.standard === 'A'
  const said = [...line.checks.map((check) => checkWords(check, (name) => name)), line.hint].filter(Boolean).join('；')
  return (
    <tr
      id={idOf(line.key)}
      aria-selected={active}
      className={`${active ? 'xt-choice-active' : ''} ${draft.enabled ? '' : 'xt-choice-off'}`}
    >
      <td>
        <button type="button" tabIndex={-1} className="xt-choice-name" onClick={() => onOpen(line)}>
          {label}
        </button>
      </td>
      <td>{line.own ? '拓展' : line.core ? '国家核心' : '国家可选'}</td>
      <td>
        <Cell
          {...cell}
          lock={locked.enabled}
          press={draft.enabled ? '0' : '1'}
          name={`启用${label}`}
          on={draft.enabled}
        >
          {draft.enabled ? '启用' : '停用'}
        </Cell>
      </td>
      <td>
        {given ? (
          <span className="xt-quiet">系统得出</span>
        ) : (
          <Cell
            {...cell}
            lock={locked.required}
            press={draft.required ? '1' : '2'}
            name={`必填${label}`}
            on={draft.required}
          >
            {state === 'off' ? '—' : state === 'required' ? '必填' : line.standard === 'C' ? '按条件' : '选填'}
          </Cell>
        )}
      </td>
      <td>
        <Cell {...cell} lock={locked.open} press="t" name={`教师可填${label}`} on={draft.open && draft.enabled}>
          {draft.enabled ? (draft.open ? '可填' : '不可') : '—'}
        </Cell>
      </td>
      <td className="xt-choice-said" title={said}>
        {said}
      </td>
      <td>{isChanged(line) && <span className="xt-choice-changed">{changeOf(line)}</span>}</td>
    </tr>
  )
})

/** One of the three switches of a line: pressed with the mouse, or by key on the line; with a lock it shows why. */
function Cell(props: {
  line: IndicatorLine
  lock: string | undefined
  press: Key
  name: string
  on: boolean
  editable: boolean
  onKey: RowProps['onKey']
  children: string
}) {
  const { line, lock, press, name, on, editable, onKey, children } = props
  const words = (
    <>
      {on ? <CheckSquareFilled aria-hidden="true" /> : children !== '—' && <BorderOutlined aria-hidden="true" />}
      <span>{children}</span>
      {lock && <LockOutlined aria-hidden="true" />}
    </>
  )
  if (!editable) return <span title={lock}>{words}</span>
  return (
    <button
      type="button"
      tabIndex={-1}
      className="xt-choice-cell"
      aria-label={name}
      aria-pressed={on}
      title={lock}
      onClick={() => onKey(line, press)}
    >
      {words}
    </button>
  )
}
