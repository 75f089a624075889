import { App, Button } from 'antd'
import { useState } from 'react'
import { reportApi, type SetResult } from '../../contract/report.ts'
import { reviewDeskApi } from '../../contract/review-desk.ts'
import { type Stage, teacherApi } from '../../contract/teacher.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { call, useAct } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { sentenceOf } from '../platform/faces.tsx'
import { useCan } from '../platform/me.ts'
import { BulkBar } from '../teacher/BulkBar.tsx'
import { ResultsDialog } from '../teacher/SetResults.tsx'

/** Most people whom one act takes (contract/report.ts). */
const most = 5000

/** Everybody at these stages, page by page: the ids of the people, or of their cases. */
async function peopleAt(stages: readonly Stage[], of: 'id' | 'caseId' = 'id'): Promise<string[]> {
  const ids: string[] = []
  for (const stage of stages)
    for (let page = 1; ids.length < most; page++) {
      const { rows } = await call(teacherApi.list, { query: { page, size: 200, stage } })
      ids.push(...rows.flatMap((row) => row[of] ?? []))
      if (rows.length < 200) break
    }
  return ids.slice(0, most)
}

/** The acts of the office over a set: check what was submitted, hand over, report, take back what nobody has opened yet. Each names whom it left out and why. */
export function SetActs({ counts }: { counts: Partial<Record<Stage, number>> }) {
  const can = useCan()
  const ask = useConfirm()
  const { message } = App.useApp()
  const [ids, setIds] = useState<string[]>([])
  const [gathering, setGathering] = useState(false)
  const [outcome, setOutcome] = useState<{ title: string; result: SetResult } | null>(null)
  const send = useAct(reportApi.send)
  const withdraw = useAct(reviewDeskApi.withdraw)
  const n = (stages: readonly Stage[]) => stages.reduce((sum, stage) => sum + (counts[stage] ?? 0), 0)
  const writing = ['check', 'returned', 'draft'] as const
  const gathered = async (stages: readonly Stage[], then: (found: string[]) => void, of?: 'caseId') => {
    setGathering(true)
    try {
      then(await peopleAt(stages, of))
    } catch (error) {
      void message.error(sentenceOf(error))
    }
    setGathering(false)
  }
  const report = (found: string[]) =>
    ask({
      title: `报送 ${found.length} 人`,
      content: '负责人已签字的信息将送交主管部门审核，审核期间学校不能修改。',
      ok: `报送 ${found.length} 人`,
      act: async () => setOutcome({ title: '报送', result: await send.mutateAsync({ body: { teacherIds: found } }) }),
    })
  const takeBack = (found: string[]) =>
    ask({
      title: `撤回 ${found.length} 人`,
      content: '负责人或主管部门还没有打开的，退回到填报中，可以修改后重新提交；已经打开的不能撤回，会逐人说明。',
      ok: `撤回 ${found.length} 人`,
      act: async () => setOutcome({ title: '撤回', result: await withdraw.mutateAsync({ body: { caseIds: found } }) }),
    })
  const toCheck = n(['check'])
  const sendable = n(['send'])
  const back = n(['sign', 'send', 'review'])
  return (
    <section className="xt-card" aria-label="核对与报送">
      <h2>核对与报送</h2>
      <div className="xt-desk-acts">
        {toCheck > 0 && (
          <AppLink to="/review?step=check" className="xt-button xt-button-first">
            逐人核对教师提交（{toCheck} 人）
          </AppLink>
        )}
        <Button disabled={n(writing) === 0} loading={gathering} onClick={() => void gathered(writing, setIds)}>
          核对并提交负责人（{n(writing)} 人）
        </Button>
        <Button disabled={sendable === 0} loading={gathering} onClick={() => void gathered(['send'], report)}>
          报送（{sendable} 人）
        </Button>
        {can('case.withdraw') && back > 0 && (
          <Button loading={gathering} onClick={() => void gathered(['sign', 'send', 'review'], takeBack, 'caseId')}>
            撤回尚未审核的（{back} 人）
          </Button>
        )}
      </div>
      <BulkBar ids={ids} onClear={() => setIds([])} onDone={() => setIds([])} />
      <ResultsDialog title={outcome?.title ?? ''} result={outcome?.result ?? null} onClose={() => setOutcome(null)} />
    </section>
  )
}
