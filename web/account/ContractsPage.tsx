import { App, Button, DatePicker, Radio } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { accountApi, type ScopeQuestion } from '../../contract/account.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing, Page, RefusedNote } from '../platform/Page.tsx'

type Answer = { answer: 'renewed' | 'establishment' | 'ended'; from: string; to: string }
const kinds = { teacher: '教师', technical: '其他专业技术', management: '管理', worker: '工勤' } as const

/** 合同到期: contracts that are over or end within 30 days; of each person the school says whether he still belongs to the collection. */
export function ContractsPage() {
  const { message } = App.useApp()
  const [state, set] = useUrlState({ page: 1, size: 20 })
  const load = useLoad(accountApi.scopeQuestions, { query: state })
  const [answers, setAnswers] = useState<Record<string, Answer>>({})
  const act = useAct(accountApi.answerScope)
  const rows = load.data?.rows ?? []
  const said = rows.filter(({ personId }) => answers[personId])
  const put = (row: ScopeQuestion, change: Partial<Answer>) => {
    // a new contract begins the day after the old one ended
    const begins = row.scope.contractTo ? dayjs(row.scope.contractTo).add(1, 'day').format('YYYY-MM-DD') : ''
    const before: Answer = answers[row.personId] ?? { answer: 'renewed', from: begins, to: '' }
    setAnswers({ ...answers, [row.personId]: { ...before, ...change } })
  }
  const save = () =>
    act.mutate(
      { body: { answers: said.map((row) => answerOf(row, answers[row.personId])) } },
      {
        onSuccess: ({ done }) => {
          setAnswers({})
          void message.success(`已确认 ${done} 人`)
        },
      },
    )
  return (
    <Page
      title="合同到期确认"
      crumbs={[{ title: '账号管理', to: '/accounts' }]}
      action={
        <Button type="primary" disabled={said.length === 0} loading={act.isPending} onClick={save}>
          {said.length > 0 ? `确认 ${said.length} 人` : '确认'}
        </Button>
      }
    >
      <p className="xt-quiet">
        合同已到期或 30 天内到期的人员，请确认是否仍在采集范围。不再续签的，由信息管理员另行办理离岗。
      </p>
      <RefusedNote refusal={act.error} />
      <Loaded load={load} isEmpty={({ total }) => total === 0} empty={<Nothing what="没有合同到期、需要确认的人员" />}>
        {({ total }) => (
          <ListTable<ScopeQuestion>
            label="合同到期人员"
            rowKey="personId"
            dataSource={rows}
            pagination={pager(state, total, set)}
            columns={[
              { title: '姓名', dataIndex: 'name' },
              { title: '单位', dataIndex: 'unitName' },
              { title: '岗位', render: (_, { scope }) => kinds[scope.postKind] },
              { title: '合同', render: (_, { scope }) => `${scope.contractFrom} 至 ${scope.contractTo}` },
              {
                title: '到期',
                render: (_, { daysLeft }) => (daysLeft < 0 ? `已过期 ${-daysLeft} 天` : `还有 ${daysLeft} 天`),
              },
              { title: '确认', render: (_, row) => <AnswerCell answer={answers[row.personId]} row={row} put={put} /> },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}

function AnswerCell(props: {
  row: ScopeQuestion
  answer: Answer | undefined
  put: (row: ScopeQuestion, change: Partial<Answer>) => void
}) {
  const { row, answer, put } = props
  const day = (field: 'from' | 'to', label: string) => (
    <DatePicker
      aria-label={`${row.name}的${label}`}
      size="small"
      placeholder={label}
      value={answer?.[field] ? dayjs(answer[field]) : null}
      onChange={(value) => put(row, { [field]: value ? value.format('YYYY-MM-DD') : '' })}
    />
  )
  return (
    <span className="xt-filters">
      <Radio.Group
        aria-label={`${row.name}：续签、转为在编或不再续签`}
        value={answer?.answer ?? null}
        onChange={(event) => put(row, { answer: event.target.value })}
        options={[
          { value: 'renewed', label: '续签' },
          { value: 'establishment', label: '转为在编' },
          { value: 'ended', label: '不再续签' },
        ]}
      />
      {answer?.answer === 'renewed' && (
        <>
          {day('from', '新合同起')}
          {day('to', '新合同止')}
        </>
      )}
    </span>
  )
}

function answerOf({ personId, scope }: ScopeQuestion, answer: Answer | undefined) {
  if (answer?.answer === 'ended') return { personId, answer: 'ended' as const }
  const postKind = kinds[scope.postKind]
  if (answer?.answer === 'establishment') return { personId, answer: 'stays' as const, relation: '在编', postKind }
  const { from: contractFrom = '', to: contractTo = '' } = answer ?? {}
  return { personId, answer: 'stays' as const, relation: '合同', postKind, contractFrom, contractTo }
}
