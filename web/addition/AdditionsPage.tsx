import { SendOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { App, Button, Segmented, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { type AdditionRow, additionApi, additionStageNames, additionStages } from '../../contract/addition.ts'
import type { SetResult } from '../../contract/report.ts'
import { subsets } from '../../standard/subsets.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Nothing } from '../platform/faces.tsx'
import { ListTable, OnlyOnce, pager, SearchField, useUrlState } from '../platform/list.tsx'
import { Loaded, Page, sentenceOf } from '../platform/Page.tsx'
import { Age } from '../platform/time.tsx'
import { ResultsDialog } from '../teacher/SetResults.tsx'

/** 新增信息 of the school: what was added to records in effect, where each is; those at the clerk's desk are handed over as a set. */
export function AdditionsPage() {
  const { message } = App.useApp()
  const [state, set] = useUrlState({ page: 1, size: 20, stage: '', search: '' })
  const stage = additionStages.find((each) => each === state.stage)
  const { page, size, search } = state
  const list = useLoad(
    additionApi.list,
    { query: { page, size, ...(stage && { stage }), ...(search && { search }) } },
    { keep: true },
  )
  const handOver = useAct(additionApi.handOver)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [result, setResult] = useState<SetResult | null>(null)
  const send = (teacherIds: string[]) =>
    handOver.mutate(
      { body: { teacherIds } },
      {
        onSuccess: (answer) => {
          setResult(answer)
          setChosen([])
        },
        onError: (refusal) => void message.error(sentenceOf(refusal), 6),
      },
    )
  return (
    <Page title="新增信息">
      <div className="xt-note xt-scroll-x">
        <Space wrap>
          <Segmented
            aria-label="环节"
            value={state.stage}
            onChange={(value) => set({ stage: value })}
            options={[
              { value: '', label: '全部' },
              ...additionStages.map((each) => ({
                value: each,
                label: `${additionStageNames[each]} ${list.data?.counts[each] ?? 0}`,
              })),
            ]}
          />
          <SearchField value={search} onChange={(value) => set({ search: value })} placeholder="姓名" width={160} />
          <Button
            type="primary"
            icon={<SendOutlined />}
            disabled={chosen.length === 0}
            loading={handOver.isPending}
            onClick={() =>
              send([
                ...new Set(
                  (list.data?.rows ?? []).flatMap((row) => (chosen.includes(row.changeId) ? row.teacherId : [])),
                ),
              ])
            }
          >
            核对并提交负责人{chosen.length > 0 && `（${chosen.length}）`}
          </Button>
        </Space>
      </div>
      <Loaded
        load={list}
        isEmpty={({ total }) => total === 0}
        empty={<Nothing what="没有办理中的新增信息。教师在手机上、学校在教师档案中都可以新增。" />}
      >
        {({ total, rows }) => (
          <ListTable
            label="新增信息"
            rowKey="changeId"
            columns={columns}
            dataSource={rows}
            pagination={pager({ page, size }, total, set)}
            rowSelection={{
              columnTitle: (box) => <OnlyOnce>{box}</OnlyOnce>,
              selectedRowKeys: [...chosen],
              onChange: (keys) => setChosen(keys.map(String)),
              getCheckboxProps: (row) => ({
                disabled: !mayHandOver(row),
                'aria-label': `选择 ${row.name}`,
              }),
            }}
          />
        )}
      </Loaded>
      <ResultsDialog title="提交负责人" result={result} onClose={() => setResult(null)} />
    </Page>
  )
}

const mayHandOver = ({ stage, byTeacher }: AdditionRow): boolean =>
  stage === 'check' || stage === 'returned' || (stage === 'draft' && !byTeacher)

const labels: ReadonlyMap<string, string> = new Map(subsets.map(({ name, label }) => [name, label]))

const columns: TableColumnsType<AdditionRow> = [
  {
    title: '姓名',
    width: 120,
    render: (_, row) => (
      <Link to="/teachers/$teacherId" params={{ teacherId: row.teacherId }} search={{}}>
        {row.name}
      </Link>
    ),
  },
  { title: '新增的信息', render: (_, row) => row.subsets.map((name) => labels.get(name) ?? name).join('、') },
  {
    title: '环节',
    width: 200,
    render: (_, row) => `${additionStageNames[row.stage]}${row.byTeacher ? '（教师本人填写中）' : ''}`,
  },
  { title: '单位', dataIndex: 'unitName', width: 200, ellipsis: true },
  { title: '已停留', width: 120, render: (_, row) => <Age at={row.since} /> },
]
