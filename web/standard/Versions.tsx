import { Button, Pagination, Select, type TableColumnsType } from 'antd'
import { type NationalState, type NationalVersion, nationalApi } from '../../contract/national.ts'
import { call, useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { Moment } from '../platform/time.tsx'
import { Differences } from './Differences.tsx'
import type { National } from './use-national.ts'

/** 国家版本: who published what and why, and what one of them updated. At the centre one is taken back into the draft. */
export function Versions(props: { state?: NationalState; national?: National }) {
  const { state: centre, national } = props
  const confirm = useConfirm()
  const [state, set] = useUrlState({ tab: '', version: 0, page: 1, size: 20 })
  const load = useLoad(nationalApi.versions, { query: { page: state.page, size: state.size } }, { keep: true })
  const takeBack = (version: number) =>
    national &&
    centre &&
    confirm({
      title: version === 0 ? '草稿回到系统初始版本' : `草稿回到第 ${version} 版`,
      content: '草稿中现有的改动被替换；此后新增的代码保留，改为不再提供选择。提交并确认后成为新的国家版本。',
      ok: '放进草稿',
      act: () => national.act(() => call(nationalApi.takeBack, { body: { v: centre.draft.v, version } })),
      done: '已放进草稿',
    })
  const columns: TableColumnsType<NationalVersion> = [
    {
      title: '版本',
      dataIndex: 'version',
      width: 120,
      render: (version: number, { seen }) => (
        <>
          <Button type="link" size="small" onClick={() => set({ version, page: state.page })}>
            第 {version} 版
          </Button>
          {seen === false && <span className="xt-choice-changed">未了解</span>}
        </>
      ),
    },
    { title: '生效日期', dataIndex: 'inForceOn', width: 110 },
    { title: '发布时间', dataIndex: 'publishedAt', width: 150, render: (at: string) => <Moment at={at} /> },
    { title: '依据', dataIndex: 'reason', className: 'xt-wrap', width: 280 },
    { title: '提交', dataIndex: 'submittedBy', width: 110 },
    { title: '确认', dataIndex: 'confirmedBy', width: 110 },
    ...(centre?.can.includes('edit')
      ? [
          {
            title: '操作',
            key: 'acts',
            width: 110,
            render: (_: unknown, { version }: NationalVersion) =>
              // the draft stands on the newest and has not left it
              (version !== centre.draft.baseVersion || centre.draft.differences > 0) && (
                <Button size="small" type="link" onClick={() => takeBack(version)}>
                  回到第 {version} 版
                </Button>
              ),
          },
        ]
      : []),
  ]
  return (
    <Loaded
      load={load}
      isEmpty={({ total }) => total === 0}
      empty={<Nothing what="还没有发布过国家版本，各地使用系统初始的国家标准。" />}
    >
      {(page) => (
        <>
          <ListTable
            label="国家版本"
            rowKey="version"
            columns={columns}
            dataSource={page.rows}
            pagination={page.total > state.size ? pager(state, page.total, set) : false}
          />
          {centre?.can.includes('edit') && (
            <Button size="small" type="link" className="xt-national-shipped" onClick={() => takeBack(0)}>
              回到系统初始版本
            </Button>
          )}
          <Updated version={state.version || (page.rows[0]?.version ?? 0)} />
        </>
      )}
    </Loaded>
  )
}

/** 本次更新了什么. */
function Updated({ version }: { version: number }) {
  const [state, set] = useUrlState({ tab: '', version: 0, touched: 'all', at: 1, size: 20 })
  const see = useAct(nationalApi.seen)
  const load = useLoad(
    nationalApi.version,
    {
      params: { version: String(version) },
      query: { page: state.at, size: 50, touched: state.touched === 'own' ? 'own' : 'all' },
    },
    { keep: true },
  )
  return (
    <section aria-label="本次更新" className="xt-choice-comparison">
      <Loaded load={load}>
        {(said) => (
          <>
            <div className="xt-title-row">
              <h2 className="xt-choice-title">第 {version} 版更新了什么</h2>
              <Select
                aria-label="显示"
                className="xt-national-touched"
                value={state.touched}
                options={[
                  { value: 'all', label: '全部更新' },
                  { value: 'own', label: `与本单位采集的指标有关 ${said.ownTotal}` },
                ]}
                onChange={(touched) => set({ touched, at: 1 })}
              />
              <div className="xt-action">
                {said.can.includes('see') && (
                  <Button
                    type="primary"
                    loading={see.isPending}
                    onClick={() => see.mutate({ params: { version: String(version) } })}
                  >
                    本省已了解第 {version} 版
                  </Button>
                )}
              </div>
            </div>
            {said.rows.length === 0 ? (
              <Nothing what="这一版的更新与本单位采集的指标无关。" />
            ) : (
              <Differences rows={said.rows} />
            )}
            {said.total > 50 && (
              <Pagination
                size="small"
                current={state.at}
                pageSize={50}
                total={said.total}
                showSizeChanger={false}
                onChange={(at) => set({ at })}
              />
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}
