import { QuestionCircleOutlined } from '@ant-design/icons'
import { App, Button, Grid, Modal, type RefSelectProps, Select } from 'antd'
import { useRef, useState } from 'react'
import { reviewApi } from '../../contract/review.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { age } from '../platform/time.tsx'
import { ResultsDialog } from '../teacher/SetResults.tsx'
import { CaseDesk } from './CaseDesk.tsx'
import { KeyHelp } from './KeyHelp.tsx'
import { countMarks, type Marks, toDecide } from './marks.ts'
import { Queue } from './Queue.tsx'
import './review.css'
import { type Inbox, useDeskKeys } from './use-desk.ts'
import { useMarks } from './use-marks.ts'
import { passWord } from './words.ts'

/** A desk is loaded whole up to this many; the rest follows when these are decided. */
const size = 200

/** 审核工作台: what waits at my desk. Verdicts are marks in the page until they are submitted together. */
export function InboxPage() {
  const { post } = useMe()
  const { message } = App.useApp()
  const phone = !(Grid.useBreakpoint().md ?? true)
  const [state, set] = useUrlState({ unitId: '', step: '', caseId: '' })
  const query = {
    page: 1,
    size,
    ...(/^\d{1,12}$/.test(state.unitId) && { unitId: state.unitId }),
    ...(state.step !== '' && { step: state.step.slice(0, 20) }),
  }
  const inbox = useLoad(reviewApi.inbox, { query }, { keep: true })
  const marking = useMarks(post.id)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<{ marks: Marks; added: readonly string[] } | null>(null)
  const [help, setHelp] = useState(false)
  const schools = useRef<RefSelectProps>(null)
  const [returning, setReturning] = useState(false)
  const [all, setAll] = useState(false)
  const decide = useAct(reviewApi.decide)
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof decide.mutateAsync>> | null>(null)

  const rows = inbox.data?.rows ?? []
  const listed = rows.some((row) => row.id === state.caseId) ? state.caseId : null
  // on a phone the list comes first; on a desk the first case is open already
  const here =
    listed ??
    (state.caseId !== '' ? state.caseId : phone ? null : (rows.find((row) => row.barred === null) ?? rows[0])?.id) ??
    null
  const pass = passWord(post.role, rows.find((row) => row.id === here)?.step ?? rows[0]?.step)
  const marks: Marks = marking.marks
  const counts = countMarks(marks)

  const open = (id: string | null) => {
    setReturning(false)
    setAll(false)
    set({ caseId: id ?? '' })
  }
  const desk: Inbox = {
    rows,
    here,
    marks,
    phone,
    open,
    mark: (id, mark) => {
      if (mark) marking.put(id, mark)
      else marking.drop([id])
    },
  }
  const pick = (id: string) => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    setPicked(next)
  }
  /** The rest in one act: the selected, or all that are listed and not marked yet. Nothing counts before the question is answered. */
  const passRest = () => {
    const rest = rows.filter(
      (row) => row.barred === null && !marks[row.id] && (picked.size === 0 || picked.has(row.id)),
    )
    const added: Marks = Object.fromEntries(rest.map((row) => [row.id, { round: row.round, verdict: 'pass' }]))
    if (rest.length === 0 && toDecide(marks).length === 0) return void message.info('没有可以办理的事项')
    setAsking({ marks: { ...marks, ...added }, added: rest.map((row) => row.id) })
  }
  const ask = () => {
    if (toDecide(marks).length === 0)
      return void message.info(
        counts.unfinished > 0 ? '退回还没有写明理由，请先补写' : '还没有作出任何决定，请先逐人通过或退回',
      )
    setAsking({ marks, added: [] })
  }
  const submit = async () => {
    if (!asking) return
    const cases = toDecide(asking.marks)
    try {
      const names = new Map(rows.map((row) => [row.id, row.subject]))
      const said = await decide.mutateAsync({ body: { cases } })
      // of a case that has left the desk the server no longer says the name
      const result = {
        ...said,
        results: said.results.map((each) => ({ ...each, name: each.name || (names.get(each.id) ?? '') })),
      }
      marking.drop(cases.map(({ id }) => id))
      setPicked(new Set())
      setAsking(null)
      open(null)
      if (result.skipped > 0) setOutcome(result)
      else void message.success(`已办理 ${result.done} 人`)
    } catch (error) {
      void message.error(sentenceOf(error), 6)
    }
  }
  useDeskKeys(desk, {
    startReturn: () => setReturning(true),
    unfold: () => setAll((now) => !now),
    select: pick,
    passRest,
    ask,
    help: () => setHelp(true),
    open: asking === null && !returning && !help,
  })
  const waiting = rows.filter((row) => row.barred === null && !marks[row.id]).length
  const asked = countMarks(asking?.marks ?? {})

  return (
    <Page
      title="待办审核"
      bare
      extra={inbox.data && <span className="xt-quiet">共 {inbox.data.total} 件</span>}
      action={
        (!phone || here === null) && (
          <>
            {!phone && (
              <Button icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
                按键 ?
              </Button>
            )}
            {waiting > 0 && (
              <Button className="xt-big" onClick={passRest}>
                {picked.size > 0 ? `选中的 ${picked.size} 人一并${pass}` : `其余 ${waiting} 人一并${pass}`}
                {!phone && ' Shift+A'}
              </Button>
            )}
            <Button className="xt-big" type="primary" disabled={counts.pass + counts.back === 0} onClick={ask}>
              提交决定（{pass} {counts.pass}，退回 {counts.back}）
            </Button>
          </>
        )
      }
    >
      <Loaded
        load={inbox}
        isEmpty={(data) => data.total === 0 && state.unitId === '' && state.step === '' && state.caseId === ''}
        empty={
          <div className="xt-card">
            <Nothing what="现在没有等待本岗位办理的事项。有新的报送时，会出现在这里和工作台的待办中。" />
          </div>
        }
      >
        {(data) => (
          <div className={`xt-inbox${phone ? ' xt-phone' : ''}`}>
            {(!phone || here === null) && (
              <div className="xt-card xt-inbox-list">
                {(data.units.length > 1 || state.unitId !== '') && (
                  <Select
                    aria-label="按学校查看"
                    value={state.unitId}
                    popupMatchSelectWidth={false}
                    showSearch={{ optionFilterProp: 'label' }}
                    ref={schools}
                    onChange={(unitId: string) => {
                      set({ unitId, caseId: '' })
                      // the next key is for the desk, not for the search in this list
                      schools.current?.blur()
                    }}
                    options={[
                      { value: '', label: '全部学校' },
                      ...data.units.map((unit) => ({
                        value: unit.unitId,
                        label: `${unit.unitName}　${unit.count} 件　最早 ${age(unit.oldest)}`,
                      })),
                    ]}
                  />
                )}
                {rows.length === 0 && (
                  <Nothing
                    what="没有符合条件的事项"
                    next={<Button onClick={() => set({ unitId: '', step: '', caseId: '' })}>查看全部</Button>}
                  />
                )}
                <Queue
                  {...{ rows, here, marks, picked }}
                  withUnit={data.units.length > 1 && state.unitId === ''}
                  onOpen={open}
                  onPick={pick}
                />
                {data.total > rows.length && (
                  <p className="xt-quiet">先列出最早的 {rows.length} 件，办理后其余自动补上。</p>
                )}
              </div>
            )}
            {here !== null && (
              <CaseDesk
                key={here}
                id={here}
                desk={desk}
                pass={pass}
                {...{ all, returning }}
                onAll={() => setAll(!all)}
                onReturning={setReturning}
              />
            )}
          </div>
        )}
      </Loaded>
      <Modal
        open={asking !== null}
        title={`提交决定：${pass} ${asked.pass} 人，退回 ${asked.back} 人`}
        okText={`${asked.pass > 0 ? `${pass} ${asked.pass} 人` : ''}${asked.pass > 0 && asked.back > 0 ? '，' : ''}${asked.back > 0 ? `退回 ${asked.back} 人` : ''}`}
        cancelText="再看看"
        okButtonProps={{ loading: decide.isPending, autoFocus: true }}
        onOk={() => void submit()}
        onCancel={() => setAsking(null)}
      >
        <p>
          提交后不能撤回：{pass}的进入下一环节，退回的交学校按理由修改。
          {asking && asking.added.length > 0 && `其中 ${asking.added.length} 人没有逐人标记，一并${pass}。`}
        </p>
        {asked.unfinished > 0 && <p>另有 {asked.unfinished} 人的退回理由需要补写，这次不提交。</p>}
      </Modal>
      <ResultsDialog title="提交决定" result={outcome} onClose={() => setOutcome(null)} />
      <KeyHelp open={help} onClose={() => setHelp(false)} />
    </Page>
  )
}
