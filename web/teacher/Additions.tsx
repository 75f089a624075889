import { SendOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { additionApi, additionStageNames } from '../../contract/addition.ts'
import type { SetResult } from '../../contract/report.ts'
import type { Reason, TeacherView } from '../../contract/teacher.ts'
import { useAct } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { sentenceOf } from '../platform/Page.tsx'
import { type Standard, subsetOf } from '../record/standard.tsx'
import { ResultsDialog } from './SetResults.tsx'
import { Reasons, Steps } from './Standing.tsx'

/** 新增信息 of one record in effect: each with its desk and its reasons; the clerk hands over what is whole. */
export function Additions(props: { teacher: TeacherView; standard: Standard; onJump: (reason: Reason) => void }) {
  const { teacher, standard, onJump } = props
  const { post } = useMe()
  const { message } = App.useApp()
  const handOver = useAct(additionApi.handOver)
  const [result, setResult] = useState<SetResult | null>(null)
  if (teacher.additions.length === 0) return null
  const clerk = post.role === 'information' && teacher.additions.some(({ can }) => can.includes('edit'))
  return (
    <section className="xt-card">
      <div className="xt-card-head">
        <h2>新增信息（{teacher.additions.length}）</h2>
        {clerk && (
          <Button
            type="primary"
            size="small"
            icon={<SendOutlined />}
            loading={handOver.isPending}
            onClick={() =>
              handOver.mutate(
                { body: { teacherIds: [teacher.id] } },
                { onSuccess: setResult, onError: (refusal) => void message.error(sentenceOf(refusal), 6) },
              )
            }
          >
            核对并提交负责人
          </Button>
        )}
      </div>
      {teacher.additions.map((addition) => (
        <div key={addition.changeId} className="xt-addition">
          <p>
            <b>
              {[...new Set(addition.rows.map(({ subset }) => subsetOf(standard, subset)?.label ?? subset))].join('、')}
            </b>{' '}
            {additionStageNames[addition.stage]}
          </p>
          {addition.reasons.length > 0 && <Reasons {...{ standard, onJump }} reasons={addition.reasons} />}
          {addition.steps.length > 0 && <Steps steps={addition.steps} />}
        </div>
      ))}
      <ResultsDialog title="提交负责人" result={result} onClose={() => setResult(null)} />
    </section>
  )
}
