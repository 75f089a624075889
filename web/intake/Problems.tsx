import { CloseOutlined, DownloadOutlined } from '@ant-design/icons'
import { Alert, App, Button, Checkbox, Pagination, Segmented, Tabs } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { download } from '../platform/api.ts'
import { RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { Facets } from './Facets.tsx'
import { count } from './parts.tsx'
import { RowSheet } from './RowSheet.tsx'
import { useSheetColumns } from './sheet-columns.ts'
import { UploadAgain } from './UploadBox.tsx'
import { useRows } from './use-rows.ts'
import { type Batch, errorsIn, type FacetGroup, firstSheet, groupsOf, type RowFilter } from './view.ts'

export interface ProblemsState {
  sheet: number
  column: number
  code: string
  only: string
  page: number
  size: number
}

/** ④ 修改: the problems by kind at the left, their rows as a sheet at the right; both mend, and the server judges again at once. */
export function Problems(props: {
  batch: Batch
  state: ProblemsState
  set: (change: Partial<ProblemsState>) => void
  onTrial: () => void
}) {
  const { batch, state, set, onTrial } = props
  const { message } = App.useApp()
  const [narrow, setNarrow] = useState(false)
  const groups = useMemo(() => groupsOf(batch.facets), [batch.facets])
  const filter = useFilter(batch, state)
  const rows = useRows(batch.id, filter, state.page, state.size)
  const chosen = groups.find(
    (group) => group.sheet === filter.sheet && group.column === filter.column && group.code === filter.code,
  )
  const eager = useRef(false)
  const choose = (group: FacetGroup | null | undefined) => {
    eager.current = Boolean(group)
    set(
      group
        ? { sheet: group.sheet, column: group.column, code: group.code }
        : { sheet: filter.sheet, column: -1, code: '' },
    )
  }
  // when the last of a kind was mended in bulk, the next kind opens by itself
  const advance = useRef(false)
  useEffect(() => {
    if (!advance.current || chosen || rows.waiting > 0) return
    advance.current = false
    choose(groups[0])
  })
  const sheet = batch.sheets.find((each) => each.index === filter.sheet)
  const columns = useSheetColumns(sheet)
  return (
    <>
      {batch.errorCells === 0 && (
        <Alert
          type="success"
          showIcon
          className="xt-note"
          title={
            batch.warningCells
              ? `没有错误了，还有 ${count(batch.warningCells)} 处提醒，核对后可以提交`
              : '没有错误了，可以提交'
          }
          action={
            <Button type="primary" onClick={onTrial}>
              下一步：试算
            </Button>
          }
        />
      )}
      <Alert
        type="info"
        showIcon
        className="xt-note xt-intake-phone"
        title="改正表格请用电脑办理，手机上可以查看问题、重新上传"
      />
      <RefusedNote refusal={rows.refusal} onClose={rows.forget} />
      <div className="xt-intake-problems">
        <Facets
          batch={batch}
          groups={groups}
          chosen={chosen}
          columns={columns}
          eager={eager}
          onChoose={choose}
          onMend={(facet, text) => {
            void rows.mendFacet(facet, text).then((cells) => {
              advance.current = true
              if (cells > 0) void message.success(`已修改 ${count(cells)} 处`)
            })
          }}
        />
        <section className="xt-intake-rows" aria-label="各行">
          <Tabs
            size="small"
            activeKey={String(filter.sheet)}
            onChange={(key) => set({ sheet: Number(key), column: -1, code: '' })}
            items={batch.sheets
              .filter((each) => each.subset !== null)
              .map((each) => {
                const errors = errorsIn(batch, each.index)
                return { key: String(each.index), label: errors ? `${each.name}（${count(errors)}）` : each.name }
              })}
          />
          <div className="xt-filters">
            {filter.code ? (
              <Button size="small" icon={<CloseOutlined />} iconPlacement="end" onClick={() => choose(null)}>
                只看：{chosen ? `${chosen.label || '整行'}：${chosen.title}` : '已改正的一类'}
              </Button>
            ) : (
              <Segmented
                size="small"
                value={filter.only}
                options={[
                  { value: 'errors', label: '只看错误行' },
                  { value: 'warnings', label: '只看提醒行' },
                  { value: 'all', label: '全部行' },
                ]}
                onChange={(only) => set({ only })}
              />
            )}
            <Checkbox checked={narrow} onChange={(event) => setNarrow(event.target.checked)}>
              只显示有问题的列
            </Checkbox>
            <span className="xt-quiet" role="status">
              {rows.waiting > 0
                ? `正在保存 ${rows.waiting} 处…`
                : `显示 ${count(rows.total)} / ${count(sheet?.rows ?? 0)} 行`}
            </span>
            <span className="xt-right xt-intake-acts">
              <AnnotatedButton batchId={batch.id} />
              {batch.can.includes('reupload') && <UploadAgain batchId={batch.id}>重新上传</UploadAgain>}
            </span>
          </div>
          <RowSheet
            batch={batch}
            rows={rows}
            filter={filter}
            columns={columns}
            narrow={narrow}
            onAll={() => set({ only: 'all', code: '', column: -1 })}
          />
          {rows.total > state.size && (
            <Pagination
              size="small"
              className="xt-intake-pager"
              current={state.page}
              pageSize={state.size}
              total={Math.min(rows.total, 10_000)}
              pageSizeOptions={[50, 100, 200]}
              showSizeChanger
              showQuickJumper
              showTotal={() => `共 ${count(rows.total)} 行`}
              onChange={(page, size) => set({ page: size === state.size ? page : 1, size })}
            />
          )}
        </section>
      </div>
      <div className="xt-bulk">
        <span className="xt-quiet">
          {batch.errorCells > 0
            ? `余 ${count(batch.errorCells)} 处错误（${count(batch.errorRows)} 行），全部改正后提交；也可以跳过有错误的行。`
            : '没有错误'}
        </span>
        <span className="xt-right">
          <Button type={batch.errorCells > 0 ? 'default' : 'primary'} onClick={onTrial}>
            {batch.errorCells > 0 ? `跳过 ${count(batch.errorRows)} 行错误行，先试算` : '下一步：试算'}
          </Button>
        </span>
      </div>
    </>
  )
}

function useFilter(batch: Batch, state: ProblemsState): RowFilter {
  const sheet = state.sheet >= 0 ? state.sheet : firstSheet(batch)
  // a batch that was opened without errors begins with all its rows
  const [usual] = useState<RowFilter['only']>(() =>
    batch.errorCells > 0 ? 'errors' : batch.warningCells > 0 ? 'warnings' : 'all',
  )
  const only = state.only === 'all' || state.only === 'warnings' || state.only === 'errors' ? state.only : usual
  return useMemo(
    () => ({ sheet, only, code: state.code, column: state.column }),
    [sheet, only, state.code, state.column],
  )
}

/** 下载批注文件: his own workbook, wrong cells coloured and commented. */
export function AnnotatedButton({ batchId }: { batchId: string }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const fetchIt = async () => {
    setBusy(true)
    try {
      await download(intakeApi.annotated, { params: { batchId } }, '批注文件.xlsx')
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void fetchIt()}>
      下载批注文件
    </Button>
  )
}
