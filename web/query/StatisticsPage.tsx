import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { App, Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import type { CrossTable, Filter, Head } from '../../contract/query.ts'
import { hiddenSign, queryApi, smallest } from '../../contract/query.ts'
import { download, useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { UnitChooser } from '../unit/UnitChooser.tsx'
import { Bars } from './Bars.tsx'
import { FieldSelect } from './FieldSelect.tsx'
import { FilterBar } from './FilterBar.tsx'
import { readFilters, writeFilters } from './filters.ts'
import './query.css'
import { Views } from './Views.tsx'

const first = { rows: '', columns: '', category: '', unitId: '', f: '', as: 'n' }
type State = typeof first
const beside = [
  { value: 'unit', label: '下级单位' },
  { value: 'age', label: '年龄' },
]

/** 统计分析: people in effect by any one or two indicators; every number leads to its people, where they may be listed. */
export function StatisticsPage() {
  const { post } = useMe()
  const { message } = App.useApp()
  const [state, set] = useUrlState<State>(first)
  const [fetching, setFetching] = useState(false)
  const shared = useLoad(queryApi.indicators, { query: {} })
  const categories = shared.data?.categories ?? []
  const category = state.category || (categories.length === 1 ? (categories[0]?.id ?? '') : '')
  const unit = state.unitId === '' ? {} : { unitId: state.unitId }
  const own = useLoad(queryApi.indicators, { query: { ...unit, category } }, { enabled: category !== '' })
  const form = category === '' ? shared.data : own.data
  const filters = readFilters(state.f)
  const ask = {
    rows: state.rows,
    filters,
    ...unit,
    ...(state.columns !== '' && { columns: state.columns }),
    ...(category !== '' && { category }),
  }
  const load = useLoad(queryApi.table, { body: ask }, { enabled: state.rows !== '' && form !== undefined, keep: true })
  const fetch = async () => {
    setFetching(true)
    try {
      await download(queryApi.tableBook, { body: ask }, '交叉表.xlsx')
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
    setFetching(false)
  }
  const ready = state.rows !== '' && load.data !== undefined
  return (
    <Page
      title="统计分析"
      action={
        <>
          <Views kind="table" state={state} onOpen={(kept) => set({ ...first, ...known(kept) })} />{' '}
          <Button icon={<PrinterOutlined />} disabled={!ready} onClick={() => window.print()}>
            打印
          </Button>{' '}
          <Button icon={<DownloadOutlined />} disabled={!ready} loading={fetching} onClick={() => void fetch()}>
            导出
          </Button>
        </>
      }
    >
      <div className="xt-query-sides xt-no-print">
        {categories.length > 1 && (
          <div>
            <label htmlFor="category">学校类别</label>
            <Select
              id="category"
              style={{ width: '100%' }}
              value={state.category}
              onChange={(chosen: string) => set({ category: chosen, rows: '', columns: '', f: '' })}
              options={[
                { value: '', label: '全部（共有的指标）' },
                ...categories.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </div>
        )}
        {post.level !== 'school' && (
          <div>
            <span>范围</span>
            <UnitChooser
              label="范围"
              placeholder={`${post.unitName}及下级`}
              value={state.unitId || null}
              onChange={(unitId) => set({ unitId: unitId ?? '' })}
            />
          </div>
        )}
        {form && (
          <>
            <div>
              <label htmlFor="rows">行</label>
              <FieldSelect
                id="rows"
                form={form}
                use="counted"
                beside={beside}
                value={state.rows || null}
                onChange={(rows) => set({ rows })}
              />
            </div>
            <div>
              <label htmlFor="columns">列（可不选）</label>
              <FieldSelect
                id="columns"
                form={form}
                use="counted"
                beside={beside}
                allowClear
                value={state.columns || null}
                onChange={(columns) => set({ columns })}
              />
            </div>
          </>
        )}
      </div>
      <div className="xt-filters xt-no-print">
        <FilterBar form={form} filters={filters} onChange={(chosen) => set({ f: writeFilters(chosen) })} />
        {ready && (
          <Segmented
            className="xt-right"
            aria-label="显示"
            value={state.as}
            options={[
              { value: 'n', label: '人数' },
              { value: 'row', label: '占行 %' },
              { value: 'column', label: '占列 %' },
              { value: 'all', label: '占合计 %' },
            ]}
            onChange={(as) => set({ as })}
          />
        )}
      </div>
      {state.rows === '' ? (
        <Nothing what="选一个指标作行，就能看到人数；再选一个作列，成为交叉表。每个数都能点开名单。" />
      ) : (
        <Loaded
          load={load}
          isEmpty={({ rows }) => rows.length === 0}
          empty={<Nothing what="没有符合条件的已生效教师" />}
        >
          {(table) => (
            <>
              <Cross table={table} as={state.as} link={(heads) => linkOf(state, category, filters, heads)} />
              <p className="xt-quiet">
                口径：{table.unitName}及下级已生效的教师，{moment(table.at)}
                {table.version !== null && `，指标体系第 ${table.version} 版`}。
                {table.overlapping && '一人可有多个取值，各项之和可能大于合计。'}
                {!table.drill &&
                  `含敏感指标：小于 ${smallest} 的数及可推算出它们的数不显示（${hiddenSign}），也不能打开名单。`}
              </p>
              <Bars
                label={table.rowLabel}
                rows={table.rows.map(({ label }, at) => ({ label, n: table.rowTotals[at] ?? null }))}
              />
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}

const known = (kept: Record<string, string>): Partial<State> =>
  Object.fromEntries(Object.entries(kept).filter(([key]) => key in first))

/** The roster of who is counted in a number; null where a unit cannot be named by its address. */
function linkOf(
  state: State,
  category: string,
  filters: readonly Filter[],
  heads: readonly Head[],
): Record<string, string> | null {
  const units = heads.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]))
  // what is the unit's own, and no unit's below
  if (heads.some((head) => head.unitId === null && head.filters.length === 0)) return null
  const more = heads.flatMap((head) => head.filters)
  const f = writeFilters([...filters, ...more])
  const unitId = units[0] ?? state.unitId
  return {
    stage: 'effective',
    ...(category !== '' && { category }),
    ...(unitId !== '' && { unitId }),
    ...(f !== '' && { f }),
  }
}

function Cross(props: {
  table: CrossTable
  as: string
  link: (heads: readonly Head[]) => Record<string, string> | null
}) {
  const { table, as, link } = props
  const show = (
    n: number | null | undefined,
    of: { row: number | null | undefined; column: number | null | undefined },
  ) => {
    if (n === null || n === undefined) return hiddenSign
    const base = as === 'row' ? of.row : as === 'column' ? of.column : as === 'all' ? table.total : undefined
    if (base === undefined) return n.toLocaleString('zh-CN')
    return base === null || base === 0 ? '—' : `${((n * 100) / base).toFixed(1)}%`
  }
  const cell = (n: number | null | undefined, of: Parameters<typeof show>[1], heads: readonly Head[]) => {
    const to = table.drill && n ? link(heads) : null
    const words = show(n, of)
    return to ? (
      <Link to="/teachers" search={to} aria-label={`${heads.map(({ label }) => label).join('、') || '合计'}：${words}`}>
        {words}
      </Link>
    ) : (
      words
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
    <section className="xt-cross-scroll" aria-label="交叉表" tabIndex={0}>
      <table className="xt-cross">
        <thead>
          <tr>
            <th scope="col">{[table.rowLabel, table.columnLabel].filter((label) => label !== null).join(' ＼ ')}</th>
            {table.columns.map(({ value, label }) => (
              <th key={value} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">合计</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, r) => (
            <tr key={row.value}>
              <th scope="row">{row.label}</th>
              {table.columns.map((column, c) => (
                <td key={column.value}>
                  {cell(table.cells[r]?.[c], { row: table.rowTotals[r], column: table.columnTotals[c] }, [row, column])}
                </td>
              ))}
              <td className="xt-sum">
                {cell(table.rowTotals[r], { row: table.rowTotals[r], column: table.total }, [row])}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">合计</th>
            {table.columns.map((column, c) => (
              <td key={column.value}>
                {cell(table.columnTotals[c], { row: table.total, column: table.columnTotals[c] }, [column])}
              </td>
            ))}
            <td>{cell(table.total, { row: table.total, column: table.total }, [])}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
