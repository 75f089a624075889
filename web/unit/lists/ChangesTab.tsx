import { App, Button, Checkbox, Grid, Modal, Pagination, Select } from 'antd'
import { useState } from 'react'
import type { Answer } from '../../../contract/endpoint.ts'
import { type Level, levelNames, levels } from '../../../contract/policy.ts'
import {
  type ChangeKind,
  type ChangeState,
  changeKinds,
  changeStates,
  type UnitListView,
  unitListApi,
} from '../../../contract/unit-list.ts'
import { useAct, useLoad } from '../../platform/api.ts'
import { useConfirm } from '../../platform/confirm.tsx'
import { useKeys } from '../../platform/keys.ts'
import { pager, SearchField, useUrlState } from '../../platform/list.tsx'
import { Loaded, Nothing, sentenceOf } from '../../platform/Page.tsx'
import { ChangeCard, type Decision } from './ChangeCard.tsx'
import { ChangeTag, count, kindsOf } from './parts.tsx'

type View = Answer<typeof unitListApi.view>
const start = {
  tab: 'changes',
  kind: '',
  risk: '',
  state: 'undecided',
  level: '',
  search: '',
  item: 0,
  page: 1,
  size: 50,
}

/** The differences: facets, those of low risk in one act, the risky ones one by one, by keys too. */
export function ChangesTab({ list }: { list: View }) {
  const { message } = App.useApp()
  const confirm = useConfirm()
  const phone = !(Grid.useBreakpoint().md ?? true)
  const [state, set] = useUrlState(start)
  const [help, setHelp] = useState(false)
  const params = { listId: list.id }
  const filter = filterOf(state)
  const load = useLoad(
    unitListApi.changes,
    { params, query: { ...filter, page: state.page, size: state.size } },
    { keep: true },
  )
  // what may be accepted together: the same filter, of low risk, undecided
  const together = { ...filter, risk: 'low' as const, state: 'undecided' as const }
  const mayDecide = list.can.includes('decide')
  const low = useLoad(
    unitListApi.changes,
    { params, query: { ...together, page: 1, size: 1 } },
    { enabled: mayDecide && state.risk !== 'high' && ['', 'undecided'].includes(state.state) },
  )
  const decide = useAct(unitListApi.decide)
  const rows = load.data?.rows ?? []
  const here = rows.find(({ item }) => item === state.item) ?? (phone ? undefined : rows[0])
  const open = (item: number) => set({ item, page: state.page })
  const step = (by: 1 | -1) => {
    const next = rows[rows.findIndex(({ item }) => item === here?.item) + by]
    if (next) open(next.item)
  }
  const decideHere = async (decision: Decision, note: string) => {
    if (!here?.can.includes(decision) || decide.isPending) return
    const at = rows.indexOf(here)
    const next = rows[at + 1] ?? rows[at - 1]
    try {
      const done = await decide.mutateAsync({
        params,
        body: { decision, which: { items: [here.item] }, ...(note.trim() && { note: note.trim() }) },
      })
      const left = done.left[0]
      if (left) void message.warning(`${left.name}：${left.title}`, 6)
      else if (decision !== 'undo' && next) open(next.item)
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
  }
  const acceptLow = () => {
    const seen = low.data
    if (!seen || seen.total === 0) return
    confirm({
      title: `采纳 ${count(seen.total)} 项低风险差异`,
      content: `${list.effectiveOn} 生效，此前可以撤回。高风险的差异不在其中，请逐项核定。`,
      ok: `采纳 ${count(seen.total)} 项`,
      act: async () => {
        const done = await decide.mutateAsync({
          params,
          body: { decision: 'accept', which: { filter: together, count: seen.total, revision: seen.revision } },
        })
        void message.success(`已采纳 ${count(done.done)} 项`)
      },
    })
  }
  useKeys(
    {
      j: () => step(1),
      k: () => step(-1),
      a: () => void decideHere('accept', ''),
      x: () => void decideHere('refuse', ''),
      u: () => void decideHere('undo', ''),
      'Shift+A': acceptLow,
      '?': () => setHelp(true),
    },
    !phone,
  )
  return (
    <>
      <Facets list={list} state={state} set={set} />
      <div className="xt-filters">
        <SearchField
          value={state.search}
          onChange={(search) => set({ search, item: 0 })}
          placeholder="按名称或代码查找差异"
          width={240}
        />
        <Select
          aria-label="层级"
          value={state.level}
          onChange={(level: string) => set({ level, item: 0 })}
          options={[
            { value: '', label: '层级不限' },
            ...levels.map((level) => ({ value: level, label: levelNames[level] })),
          ]}
        />
        <Select
          aria-label="核定情况"
          value={state.state}
          onChange={(value: string) => set({ state: value, item: 0 })}
          options={[
            ...changeStates.map(({ id, name }) => ({ value: id, label: `${name}（${count(list.tally[id])}）` })),
            { value: 'all', label: '全部' },
          ]}
        />
        <span className="xt-right xt-diff-acts">
          {!phone && <Button onClick={() => setHelp(true)}>按键 ?</Button>}
          {mayDecide && (low.data?.total ?? 0) > 0 && (
            <Button type="primary" onClick={acceptLow}>
              采纳全部 {count(low.data?.total ?? 0)} 项低风险{!phone && ' Shift+A'}
            </Button>
          )}
        </span>
      </div>
      <Loaded load={load} isEmpty={({ total }) => total === 0} empty={<Nothing what={emptyWord(list, state.state)} />}>
        {({ total }) => (
          <div className={`xt-diff${phone ? ' xt-diff-phone' : ''}`}>
            {(!phone || !here) && (
              <div>
                <ul className="xt-diff-list" aria-label="差异">
                  {rows.map((row) => (
                    <li key={row.item}>
                      <button type="button" aria-current={row.item === here?.item} onClick={() => open(row.item)}>
                        <span className="xt-diff-kinds">
                          {kindsOf(row.kinds)}
                          {row.risk === 'high' && <b className="xt-risk">⚠ 高风险</b>}
                        </span>
                        <span className="xt-diff-name">{row.name}</span>
                        <span className="xt-quiet">{row.code}</span> <ChangeTag state={row.state} />
                      </button>
                    </li>
                  ))}
                </ul>
                <Pagination {...pager(state, total, (change) => set({ ...change, item: 0 }))} showQuickJumper={false} />
              </div>
            )}
            {here && (
              <ChangeCard
                key={here.item}
                listId={list.id}
                change={here}
                busy={decide.isPending}
                back={phone ? () => open(0) : null}
                decide={(decision, note) => void decideHere(decision, note)}
              />
            )}
          </div>
        )}
      </Loaded>
      <Modal open={help} title="按键" footer={null} onCancel={() => setHelp(false)}>
        <dl className="xt-diff-keys">
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  )
}

const keys = [
  ['J / K', '下一项 / 上一项'],
  ['A', '采纳这一项，转到下一项'],
  ['X', '不采纳这一项，转到下一项'],
  ['U', '撤回对这一项的决定'],
  ['Shift+A', '采纳全部低风险的差异'],
  ['?', '显示本说明'],
] as const

type State = { [k in keyof typeof start]: (typeof start)[k] extends number ? number : string }

function filterOf(state: State) {
  const of = <T extends string>(all: readonly { id: T }[], said: string) => all.find(({ id }) => id === said)?.id
  const kind = of<ChangeKind>(changeKinds, state.kind)
  const risk: 'low' | 'high' | undefined = state.risk === 'low' || state.risk === 'high' ? state.risk : undefined
  const decided = of<ChangeState>(changeStates, state.state)
  const level = levels.find((each): each is Level => each === state.level)
  return {
    ...(kind && { kind }),
    ...(risk && { risk }),
    ...(decided && { state: decided }),
    ...(level && { level }),
    ...(state.search && { search: state.search.slice(0, 50) }),
  } as const
}

/** How many of each kind and risk there are in the state that is looked at; a difference of two kinds counts under both. */
function Facets({ list, state, set }: { list: View; state: State; set: (change: Partial<State>) => void }) {
  const shown = list.facets.filter((facet) => state.state === 'all' || facet.state === state.state)
  const sum = (facets: View['facets']) => facets.reduce((all, each) => all + each.count, 0)
  const kinds = changeKinds
    .map((kind) => ({
      ...kind,
      low: sum(shown.filter((facet) => facet.kind === kind.id && facet.risk === 'low')),
      high: sum(shown.filter((facet) => facet.kind === kind.id && facet.risk === 'high')),
    }))
    .filter(({ id, low, high }) => low + high > 0 || state.kind === id)
  if (kinds.length === 0) return null
  return (
    <fieldset className="xt-facets" aria-label="差异的种类">
      {kinds.map(({ id, name, low, high }) => (
        <button
          key={id}
          type="button"
          aria-pressed={state.kind === id}
          onClick={() => set({ kind: state.kind === id ? '' : id, item: 0 })}
        >
          {name} <b>{count(low + high)}</b>
          {high > 0 && <span className="xt-risk">⚠ {count(high)}</span>}
        </button>
      ))}
      <Checkbox
        checked={state.risk === 'high'}
        onChange={(event) => set({ risk: event.target.checked ? 'high' : '', item: 0 })}
      >
        只看高风险
      </Checkbox>
    </fieldset>
  )
}

function emptyWord(list: UnitListView, state: string): string {
  if (state !== 'undecided') return '没有符合条件的差异'
  const { undecided, accepted, refused, waiting, applied, failed } = list.tally
  if (undecided > 0) return '没有符合条件的差异'
  return accepted + refused + waiting + applied + failed > 0
    ? '差异已全部核定'
    : '名单与现有机构一致，没有需要核定的差异'
}
