import { App, Button, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { type Choice, profileApi, type VersionLine } from '../../contract/profile.ts'
import { call, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { Moment } from '../platform/time.tsx'
import { tellLeftOut } from './Dialogs.tsx'
import { Differences } from './ImpactTab.tsx'
import type { Draft } from './use-draft.ts'

type Version = z.infer<typeof VersionLine>

/** 历次版本: who published what and why; two of them compared; one taken back into the draft. */
export function VersionsTab({ choice, draft }: { choice: Choice; draft: Draft }) {
  const { modal } = App.useApp()
  const confirm = useConfirm()
  const [state, set] = useUrlState({ tab: 'grid', page: 1, size: 20 })
  const params = { category: choice.category }
  const load = useLoad(profileApi.versions, { params, query: { page: state.page, size: state.size } }, { keep: true })
  const editable = choice.can.includes('edit')
  const takeBack = (version: number) =>
    confirm({
      title: `取用第 ${version} 版的选定`,
      content: '放进草稿，草稿中现有的改动被替换。提交并确认后成为新的版本，历次版本都保留。',
      ok: `取用第 ${version} 版`,
      act: async () => {
        const left: string[] = []
        await draft.act(async (v) => {
          const answer = await call(profileApi.copy, { params, body: { v, version } })
          left.push(...answer.leftOut)
          return answer.choice
        })
        tellLeftOut(modal, left)
      },
      done: `已取用第 ${version} 版到草稿`,
    })
  const columns: TableColumnsType<Version> = [
    {
      title: '版本',
      dataIndex: 'version',
      width: 130,
      render: (version: number) => `第 ${version} 版${version === choice.inForce.version ? '（现行）' : ''}`,
    },
    { title: '生效日期', dataIndex: 'inForceOn', width: 110 },
    { title: '发布时间', dataIndex: 'publishedAt', width: 150, render: (at: string) => <Moment at={at} /> },
    { title: '依据', dataIndex: 'reason', className: 'xt-wrap', width: 260 },
    { title: '提交', dataIndex: 'submittedBy', width: 120 },
    { title: '确认', dataIndex: 'confirmedBy', width: 120 },
    ...(editable
      ? [
          {
            title: '操作',
            key: 'acts',
            width: 110,
            render: (_: unknown, { version }: Version) =>
              version !== choice.inForce.version && (
                <Button size="small" type="link" onClick={() => takeBack(version)}>
                  取用第 {version} 版
                </Button>
              ),
          },
        ]
      : []),
  ]
  return (
    <Loaded load={load}>
      {(page) => (
        <>
          <ListTable
            label="历次版本"
            rowKey="version"
            columns={columns}
            dataSource={page.rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, page.total, set)}
          />
          {page.rows.length > 1 ? (
            <Comparison choice={choice} versions={page.rows.map(({ version }) => version)} />
          ) : (
            <p className="xt-quiet">有两个以上版本后，可以在这里比较。</p>
          )}
        </>
      )}
    </Loaded>
  )
}

function Comparison({ choice, versions }: { choice: Choice; versions: readonly number[] }) {
  const [from, setFrom] = useState(versions[1] ?? 1)
  const [to, setTo] = useState(versions[0] ?? 1)
  const load = useLoad(profileApi.compare, { params: { category: choice.category }, query: { from, to } })
  const options = versions.map((version) => ({ value: version, label: `第 ${version} 版` }))
  return (
    <section aria-label="比较两个版本" className="xt-choice-comparison">
      <h2 className="xt-choice-title">比较两个版本</h2>
      <div className="xt-filters">
        <Select aria-label="从" value={from} options={options} onChange={setFrom} /> 到
        <Select aria-label="到" value={to} options={options} onChange={setTo} />
      </div>
      <Loaded load={load} isEmpty={(data) => data.differences.length === 0} empty={<Nothing what="两个版本没有差异" />}>
        {(data) => <Differences differences={data.differences} before={`第 ${from} 版`} />}
      </Loaded>
    </section>
  )
}
