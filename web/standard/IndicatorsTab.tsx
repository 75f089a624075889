// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a table that is driven by keys is a grid
import { CheckSquareFilled, LockOutlined, SearchOutlined } from '@ant-design/icons'
import { App, Input, type InputRef, Select } from 'antd'
import { type KeyboardEvent, lazy, memo, Suspense, useMemo, useRef, useState } from 'react'
import { type NationalLine, nationalApi } from '../../contract/national.ts'
import { categories } from '../../standard/categories.ts'
import { call, useLoad } from '../platform/api.ts'
import { useKeys } from '../platform/keys.ts'
import { useUrlState } from '../platform/list.tsx'
import { Loaded, sentenceOf } from '../platform/Page.tsx'
import { isFound } from '../profile/words.ts'
import type { National } from './use-national.ts'
import { type Change, changeOf, isChanged, type Key, pressed, requirementWords } from './words.ts'

const WordsDrawer = lazy(() => import('./WordsDrawer.tsx').then(({ WordsDrawer }) => ({ default: WordsDrawer })))

const shows: Readonly<Record<string, { name: string; holds: (line: NationalLine) => boolean }>> = {
  all: { name: '全部指标', holds: () => true },
  core: { name: '国家核心', holds: ({ after }) => after.core && after.requirement !== '-' },
  required: { name: '必填', holds: ({ after }) => after.requirement === 'R' },
  none: { name: '不采集', holds: ({ after }) => after.requirement === '-' },
  changed: { name: '本次有改动', holds: isChanged },
}

/** 国家指标 of a category: core or not, requirement, help and example; one line is active and the keys act on it. */
export function IndicatorsTab({ national }: { national: National }) {
  const { message } = App.useApp()
  const [state, set] = useUrlState({ tab: '', category: 'k12', show: 'all' })
  const [typed, type] = useState('')
  const [active, setActive] = useState('')
  const [said, say] = useState('')
  const [opened, open] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const search = useRef<InputRef>(null)
  const grid = useRef<HTMLTableElement>(null)
  const load = useLoad(nationalApi.indicators, { query: { category: state.category } }, { keep: true })
  useKeys({ '/': () => search.current?.focus({ cursor: 'all' }) }, opened === null)
  const lines = load.data?.indicators ?? []
  const editable = load.data?.can.includes('edit') ?? false
  const shown = useMemo(
    () => lines.filter((line) => (shows[state.show]?.holds(line) ?? true) && isFound(line, typed)),
    [lines, state.show, typed],
  )
  const place = Math.max(
    0,
    shown.findIndex(({ key }) => key === active),
  )
  const here = shown[place]

  const save = async (key: string, change: Change & { help?: string; example?: string }) => {
    setSaving(true)
    try {
      const body = { v: load.data?.v ?? 0, category: state.category, indicators: [{ key, ...change }] }
      await national.act(() => call(nationalApi.setIndicators, { body }))
      return true
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
      return false
    } finally {
      setSaving(false)
    }
  }
  const press = (line: NationalLine, key: Key) => {
    setActive(line.key)
    if (!editable || saving) return
    const deed = pressed(line, key)
    if (deed === null) return say(`“${line.label}”已经如此，没有改动。`)
    if ('why' in deed) return say(deed.why)
    say(
      `“${line.label}”：${changeOf({ ...line, before: line.after, after: { ...line.after, ...deed.change }, reworded: false })}`,
    )
    void save(line.key, deed.change)
  }
  const move = (to: number) => {
    const line = shown[Math.max(0, Math.min(shown.length - 1, to))]
    if (!line) return
    setActive(line.key)
    document.getElementById(`national-${line.key}`)?.scrollIntoView({ block: 'nearest' })
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -1e5, End: 1e5 }
    const step = steps[event.key]
    const key = event.key.toLowerCase()
    if (step !== undefined) move(place + step)
    else if (here && event.key === 'Enter') open(here.key)
    else if (here && (key === '0' || key === '1' || key === '2' || key === 'c')) press(here, key)
    else return
    event.preventDefault()
  }
  // one function for all lines, so that a line is drawn anew only when it changed
  const latest = useRef({ press, open })
  latest.current = { press, open }
  const acts = useRef({
    press: (line: NationalLine, key: Key) => {
      latest.current.press(line, key)
      grid.current?.focus({ preventScroll: true })
    },
    open: (line: NationalLine) => latest.current.open(line.key),
  })
  const groups = Map.groupBy(shown, ({ subset }) => subset)
  return (
    <Loaded load={load}>
      {() => (
        <div className="xt-national">
          <div className="xt-filters">
            <Select
              aria-label="学校类别"
              className="xt-choice-show"
              value={state.category}
              options={categories.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(category) => set({ category })}
            />
            <Input
              ref={search}
              allowClear
              prefix={<SearchOutlined />}
              className="xt-choice-search"
              placeholder="按名称、拼音首字母或代码查找指标"
              aria-label="查找指标"
              value={typed}
              onChange={(event) => type(event.target.value)}
              onKeyDown={(event) => {
                if (event.nativeEvent.isComposing || !['ArrowDown', 'Enter'].includes(event.key)) return
                event.preventDefault()
                move(0)
                grid.current?.focus({ preventScroll: true })
              }}
            />
            <Select
              aria-label="显示"
              className="xt-choice-show"
              value={state.show}
              options={Object.entries(shows).map(([value, { name, holds }]) => ({
                value,
                label: `${name} ${lines.filter(holds).length}`,
              }))}
              onChange={(show) => set({ show })}
            />
            <span className="xt-quiet">{saving ? '正在保存…' : `${shown.length} 项`}</span>
          </div>
          {shown.length === 0 ? (
            <p className="xt-nothing">没有符合条件的指标。请换个词，或把“显示”改为全部指标。</p>
          ) : (
            <div className="xt-choice-scroll">
              <table
                ref={grid}
                role="grid"
                className="xt-choice"
                aria-label="国家指标"
                aria-readonly={!editable}
                aria-rowcount={shown.length}
                tabIndex={0}
                onKeyDown={keyDown}
                {...(here && { 'aria-activedescendant': `national-${here.key}` })}
              >
                <thead>
                  <tr>
                    {['指标', '国家核心', '填写要求', '填写说明', '本次改动'].map((title) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                {[...groups].map(([subset, group]) => (
                  <tbody key={subset}>
                    <tr className="xt-choice-subset">
                      <th scope="rowgroup" colSpan={5}>
                        <b>{group[0]?.subsetLabel}</b>
                      </th>
                    </tr>
                    {group.map((line) => (
                      <Row
                        key={line.key}
                        line={line}
                        editable={editable}
                        active={line === here}
                        onPress={acts.current.press}
                        onOpen={acts.current.open}
                      />
                    ))}
                  </tbody>
                ))}
              </table>
            </div>
          )}
          <div className="xt-choice-foot">
            <span role="status">{said}</span>
            <span className="xt-quiet">
              <kbd>/</kbd> 查找 <kbd>↑</kbd>
              <kbd>↓</kbd> 移动{' '}
              {editable && (
                <>
                  <kbd>0</kbd> 不采集 <kbd>1</kbd> 选填 <kbd>2</kbd> 必填 <kbd>C</kbd> 国家核心{' '}
                </>
              )}
              <kbd>Enter</kbd> 说明和示例
            </span>
          </div>
          <Suspense>
            {opened !== null && (
              <WordsDrawer
                key={opened}
                line={lines.find(({ key }) => key === opened)}
                editable={editable}
                onSave={(words) => save(opened, words)}
                onClose={() => {
                  open(null)
                  setTimeout(() => grid.current?.focus(), 0)
                }}
              />
            )}
          </Suspense>
        </div>
      )}
    </Loaded>
  )
}

interface RowProps {
  line: NationalLine
  editable: boolean
  active: boolean
  onPress: (line: NationalLine, key: Key) => void
  onOpen: (line: NationalLine) => void
}

const Row = memo(function Row({ line, editable, active, onPress, onOpen }: RowProps) {
  const { after, locked, label, requirements } = line
  const off = after.requirement === '-'
  const fixed = requirements.length < 2
  return (
    <tr
      id={`national-${line.key}`}
      aria-selected={active}
      className={`${active ? 'xt-choice-active' : ''} ${off ? 'xt-choice-off' : ''}`}
    >
      <td>
        <button type="button" tabIndex={-1} className="xt-choice-name" onClick={() => onOpen(line)}>
          {label}
        </button>
      </td>
      <td>
        <Cell
          editable={editable}
          name={`国家核心${label}`}
          on={after.core && !off}
          lock={locked.core}
          press={() => onPress(line, 'c')}
        >
          {off ? '—' : after.core ? '核心' : '非核心'}
        </Cell>
      </td>
      <td>
        <Cell
          editable={editable}
          name={`填写要求${label}`}
          on={after.requirement === 'R'}
          lock={fixed ? (locked.requirement ?? '由国家标准的规则决定。') : undefined}
          press={() => onPress(line, after.requirement === 'O' ? '2' : '1')}
        >
          {requirementWords[after.requirement]}
        </Cell>
      </td>
      <td className="xt-choice-said" title={line.help}>
        {line.help}
      </td>
      <td>{isChanged(line) && <span className="xt-choice-changed">{changeOf(line)}</span>}</td>
    </tr>
  )
})

/** A switch of a line: pressed with the mouse, or by key on the line; with a lock it shows why. */
function Cell(props: {
  editable: boolean
  name: string
  on: boolean
  lock: string | undefined
  press: () => void
  children: string
}) {
  const { editable, name, on, lock, press, children } = props
  const words = (
    <>
      {on && <CheckSquareFilled aria-hidden="true" />}
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
      onClick={press}
    >
      {words}
    </button>
  )
}
