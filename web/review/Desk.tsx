import { QuestionCircleOutlined } from '@ant-design/icons'
import { App, Button, type RefSelectProps, Select } from 'antd'
import { useCallback, useRef, useState } from 'react'
import { reviewApi } from '../../contract/review.ts'
import { reviewDeskApi, type SchoolAtDesk } from '../../contract/review-desk.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { Loaded, Loading, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { ResultsDialog } from '../teacher/SetResults.tsx'
import { CaseDesk } from './CaseDesk.tsx'
import { KeyHelp } from './KeyHelp.tsx'
import { countMarks, marksOver } from './marks.ts'
import { type Evidence, Preview } from './Preview.tsx'
import type { CaseView, Shown } from './places.ts'
import { Queue } from './Queue.tsx'
import { SchoolBar } from './SchoolBar.tsx'
import { type Asked, SendDialog } from './SendDialog.tsx'
import { type Inbox, nextToSee, useDeskKeys } from './use-desk.ts'
import { useList } from './use-list.ts'
import { useMarks } from './use-marks.ts'
import { passWord } from './words.ts'

/** A desk is loaded whole up to this many, who must be seen first; the rest is dealt with by the list, or follows when these are decided. */
const size = 200

interface DeskProps {
  /** one school, whose list is worked on; null: whatever waits, the oldest first */
  unitId: string | null
  step: string
  caseId: string
  schools: readonly SchoolAtDesk[]
  phone: boolean
  onGo: (to: { unitId?: string; caseId?: string; step?: string }) => void
}

/** The desk: who waits at the left, the case in the middle. Verdicts are marks on the server until they are sent together. */
export function Desk({ unitId, step, caseId, schools, phone, onGo }: DeskProps) {
  const { post } = useMe()
  const { message } = App.useApp()
  const query = { page: 1, size, ...(unitId !== null && { unitId }), ...(step !== '' && { step }) }
  const inbox = useLoad(reviewApi.inbox, { query }, { keep: true })
  const library = useLoad(reviewDeskApi.reasons, { query: { size: 200 } }).data?.rows ?? []
  const { drawing } = useList(unitId, inbox.data)
  const rows = inbox.data?.rows ?? []
  const marking = useMarks(rows, inbox.refetch)
  const { marks, look } = marking
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<Asked | null>(null)
  const [help, setHelp] = useState(false)
  const [returning, setReturning] = useState(false)
  const [shown, setShown] = useState<Shown | null>(null)
  const [evidence, setEvidence] = useState<readonly Evidence[]>([])
  const [preview, setPreview] = useState<Evidence | null>(null)
  const enlarge = useAct(reviewDeskApi.enlarge)
  const sendMarked = useAct(reviewDeskApi.sendMarked)
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof sendMarked.mutateAsync>> | null>(null)
  const select = useRef<RefSelectProps>(null)

  // on a phone the list comes first; on a desk the first that waits for a verdict is open already
  const first = (rows.find((row) => row.barred === null && !marks[row.id]) ?? rows[0])?.id ?? null
  const here = caseId !== '' ? caseId : phone ? null : first
  const pass = passWord(post.role, rows.find((row) => row.id === here)?.step ?? rows[0]?.step)
  const list = inbox.data?.list ?? null
  // marks beyond what is listed here are counted by the server
  const onPage = countMarks(marks)
  const before = countMarks(marksOver(rows, {}))
  const counts = {
    pass: onPage.pass + (inbox.data?.marks.pass ?? 0) - before.pass,
    back: onPage.back + (inbox.data?.marks.back ?? 0) - before.back,
  }

  const open = (id: string | null) => {
    setReturning(false)
    setShown(null)
    setEvidence([])
    onGo({ caseId: id ?? '' })
  }
  const desk: Inbox = {
    rows,
    here,
    marks,
    phone,
    open,
    mark: (id, mark) => (mark ? marking.put({ [id]: mark }) : marking.drop(id)),
  }
  const pick = (id: string) => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    setPicked(next)
  }
  const onOpen = useCallback(
    (view: CaseView, of: readonly Evidence[]) => {
      if (view.can.length > 0) look(view.id, view.round)
      setEvidence(of)
    },
    [look],
  )
  /** What the server says after all marks have arrived: by it the rest is offered, and the numbers are asked. */
  const fresh = async () => {
    await marking.settled()
    return (await inbox.refetch()).data
  }
  const passPicked = () => {
    const chosen = rows.filter((row) => picked.has(row.id) && row.barred === null)
    const unseen = chosen.filter((row) => !row.looked).length
    marking.put(
      Object.fromEntries(
        chosen.filter((row) => row.looked).map((row) => [row.id, { round: row.round, verdict: 'pass' as const }]),
      ),
    )
    setPicked(new Set())
    if (unseen > 0) void message.info(`选中的有 ${unseen} 人还没有打开查看，没有标记`)
  }
  const passRest = async () => {
    if (picked.size > 0) return passPicked()
    const now = await fresh()
    if (!now?.list) return void message.info('请先选择一所学校，再一并办理')
    if (now.list.rest === 0) return ask('leave')
    if (now.list.missing === null) return setAsked({ rest: 'pass', ...now.marks, others: now.list.rest })
    void message.info(`${now.list.missing}，其余暂不能一并${pass}`)
    const next = nextToSee({ ...desk, rows: now.rows })
    if (next && !now.list.choose) open(next.id)
  }
  const ask = async (rest: 'leave' | 'return') => {
    const now = await fresh()
    if (!now) return
    const { pass: passed, back } = now.marks
    if (rest === 'leave' && passed + back === 0) return void message.info('还没有作出任何决定，请先逐人通过或退回')
    setAsked({ rest, pass: passed, back, others: rest === 'leave' ? 0 : (now.list?.unmarked ?? 0) })
  }
  const submit = async (reason: string) => {
    if (!asked) return
    const { rest, pass: passed, back, others } = asked
    try {
      const names = new Map(rows.map((row) => [row.id, row.subject]))
      const said = await sendMarked.mutateAsync({
        body: { ...(unitId !== null && { unitId }), rest, reason, expect: { pass: passed, back, rest: others } },
      })
      // of a case that has left the desk the server no longer says the name
      const result = {
        ...said,
        results: said.results.map((each) => ({ ...each, name: each.name || (names.get(each.id) ?? '') })),
      }
      marking.forget()
      setPicked(new Set())
      setAsked(null)
      open(null)
      if (result.skipped > 0) setOutcome(result)
      else void message.success(`已办理 ${result.done} 人`)
    } catch (error) {
      setAsked(null)
      void message.error(sentenceOf(error), 6)
      void inbox.refetch()
    }
  }
  const doEnlarge = async () => {
    if (unitId === null) return
    try {
      await marking.settled()
      const { list: now } = await enlarge.mutateAsync({ body: { unitId } })
      if (now) void message.info(`抽样已扩大为 ${now.drawn} 人，请继续查看`)
      open(null)
    } catch (error) {
      void message.error(sentenceOf(error), 6)
    }
  }
  useDeskKeys(desk, {
    startReturn: () => setReturning(true),
    unfold: () => setShown(shown === 'all' ? 'changed' : 'all'),
    since: () => setShown(shown === 'since' ? 'changed' : 'since'),
    preview: () => setPreview(evidence[0] ?? null),
    select: pick,
    passRest: () => void passRest(),
    ask: () => void ask('leave'),
    help: () => setHelp(true),
    open: asked === null && !returning && !help && preview === null,
  })

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
            {picked.size > 0 && (
              <Button className="xt-big" onClick={passPicked}>
                选中的 {picked.size} 人标记为{pass}
                {!phone && ' Shift+A'}
              </Button>
            )}
            <Button
              className="xt-big"
              type="primary"
              disabled={counts.pass + counts.back === 0}
              onClick={() => void ask('leave')}
            >
              提交决定（{pass} {counts.pass}，退回 {counts.back}）
            </Button>
          </>
        )
      }
    >
      <Loaded load={inbox}>
        {(data) =>
          drawing ? (
            <Loading />
          ) : (
            <>
              {list && (!phone || here === null) && (
                <SchoolBar
                  {...{ list, pass }}
                  keys={!phone}
                  onRest={() => void passRest()}
                  onReturnAll={() => void ask('return')}
                  onEnlarge={() => void doEnlarge()}
                />
              )}
              <div className={`xt-inbox${phone ? ' xt-phone' : ''}`}>
                {(!phone || here === null) && (
                  <div className="xt-card xt-inbox-list">
                    {schools.length > 1 && (
                      <Select
                        aria-label="按学校查看"
                        value={unitId ?? ''}
                        popupMatchSelectWidth={false}
                        showSearch={{ optionFilterProp: 'label' }}
                        ref={select}
                        onChange={(unit: string) => {
                          onGo({ unitId: unit, caseId: '' })
                          // the next key is for the desk, not for the search in this list
                          select.current?.blur()
                        }}
                        options={[
                          { value: '', label: '全部学校' },
                          ...schools.map((school) => ({
                            value: school.unitId,
                            label: `${school.unitName}　${school.count} 件`,
                          })),
                        ]}
                      />
                    )}
                    {rows.length === 0 && (
                      <Nothing
                        what={unitId === null ? '没有符合条件的事项' : '这所学校的事项已经办完'}
                        next={<Button onClick={() => onGo({ unitId: '', step: '', caseId: '' })}>查看全部</Button>}
                      />
                    )}
                    <Queue {...{ rows, here, marks, picked }} withUnit={unitId === null} onOpen={open} onPick={pick} />
                    {data.total > rows.length && (
                      <p className="xt-quiet">
                        {list ? '需要查看的在前，' : '最早的在前，'}先列出 {rows.length} 件，办理后其余自动补上。
                      </p>
                    )}
                  </div>
                )}
                {here !== null && (
                  <CaseDesk
                    key={here}
                    id={here}
                    {...{ desk, pass, library, shown, returning, onOpen }}
                    onShown={setShown}
                    onReturning={setReturning}
                    onPreview={setPreview}
                  />
                )}
              </div>
            </>
          )
        }
      </Loaded>
      <SendDialog
        asked={asked}
        pass={pass}
        busy={sendMarked.isPending}
        onSend={(reason) => void submit(reason)}
        onClose={() => setAsked(null)}
      />
      <ResultsDialog title="提交决定" result={outcome} onClose={() => setOutcome(null)} />
      <Preview of={preview} onClose={() => setPreview(null)} />
      <KeyHelp open={help} onClose={() => setHelp(false)} />
    </Page>
  )
}
