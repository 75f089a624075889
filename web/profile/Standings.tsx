import { Alert } from 'antd'
import type { Choice } from '../../contract/profile.ts'
import { moment } from '../platform/time.tsx'

/** Where the draft stands and whose turn it is, above everything else. */
export function Standings({ choice }: { choice: Choice }) {
  const { draft, can } = choice
  return (
    <>
      {draft.submitted && (
        <Alert
          type="info"
          showIcon
          className="xt-note"
          title={
            can.includes('confirm')
              ? `${draft.submitted.by} 提交了 ${draft.differences} 处调整，请核对差异和影响后确认发布，或退回`
              : `已提交 ${draft.differences} 处调整，等待本单位信息管理员确认；确认以前不能再改`
          }
          description={`${moment(draft.submitted.at)} 提交，${draft.submitted.inForceOn} 起生效。依据：${draft.submitted.reason}`}
        />
      )}
      {draft.returned && !draft.submitted && (
        <Alert
          type="warning"
          showIcon
          className="xt-note"
          title={`${draft.returned.by} 退回了草稿：${draft.returned.why}`}
          description={`${moment(draft.returned.at)} 退回。草稿没有丢失，修改后可再次提交。`}
        />
      )}
    </>
  )
}
