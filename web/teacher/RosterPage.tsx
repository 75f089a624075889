import { CloudUploadOutlined, DownloadOutlined, ExportOutlined, TableOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { App, Button, Select, type TableColumnsType, type TableProps, Tag } from 'antd'
import { type KeyboardEvent, useState } from 'react'
import type { Answer } from '../../contract/endpoint.ts'
import { queryApi } from '../../contract/query.ts'
import { stageNames, stages } from '../../contract/teacher.ts'
import type { Tables } from '../../standard/indicator.ts'
import { call, useLoad } from '../platform/api.ts'
import { useKeys } from '../platform/keys.ts'
import { ListTable, OnlyOnce, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { StageTag } from '../platform/stage.tsx'
import { age, moment } from '../platform/time.tsx'
import { ColumnDialog } from '../query/ColumnDialog.tsx'
import { ExportDialog } from '../query/ExportDialog.tsx'
import { FilterBar } from '../query/FilterBar.tsx'
import { findField, type Placed, readColumns, readFilters, writeFilters } from '../query/filters.ts'
import '../query/query.css'
import { Views } from '../query/Views.tsx'
import { nameOfCode, useTables } from '../record/standard.tsx'
import { PrintMany } from '../register/PrintMany.tsx'
import { BulkBar } from './BulkBar.tsx'
import './teacher.css'

const first = { search: '', stage: '', unitId: '', category: '', f: '', cols: '', sort: 'name', page: 1, size: 20 }
type State = typeof first
type Line = Answer<typeof queryApi.list>['rows'][number]
/** Most people whom one act takes (contract/report.ts). */
const most = 5000

/** 教师名册: views by 环节, search, any indicator as filter and column, own views, selection across pages, the clerk's two acts over a set, export. */
export function RosterPage() {
  const { post } = useMe()
  const can = useCan()
  const { message } = App.useApp()
  const [state, set] = useUrlState<State>(first)
  const [picked, setPicked] = useState<string[]>([])
  const [gathering, setGathering] = useState(false)
  const [open, setOpen] = useState<'columns' | 'export' | null>(null)
  const tables = useTables().data
  const { categories, category, form, known } = useQueryForm(state)
  const query = askOf(state, category)
  const list = useLoad(queryApi.list, { body: query }, { keep: true, enabled: known || !namesIndicators(state) })
  const acts = can('report.hand-over')
  const total = list.data?.total ?? 0
  const shown = readColumns(state.cols).flatMap((key) => findField(form, key) ?? [])
  useKeys(arrows)

  const pickAll = async () => {
    setGathering(true)
    try {
      const ids: string[] = []
      for (let page = 1; ids.length < Math.min(total, most); page++) {
        const { rows } = await call(queryApi.list, { body: { ...query, columns: [], page, size: 200 } })
        ids.push(...rows.map((row) => row.id))
        if (rows.length < 200) break
      }
      setPicked([...new Set(ids)].slice(0, most))
    } catch (error) {
      void message.error(sentenceOf(error))
    }
    setGathering(false)
  }
  const filtered = [state.search, state.stage, state.unitId, state.category, state.f].some((each) => each !== '')
  const all = () => set({ search: '', stage: '', unitId: '', category: '', f: '' })

  return (
    <Page
      title="教师名册"
      action={
        <>
          {can('export.make') && (
            <Button icon={<ExportOutlined />} disabled={total === 0} onClick={() => setOpen('export')}>
              导出
            </Button>
          )}{' '}
          {can('import.work') && (
            <Link to="/intake">
              <Button icon={<CloudUploadOutlined />}>批量导入</Button>
            </Link>
          )}
        </>
      }
    >
      <Stages counts={list.data?.counts} stage={state.stage} onChange={(stage) => set({ stage })} />
      <div className="xt-filters">
        <SearchField value={state.search} onChange={(search) => set({ search })} placeholder="姓名、全国唯一编号" />
        {state.unitId !== '' && (
          <Tag closable onClose={() => set({ unitId: '' })}>
            机构：{list.data?.rows[0]?.unitName ?? state.unitId}
          </Tag>
        )}
        {categories.length > 1 && (
          <Select
            aria-label="学校类别"
            className="xt-query-category"
            value={state.category}
            onChange={(chosen: string) => set({ category: chosen, f: '', cols: '' })}
            options={[
              { value: '', label: '全部学校类别' },
              ...categories.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <FilterBar
          form={form}
          filters={readFilters(state.f)}
          onChange={(filters) => set({ f: writeFilters(filters), stage: '' })}
        />
        <span className="xt-right" />
        <Button icon={<TableOutlined />} disabled={!form} onClick={() => setOpen('columns')}>
          列{shown.length > 0 && ` ${shown.length}`}
        </Button>
        <Views kind="list" state={state} onOpen={(kept) => set({ ...first, ...asState(kept) })} />
        <Select
          aria-label="排序"
          style={{ width: 150 }}
          value={state.sort}
          onChange={(sort: string) => set({ sort })}
          options={[
            { value: 'name', label: '按姓名' },
            { value: 'since', label: '按停留时间' },
            { value: 'unit', label: '按学校' },
            ...shown
              .filter(({ field }) => field.sorted)
              .flatMap(({ field, label }) => [
                { value: field.key, label: `按${label}` },
                { value: `-${field.key}`, label: `按${label}（倒序）` },
              ]),
          ]}
        />
        {acts && total > 0 && (
          <Button loading={gathering} onClick={() => void pickAll()}>
            选中全部 {Math.min(total, most)} 人
          </Button>
        )}
      </div>
      <Loaded
        load={list}
        isEmpty={(data) => data.rows.length === 0}
        empty={
          filtered ? (
            <Nothing what="没有符合条件的教师" next={<Button onClick={all}>查看全部</Button>} />
          ) : (
            <Nothing
              what={acts ? '本校还没有教师。先由系统管理员生成教师账号，再下载模板批量导入信息。' : '还没有教师信息。'}
              next={
                acts && (
                  <Link to="/intake">
                    <Button type="primary" icon={<DownloadOutlined />}>
                      下载模板并导入
                    </Button>
                  </Link>
                )
              }
            />
          )
        }
      >
        {(data) => (
          <>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the links inside */}
            <div className="xt-roster" onKeyDown={moveInRoster}>
              <ListTable<Line>
                label="教师名册"
                rowKey="id"
                dataSource={data.rows}
                loading={list.isPlaceholderData}
                columns={columns(
                  tables,
                  post.level === 'school',
                  post.category,
                  shown.map((placed) => chosenColumn(placed, readColumns(state.cols), state.sort)),
                )}
                onChange={sorting(set)}
                pagination={pager(state, data.total, set)}
                {...(acts && {
                  rowSelection: {
                    selectedRowKeys: picked,
                    preserveSelectedRowKeys: true,
                    columnTitle: (box) => <OnlyOnce>{box}</OnlyOnce>,
                    onChange: (keys) => setPicked(keys.map(String)),
                    getCheckboxProps: (row) => ({ 'aria-label': `选择${row.name}` }),
                  },
                })}
              />
            </div>
            <p className="xt-quiet xt-no-print xt-keys">↑ ↓ 选择教师，Enter 打开档案</p>
          </>
        )}
      </Loaded>
      {acts && (
        <BulkBar
          ids={picked}
          onClear={() => setPicked([])}
          onDone={() => setPicked([])}
          extra={<PrintMany ids={picked} />}
        />
      )}
      {form && open === 'columns' && (
        <ColumnDialog
          form={form}
          columns={readColumns(state.cols)}
          onClose={() => setOpen(null)}
          onDone={(keys) => {
            set({ cols: keys.join(',') })
            setOpen(null)
          }}
        />
      )}
      {open === 'export' && (
        <ExportDialog
          ask={withoutPage(query)}
          people={total}
          columns={shown.map(({ label }) => label)}
          onClose={() => setOpen(null)}
        />
      )}
    </Page>
  )
}

/** The indicators of the category that is chosen, or the only one there is. */
function useQueryForm(state: State) {
  const unit = unitOf(state)
  const shared = useLoad(queryApi.indicators, { query: unit })
  const categories = shared.data?.categories ?? []
  const only = categories.length === 1 ? (categories[0]?.id ?? '') : ''
  const category = state.category || only
  const own = useLoad(queryApi.indicators, { query: { ...unit, category } }, { enabled: category !== '' })
  return { categories, category, form: category === '' ? shared.data : own.data, known: shared.data !== undefined }
}

const unitOf = ({ unitId }: State) => (/^\d{1,12}$/.test(unitId) ? { unitId } : {})

/** Only then it matters by which category the list is read. */
const namesIndicators = ({ f, cols, sort }: State) => f !== '' || cols !== '' || sort.includes('.')

function askOf(state: State, category: string) {
  const stage = stages.find((each) => each === state.stage)
  const indicators = namesIndicators(state)
  return {
    page: state.page,
    size: state.size,
    sort: state.sort,
    filters: readFilters(state.f),
    columns: readColumns(state.cols),
    ...unitOf(state),
    ...(state.search !== '' && { search: state.search }),
    ...(stage && { stage }),
    ...((state.category !== '' || indicators) && category !== '' && { category }),
  }
}

const withoutPage = ({ page: _, size: __, ...ask }: ReturnType<typeof askOf>) => ask

const asState = (kept: Record<string, string>): Partial<State> =>
  Object.fromEntries(
    Object.entries(kept).flatMap(([key, value]) =>
      key in first ? [[key, key === 'size' ? Number(value) || first.size : value]] : [],
    ),
  )

function Stages(props: {
  counts: Partial<Record<string, number>> | undefined
  stage: string
  onChange: (stage: string) => void
}) {
  const { counts, stage, onChange } = props
  const all = Object.values(counts ?? {}).reduce<number>((sum, count) => sum + (count ?? 0), 0)
  const views = [
    { key: '', name: '全部', count: all },
    ...stages.map((key) => ({ key: String(key), name: stageNames[key], count: counts?.[key] ?? 0 })),
  ]
  return (
    <nav className="xt-views" aria-label="按环节查看">
      {views.map((view) => (
        <button
          key={view.key}
          type="button"
          aria-pressed={stage === view.key}
          className={view.count === 0 && stage !== view.key ? 'xt-none' : ''}
          onClick={() => onChange(view.key)}
        >
          {view.name} <b>{counts ? view.count : ''}</b>
        </button>
      ))}
    </nav>
  )
}

function columns(
  tables: Tables | undefined,
  inSchool: boolean,
  category: string | null,
  chosen: TableColumnsType<Line>,
): TableColumnsType<Line> {
  const staff = category === 'kindergarten' ? 'staff_category_kindergarten' : 'staff_category'
  const code = (table: string) => (value: string | null) =>
    nameOfCode(tables, table, value) || <span className="xt-quiet">—</span>
  return [
    {
      title: '姓名',
      dataIndex: 'name',
      fixed: 'left',
      render: (name: string, row) => (
        <Link to="/teachers/$teacherId" params={{ teacherId: row.id }} data-row>
          {name}
        </Link>
      ),
    },
    { title: '环节', dataIndex: 'stage', render: (_: unknown, row) => <StageTag stage={row.stage} /> },
    { title: '停留', dataIndex: 'since', render: (since: string) => <time title={moment(since)}>{age(since)}</time> },
    { title: '性别', dataIndex: 'gender', render: code('gender') },
    {
      title: '出生日期',
      dataIndex: 'birthDate',
      render: (date: string | null) => date ?? <span className="xt-quiet">—</span>,
    },
    ...(inSchool ? [] : [{ title: '学校', dataIndex: 'unitName' }]),
    ...chosen,
    { title: '教职工类别', dataIndex: 'staffCategory', render: code(staff) },
    { title: '是否在编', dataIndex: 'inEstablishment', render: code('yes_no') },
    { title: '最高学历', dataIndex: 'highestEducation', render: code('education_level') },
    { title: '岗位等级', dataIndex: 'currentPostGrade', render: code('post_grade') },
    { title: '人员状态', dataIndex: 'personnelStatus', render: code('personnel_status') },
    { title: '全国唯一编号', dataIndex: 'nationalNo' },
  ]
}

/** A chosen indicator; its text comes from the server, at its place among the columns that were asked for. */
function chosenColumn({ field, label }: Placed, keys: readonly string[], sort: string): TableColumnsType<Line>[number] {
  return {
    title: label,
    key: field.key,
    render: (_: unknown, row) => row.cells[keys.indexOf(field.key)] || <span className="xt-quiet">—</span>,
    ...(field.sorted && {
      sorter: true,
      sortOrder: sort === field.key ? ('ascend' as const) : sort === `-${field.key}` ? ('descend' as const) : null,
    }),
  }
}

const sorting =
  (set: (change: Partial<State>) => void): NonNullable<TableProps<Line>['onChange']> =>
  (_, __, sorter, { action }) => {
    const [one] = Array.isArray(sorter) ? sorter : [sorter]
    if (action !== 'sort' || !one?.columnKey) return
    set({ sort: one.order ? `${one.order === 'descend' ? '-' : ''}${String(one.columnKey)}` : first.sort })
  }

const links = () => [...document.querySelectorAll<HTMLAnchorElement>('.xt-roster a[data-row]')]

/** From anywhere on the page an arrow goes to the list: its first person, or its last. */
function focusRow(place: number): void {
  const all = links()
  if (!all.some((link) => link === document.activeElement)) all.at(place)?.focus()
}

const arrows = { ArrowDown: () => focusRow(0), ArrowUp: () => focusRow(-1) }

function moveInRoster(event: KeyboardEvent): void {
  const all = links()
  const here = document.activeElement instanceof HTMLAnchorElement ? all.indexOf(document.activeElement) : -1
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || here < 0) return
  event.preventDefault()
  all[Math.min(all.length - 1, Math.max(0, here + step))]?.focus()
}
