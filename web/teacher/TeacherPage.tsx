import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { Alert, Button, Drawer, Grid } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { Finding } from '../../contract/shape.ts'
import { type TeacherView, teacherApi } from '../../contract/teacher.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { useLoad } from '../platform/api.ts'
import { Nothing } from '../platform/faces.tsx'
import { Loaded, Page } from '../platform/Page.tsx'
import { StageTag } from '../platform/stage.tsx'
import { Age } from '../platform/time.tsx'
import { useAskToLeave } from '../record/leave.ts'
import { anchorOf, jumpTo } from '../record/row.ts'
import { type Standard, subsetOf, WithStandard } from '../record/standard.tsx'
import { PrintButton } from '../register/PrintButton.tsx'
import { Additions } from './Additions.tsx'
import { Anchors } from './Anchors.tsx'
import { mayWriteRow } from './adding.ts'
import type { Editing } from './editing.ts'
import { History } from './History.tsx'
import { RegisterCard } from './RegisterCard.tsx'
import { Reasons, Steps } from './Standing.tsx'
import { SubsetCard } from './SubsetCard.tsx'
import { Unfilled } from './Unfilled.tsx'
import './teacher.css'

/** One teacher on one page: subsets left, their cards in the middle, where the record stands at the right. Ctrl+P prints the 登记表. */
export function TeacherPage() {
  const { teacherId = '' } = useParams({ strict: false })
  const view = useLoad(teacherApi.view, { params: { teacherId } })
  const teacher = view.data
  useEffect(() => {
    document.documentElement.classList.add('xt-prints-register')
    return () => document.documentElement.classList.remove('xt-prints-register')
  }, [])
  return (
    <Page
      title={teacher?.name ?? '教师档案'}
      crumbs={[{ title: '教师名册', to: '/teachers' }]}
      bare
      extra={
        teacher && (
          <>
            <StageTag stage={teacher.stage} />
            <span className="xt-quiet">
              {teacher.unitName} · {teacher.nationalNo} · <Age at={teacher.since} />
            </span>
          </>
        )
      }
      action={<PrintButton teacherId={teacherId} />}
    >
      <Loaded load={view}>
        {(data) => (
          <WithStandard category={data.category}>
            {(standard) => <Record key={data.id} teacher={data} standard={standard} />}
          </WithStandard>
        )}
      </Loaded>
    </Page>
  )
}

function Record({ teacher, standard }: { teacher: TeacherView; standard: Standard }) {
  const check = useLoad(teacherApi.check, { params: { teacherId: teacher.id } })
  const findings = check.data?.findings ?? []
  const [editing, setEditing] = useState<Editing | null>(null)
  const [dirty, setDirty] = useState(false)
  const askToLeave = useAskToLeave()
  /** Opens another form; what was not saved in the one that is open is asked about first. */
  const edit = async (next: Editing | null, sure = false) => {
    const same = next?.subset === editing?.subset && next?.rowId === editing?.rowId
    if (dirty && !sure && !same && !(await askToLeave(subsetOf(standard, editing?.subset ?? null)?.label ?? ''))) return
    if (!same) setDirty(false)
    setEditing(next)
  }
  const [aside, setAside] = useState(false)
  const wide = Grid.useBreakpoint().xl ?? true

  /** To a place of the record: into its form where it may be written, else to where it stands. */
  const goTo = (at: { subset: string | null; row: string | null; field: string | null }) => {
    const { subset, row, field } = at
    if (!subset) return
    setAside(false)
    const held = teacher.subsets.find((each) => each.subset === subset)?.rows ?? []
    const single = subsetOf(standard, subset)?.rows === 'single'
    const found = row ?? (single ? (held[0]?.rowId ?? null) : null)
    if (mayWriteRow(teacher, subset, found) && (found !== null || single))
      void edit({ subset, rowId: found, focus: field })
    else jumpTo(anchorOf(subset, found, field), anchorOf(subset, found, null), anchorOf(subset, null, null))
  }
  // a place in the address, from 问题数据: opened once, where the record may be written in its form
  const { at = '' } = useSearch({ strict: false })
  const [subset = '', row = '', field = ''] = String(at).split(',')
  const sought = useRef(at !== '')
  useEffect(() => {
    if (!sought.current) return
    sought.current = false
    goTo({ subset: subset || null, row: row || null, field: field || null })
  })
  const side = <Side {...{ teacher, standard, findings }} checking={check.isPending} onJump={goTo} />
  const shown = teacher.seen === 'nothing' ? [] : standard.profile.subsets.filter(({ rows }) => rows !== 'derived')
  const isUnfilled = ({ name, rows, requirement }: ProfileSubset) =>
    rows === 'multiple' &&
    requirement !== 'R' &&
    editing?.subset !== name &&
    (teacher.subsets.find(({ subset }) => subset === name)?.rows ?? []).length === 0

  return (
    <>
      <RegisterCard teacher={teacher} standard={standard} />
      <div className="xt-record xt-no-print">
        {teacher.seen === 'nothing' ? <div /> : <Anchors {...{ teacher, standard, findings }} />}
        <div className="xt-cards">
          {!wide && (
            <Button block className="xt-more" icon={<SafetyCertificateOutlined />} onClick={() => setAside(true)}>
              状态与责任方 · 完整性检测（{findings.length}）· 沿革
            </Button>
          )}
          {teacher.lockedWhy && <Alert type="info" showIcon title={teacher.lockedWhy} className="xt-note" />}
          {teacher.seen === 'nothing' && (
            <Nothing what="这份信息还没有报送或生效，暂时看不到填报的内容；可以看到它在哪个环节、由谁办理。" />
          )}
          {shown
            .filter((each) => !isUnfilled(each))
            .map((subset) => (
              <SubsetCard
                key={subset.name}
                {...{ teacher, standard, subset, findings, editing }}
                onEditing={(next, sure) => void edit(next, sure)}
                onDirty={setDirty}
              />
            ))}
          <Unfilled teacher={teacher} subsets={shown.filter(isUnfilled)} onEditing={(next) => void edit(next)} />
        </div>
        {wide ? (
          <aside className="xt-aside">{side}</aside>
        ) : (
          <Drawer open={aside} onClose={() => setAside(false)} title="状态与责任方" size="min(420px, 92vw)">
            {side}
          </Drawer>
        )}
      </div>
    </>
  )
}

interface SideProps {
  teacher: TeacherView
  standard: Standard
  findings: readonly Finding[]
  checking: boolean
  onJump: (at: { subset: string | null; row: string | null; field: string | null }) => void
}

function Side({ teacher, standard, findings, checking, onJump }: SideProps) {
  const [history, setHistory] = useState(false)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  return (
    <>
      {teacher.reasons.length > 0 && (
        <section className="xt-card">
          <h2>退回理由（{teacher.reasons.length}）</h2>
          <Reasons
            standard={standard}
            reasons={teacher.reasons}
            onJump={(reason) => onJump({ subset: reason.subset, row: reason.rowId, field: reason.field })}
          />
        </section>
      )}
      <Additions
        {...{ teacher, standard }}
        onJump={(reason) => onJump({ subset: reason.subset, row: reason.rowId, field: reason.field })}
      />
      <section className="xt-card">
        <h2>状态与责任方</h2>
        <Steps steps={teacher.steps} stage={teacher.stage} />
        {teacher.deadline && <p className="xt-quiet">采集截止 {teacher.deadline}</p>}
      </section>
      <section className="xt-card" aria-live="polite">
        <h2>完整性检测</h2>
        {checking && <p className="xt-quiet">正在检测…</p>}
        {teacher.seen === 'nothing' && <p className="xt-quiet">现在看不到填报的内容。</p>}
        {teacher.seen !== 'nothing' && !checking && findings.length === 0 && (
          <p>没有发现问题{teacher.can.includes('hand-over') ? '，可以提交负责人。' : '。'}</p>
        )}
        {findings.length > 0 && (
          <p>
            错误 {errors} 处，提醒 {findings.length - errors} 处。错误全部改正后才能提交负责人。
          </p>
        )}
        <ul className="xt-said">
          {findings.map((finding) => (
            <li
              key={`${finding.subset}${finding.row}${finding.field}${finding.code}`}
              className={`xt-finding xt-${finding.severity}`}
            >
              {finding.severity === 'error' ? '错误' : '提醒'}：{finding.message}{' '}
              <button type="button" className="xt-plain xt-jump" onClick={() => onJump(finding)}>
                {teacher.can.includes('edit') ? '去修改' : '查看'}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section className="xt-card">
        <div className="xt-card-head">
          <h2>沿革</h2>
          <Button type="link" size="small" aria-expanded={history} onClick={() => setHistory(!history)}>
            {history ? '收起' : '谁填报、谁审核、谁批准'}
          </Button>
        </div>
        {teacher.seen !== 'nothing' && (
          <p>
            <Link to="/teachers/$teacherId/past" params={{ teacherId: teacher.id }}>
              历史与对比：截至某日的信息
            </Link>
          </p>
        )}
        {history && <History teacherId={teacher.id} standard={standard} />}
      </section>
    </>
  )
}
