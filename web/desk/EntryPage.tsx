import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { entryApi, entrySubsets, type SheetWrite } from '../../contract/desk.ts'
import type { SetResult } from '../../contract/report.ts'
import { unitApi } from '../../contract/unit.ts'
import { call, useAct, useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page, RefusedNote } from '../platform/Page.tsx'
import { WithStandard } from '../record/standard.tsx'
import { ResultList, ResultsDialog } from '../teacher/SetResults.tsx'
import { UnitChooser } from '../unit/UnitChooser.tsx'
import { type ReadSheet, Sheets, sheetFilter } from './SheetPage.tsx'
import './desk.css'

/** 主管部门填报: 考核、待遇、师德、专业技术职务 of the teachers of one directly supervised school, as a sheet; then to its 负责人, who confirms. */
export function EntryPage() {
  const [state, set] = useUrlState(sheetFilter)
  const { post } = useMe()
  const chosen = /^\d{1,12}$/.test(state.unitId) ? state.unitId : ''
  const unit = useLoad(unitApi.view, { params: { unitId: chosen } }, { enabled: chosen !== '' })
  const schools = useLoad(unitApi.list, { query: { parentId: post.unitId, page: 1, size: 50 } })
  const first = (schools.data?.rows ?? []).filter(({ level }) => level === 'school')
  return (
    <Page title="主管部门填报" action={chosen !== '' && <Submit unitId={chosen} />}>
      <p className="xt-quiet">
        年度考核、待遇、师德、专业技术职务可由主管教育行政部门为所管学校的教师填报。提交后由该校负责人确认，确认后生效；学校和教师都能看到由谁填报。
      </p>
      <div className="xt-filters xt-desk-school">
        <UnitChooser
          label="学校"
          placeholder="选择学校：输入名称或代码"
          level="school"
          value={chosen === '' ? null : chosen}
          first={first}
          onChange={(unitId) => set({ ...sheetFilter, unitId: unitId ?? '' })}
        />
      </div>
      {chosen === '' ? (
        <Nothing what="请先选择一所直接管理的学校。" />
      ) : (
        <Loaded load={unit}>
          {(data) => (
            <WithStandard category={data.category}>
              {(standard) => (
                <Sheets
                  key={chosen}
                  {...{ standard, state, set }}
                  read={((query) => call(entryApi.sheet, { query: { ...query, unitId: chosen } })) satisfies ReadSheet}
                  save={(subset) => (rows: SheetWrite[]) =>
                    call(entryApi.write, { body: { unitId: chosen, subset, rows } })
                  }
                  subsets={entrySubsets}
                />
              )}
            </WithStandard>
          )}
        </Loaded>
      )}
    </Page>
  )
}

/** What was entered goes to the school; before it is sent the page says for how many, and whose rows have errors. */
function Submit({ unitId }: { unitId: string }) {
  const { message } = App.useApp()
  const [trial, setTrial] = useState<SetResult | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const [outcome, setOutcome] = useState<SetResult | null>(null)
  const submit = useAct(entryApi.submit)
  const tryIt = async () => {
    try {
      const said = await call(entryApi.submit, { body: { unitId, dry: true } })
      if (said.done + said.skipped === 0) return void message.info('还没有填写任何内容')
      setTrial(said)
    } catch (error) {
      setRefusal(error)
    }
  }
  const act = async () => {
    try {
      setOutcome(await submit.mutateAsync({ body: { unitId } }))
      setTrial(null)
    } catch (error) {
      setRefusal(error)
    }
  }
  return (
    <>
      <Button type="primary" onClick={() => void tryIt()}>
        提交该校确认
      </Button>
      <Modal
        open={trial !== null || refusal !== null}
        title="提交该校负责人确认"
        okText={`提交 ${trial?.done ?? 0} 人`}
        cancelText="取消"
        okButtonProps={{ disabled: (trial?.done ?? 0) === 0, loading: submit.isPending, autoFocus: true }}
        onOk={() => void act()}
        onCancel={() => {
          setTrial(null)
          setRefusal(null)
        }}
      >
        <RefusedNote refusal={refusal} />
        {trial && (
          <>
            <p>提交后由该校负责人逐人确认，确认前不能修改；确认后即生效。</p>
            <ResultList results={trial.results.filter(({ outcome: each }) => each === 'skipped')} />
          </>
        )}
      </Modal>
      <ResultsDialog title="提交确认" result={outcome} onClose={() => setOutcome(null)} />
    </>
  )
}
