import { TableOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Button, type TableColumnsType } from 'antd'
import { deskApi, type ProblemRule } from '../../contract/desk.ts'
import type { Answer } from '../../contract/endpoint.ts'
import { progressApi } from '../../contract/progress.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { StageTag } from '../platform/stage.tsx'

type Person = Answer<typeof deskApi.people>['rows'][number]

/** Whom a rule found, with what it says of each, and the two ways to mend: the one field in the record, or exactly these cells as a sheet. */
export function ProblemPeople(props: {
  rule: ProblemRule
  state: { page: number; size: number }
  set: (change: { page: number; size: number }) => void
  query: { unitId?: string }
}) {
  const { rule, state, set, query } = props
  const asked = { subset: rule.subset, rule: rule.code, ...(rule.field && { field: rule.field }) }
  const load = useLoad(
    deskApi.people,
    { query: { ...query, ...asked, page: state.page, size: state.size } },
    { keep: true },
  )
  const can = useCan()
  const ask = useConfirm()
  const act = useAct(progressApi.urgePeople)
  const due = (load.data?.rows ?? []).filter(
    ({ findings, stage }) => findings.length > 0 && (stage === 'empty' || stage === 'draft' || stage === 'returned'),
  )
  const what = `“${rule.fieldLabel ?? rule.subsetLabel}”${rule.title}`
  const urge = () =>
    ask({
      title: `催办 ${due.length} 名教师`,
      content: `消息送达教师本人，写明${what}和截止日期。最近催办过的不再重复。`,
      ok: `催办 ${due.length} 名教师`,
      act: () =>
        act.mutateAsync({
          body: {
            teacherIds: due.map(({ teacherId }) => teacherId),
            text: `{姓名}老师，您的信息中${what}，请在 {截止} 前（{剩余}）补充并提交。`,
          },
        }),
      done: '已催办',
    })
  const sheet = new URLSearchParams({ ...query, ...asked, ...(rule.field && { fields: rule.field }) })
  return (
    <section aria-label="涉及的人员">
      <div className="xt-desk-head">
        <h2>
          {rule.fieldLabel ?? rule.subsetLabel}：{rule.title}
        </h2>
        <span className="xt-desk-acts">
          {rule.openToTeacher && can('progress.urge.teacher') && due.length > 0 && (
            <Button onClick={urge}>催办这 {due.length} 名教师</Button>
          )}
          <AppLink to={`/desk/sheet?${sheet}`} className="xt-button xt-button-first">
            <TableOutlined /> 用表格批量填写
          </AppLink>
        </span>
      </div>
      <Loaded load={load} isEmpty={(data) => data.rows.length === 0} empty={<Nothing what="这类问题已经没有了。" />}>
        {(data) => (
          <ListTable<Person>
            label="涉及的人员"
            rowKey="teacherId"
            dataSource={data.rows}
            loading={load.isPlaceholderData}
            columns={columns}
            pagination={pager(state, data.total, set)}
          />
        )}
      </Loaded>
    </section>
  )
}

const columns: TableColumnsType<Person> = [
  {
    title: '姓名',
    dataIndex: 'name',
    render: (name: string, row) => (
      <Link to="/teachers/$teacherId" params={{ teacherId: row.teacherId }}>
        {name}
      </Link>
    ),
  },
  { title: '环节', dataIndex: 'stage', render: (_: unknown, row) => <StageTag stage={row.stage} /> },
  {
    title: '问题',
    dataIndex: 'findings',
    render: (findings: Person['findings']) =>
      findings.length === 0 ? (
        <span className="xt-quiet">已改正，待重新检测</span>
      ) : (
        <ul className="xt-desk-said">
          {findings.slice(0, 5).map((finding) => (
            <li key={`${finding.row}${finding.field}${finding.code}`}>{finding.message}</li>
          ))}
        </ul>
      ),
  },
  {
    title: '办理',
    dataIndex: 'canEdit',
    render: (canEdit: boolean, row) => {
      const at = row.findings[0]
      if (!at) return null
      const place = [at.subset, at.row ?? '', at.field ?? ''].join(',')
      return (
        <AppLink to={`/teachers/${row.teacherId}?at=${place}`}>
          <Button size="small">{canEdit ? '去改' : '查看'}</Button>
        </AppLink>
      )
    },
  },
]
