import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { type Choice, profileApi } from '../../contract/profile.ts'
import { call } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import type { AskedReason } from '../platform/ReasonDialog.tsx'
import type { Draft } from './use-draft.ts'

const CopyDialog = lazy(() => import('./Dialogs.tsx').then(({ CopyDialog }) => ({ default: CopyDialog })))
const SubmitDialog = lazy(() => import('./Dialogs.tsx').then(({ SubmitDialog }) => ({ default: SubmitDialog })))
const ReasonDialog = lazy(() =>
  import('../platform/ReasonDialog.tsx').then(({ ReasonDialog }) => ({ default: ReasonDialog })),
)

/** What may be done with the draft as a whole, by what the server says. */
export function Acts({ choice, draft }: { choice: Choice; draft: Draft }) {
  const confirm = useConfirm()
  const [copying, copy] = useState(false)
  const [submitting, submit] = useState(false)
  const [asked, ask] = useState<AskedReason | null>(null)
  const params = { category: choice.category }
  const may = (act: Choice['can'][number]) => choice.can.includes(act)
  const { differences, submitted } = choice.draft
  return (
    <>
      {may('edit') && <Button onClick={() => copy(true)}>取用其他类别的选定</Button>}
      {may('discard') && (
        <Button
          onClick={() =>
            confirm({
              title: `放弃草稿中的 ${differences} 处改动`,
              content: `回到现行第 ${choice.inForce.version} 版，放弃的改动不能找回。`,
              ok: `放弃 ${differences} 处改动`,
              danger: true,
              act: () => draft.act((v) => call(profileApi.discard, { params, body: { v } })),
              done: '草稿已放弃',
            })
          }
        >
          放弃草稿
        </Button>
      )}
      {may('withdraw') && (
        <Button
          onClick={() =>
            confirm({
              title: '撤回提交',
              content: '撤回后可以继续修改，再次提交后由信息管理员确认。',
              ok: '撤回提交',
              act: () => draft.act((v) => call(profileApi.withdraw, { params, body: { v } })),
              done: '已撤回，可以继续修改',
            })
          }
        >
          撤回提交
        </Button>
      )}
      {may('submit') && (
        <Button type="primary" disabled={differences === 0} onClick={() => submit(true)}>
          提交 {differences} 处调整
        </Button>
      )}
      {may('return') && (
        <Button
          onClick={() =>
            ask({
              title: '退回指标体系草稿',
              content: <p>草稿回到系统管理员，他看得到退回的原因。</p>,
              ok: '退回草稿',
              label: '退回的原因',
              act: (why) => draft.act(() => call(profileApi.decide, { params, body: { decision: 'return', why } })),
              done: '已退回',
            })
          }
        >
          退回
        </Button>
      )}
      {may('confirm') && submitted && (
        <Button
          type="primary"
          onClick={() =>
            confirm({
              title: `确认发布 ${choice.categoryName} 的 ${differences} 处调整`,
              content: `发布后成为新的版本，${submitted.inForceOn} 起生效，表单、采集模板和校验随之改变。`,
              ok: `确认发布 ${differences} 处调整`,
              act: () =>
                draft.act(() =>
                  call(profileApi.decide, { params, body: { decision: 'confirm', digest: submitted.digest } }),
                ),
              done: `已发布，${submitted.inForceOn} 起生效`,
            })
          }
        >
          确认发布
        </Button>
      )}
      <Suspense>
        {copying && <CopyDialog choice={choice} draft={draft} onClose={() => copy(false)} />}
        {submitting && <SubmitDialog choice={choice} draft={draft} onClose={() => submit(false)} />}
        {asked && <ReasonDialog asked={asked} onClose={() => ask(null)} />}
      </Suspense>
    </>
  )
}
