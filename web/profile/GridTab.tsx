import { SearchOutlined, UndoOutlined } from '@ant-design/icons'
import { App, Button, Input, type InputRef, Select } from 'antd'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { type Choice, type IndicatorLine, profileApi } from '../../contract/profile.ts'
import { call } from '../platform/api.ts'
import { useKeys } from '../platform/keys.ts'
import { useUrlState } from '../platform/list.tsx'
import { sentenceOf } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { type GridHandle, IndicatorGrid } from './IndicatorGrid.tsx'
import { type Key, pressed } from './press.ts'
import type { Draft, Saving } from './use-draft.ts'
import { changeOf, isChanged, isFound } from './words.ts'

const IndicatorDrawer = lazy(() =>
  import('./IndicatorDrawer.tsx').then(({ IndicatorDrawer }) => ({ default: IndicatorDrawer })),
)

const shows: Readonly<Record<string, { name: string; holds: (line: IndicatorLine) => boolean }>> = {
  all: { name: '全部指标', holds: () => true },
  on: { name: '已启用', holds: (line) => line.draft.enabled },
  off: { name: '已停用', holds: (line) => !line.draft.enabled },
  required: { name: '必填', holds: (line) => line.draft.enabled && line.draft.required },
  open: { name: '教师可填', holds: (line) => line.draft.enabled && line.draft.open },
  changed: { name: '与现行版本不同', holds: isChanged },
  core: { name: '国家核心', holds: (line) => line.core },
  own: { name: '拓展指标', holds: (line) => line.own },
  locked: { name: '有锁定项', holds: ({ locked }) => Boolean(locked.enabled ?? locked.required ?? locked.open) },
}

/** The grid with its search, filters and keys. Typing filters at once; ↓ or Enter goes to the first line found. */
export function GridTab({ choice, draft }: { choice: Choice; draft: Draft }) {
  const { message } = App.useApp()
  const [state, set] = useUrlState({ tab: 'grid', show: 'all', subset: '' })
  const [typed, type] = useState('')
  const [active, setActive] = useState<string | null>(null)
  const [said, say] = useState('')
  const [opened, open] = useState<string | null>(null)
  const search = useRef<InputRef>(null)
  const grid = useRef<GridHandle>(null)
  const editable = choice.can.includes('edit')
  useKeys({ '/': () => search.current?.focus({ cursor: 'all' }), 'Ctrl+Z': () => editable && undo() }, opened === null)

  const { lines } = draft
  const shown = useMemo(
    () =>
      lines.filter(
        (line) =>
          (state.subset === '' || line.subset === state.subset) &&
          (shows[state.show]?.holds(line) ?? true) &&
          isFound(line, typed),
      ),
    [lines, state.subset, state.show, typed],
  )
  const press = (line: IndicatorLine, key: Key) => {
    const subset = choice.subsets.find(({ name }) => name === line.subset)
    const deed = pressed(line, key, subset?.draft ?? true)
    if (deed === null) return say(`“${line.label}”已经如此，没有改动。`)
    if ('why' in deed) return say(deed.why)
    draft.press(line, deed.patch)
    say(`“${line.label}”：${changeOf({ ...line, inForce: line.draft, draft: { ...line.draft, ...deed.patch } })}`)
  }
  const undo = () => {
    const key = draft.undo()
    const line = lines.find((each) => each.key === key)
    say(line ? `已撤销对“${line.label}”的改动。` : '没有可以撤销的改动。')
    if (line) setActive(line.key)
  }
  const setSubset = async (name: string, enabled: boolean) => {
    try {
      await draft.act((v) =>
        call(profileApi.setSubsets, {
          params: { category: choice.category },
          body: { v, subsets: [{ name, enabled }] },
        }),
      )
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
  }
  const toGrid = () => {
    const first = shown[0]
    if (first) setActive(first.key)
    grid.current?.focus()
  }
  return (
    <>
      <div className="xt-filters">
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
            toGrid()
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
        <Select
          aria-label="信息子集"
          className="xt-choice-show"
          value={state.subset}
          options={[
            { value: '', label: '全部信息子集' },
            ...choice.subsets.map((subset) => ({ value: subset.name, label: subset.label })),
          ]}
          onChange={(subset) => set({ subset })}
        />
        <span className="xt-quiet">
          {shown.length} 项
          {choice.draft.differences > 0 && `，与第 ${choice.inForce.version} 版不同 ${choice.draft.differences} 处`}
        </span>
        <span className="xt-right xt-choice-saving">
          {editable && (
            <>
              <SavingNote saving={draft.saving} changedAt={choice.draft.changedAt} />
              <Button icon={<UndoOutlined />} size="small" onClick={undo} title="撤销（Ctrl+Z）">
                撤销
              </Button>
            </>
          )}
        </span>
      </div>
      {shown.length === 0 ? (
        <p className="xt-nothing">没有符合条件的指标。请换个词，或把“显示”改为全部指标。</p>
      ) : (
        <IndicatorGrid
          ref={grid}
          lines={shown}
          subsets={choice.subsets}
          editable={editable}
          active={active}
          onActive={setActive}
          onKey={press}
          onOpen={(line) => open(line.key)}
          onUndo={undo}
          onSubset={(subset, enabled) => void setSubset(subset.name, enabled)}
        />
      )}
      <div className="xt-choice-foot">
        <span role="status">{said}</span>
        <span className="xt-quiet">
          {editable ? (
            <>
              <kbd>/</kbd> 查找 <kbd>↑</kbd>
              <kbd>↓</kbd> 移动 <kbd>0</kbd> 停用 <kbd>1</kbd> 选填 <kbd>2</kbd> 必填 <kbd>T</kbd> 教师可填{' '}
              <kbd>Enter</kbd> 详情 <kbd>Ctrl+Z</kbd> 撤销
            </>
          ) : (
            <>
              <kbd>/</kbd> 查找 <kbd>↑</kbd>
              <kbd>↓</kbd> 移动 <kbd>Enter</kbd> 详情
            </>
          )}
        </span>
      </div>
      <Suspense>
        <IndicatorDrawer
          line={lines.find((line) => line.key === opened) ?? null}
          choice={choice}
          draft={draft}
          editable={editable}
          onClose={() => {
            open(null)
            setTimeout(() => grid.current?.focus(), 0)
          }}
        />
      </Suspense>
    </>
  )
}

function SavingNote({ saving, changedAt }: { saving: Saving; changedAt: string | null }) {
  if (saving.kind === 'saving') return <span className="xt-quiet">正在保存…</span>
  if (saving.kind === 'failed') return <span className="xt-choice-failed">没有保存：{saving.why}</span>
  const at = saving.at ?? changedAt
  return <span className="xt-quiet">{at ? `草稿已保存 ${moment(at).slice(5)}` : '改动会自动保存到草稿'}</span>
}
