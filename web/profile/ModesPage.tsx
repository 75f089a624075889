import { Alert, App, Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { type Modes, type ProvinceModes, profileApi } from '../../contract/profile.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Page, RefusedNote } from '../platform/Page.tsx'
import { type AskedReason, ReasonDialog } from '../platform/ReasonDialog.tsx'
import { moment } from '../platform/time.tsx'
import './profile.css'

interface Line {
  name: string
  meaning: string
  words: readonly [off: string, on: string]
  read: (modes: ProvinceModes) => boolean
  write: (modes: ProvinceModes, on: boolean) => ProvinceModes
}

const lines: readonly Line[] = [
  {
    name: '培训模块',
    meaning: '停用后，本省各级的菜单中没有培训，已有的内容保留。',
    words: ['停用', '启用'],
    read: ({ modules }) => modules.training,
    write: (modes, training) => ({ ...modes, modules: { ...modes.modules, training } }),
  },
  {
    name: '教师本人填写',
    meaning: '关闭后，教师只能查看，由学校信息管理员录入、导入。',
    words: ['由学校统一填写', '教师可以填写'],
    read: ({ teachersFill }) => teachersFill,
    write: (modes, teachersFill) => ({ ...modes, teachersFill }),
  },
  {
    name: '负责人签字以后',
    meaning: '签字即报送时，不再需要信息管理员另外点“报送”。',
    words: ['由信息管理员报送', '签字即报送主管部门'],
    read: ({ signingSends }) => signingSends,
    write: (modes, signingSends) => ({ ...modes, signingSends }),
  },
]

/** 业务模块和方式: which modules a province uses, who fills in, what signing does; proposed by one, confirmed by another. */
export function ModesPage() {
  const { post } = useMe()
  const load = useLoad(profileApi.modes, {})
  return (
    <Page
      title="业务模块和方式"
      crumbs={[{ title: '指标体系', to: '/profiles' }, { title: '业务模块和方式' }]}
      bare
      extra={<span className="xt-quiet">{post.unitName}</span>}
    >
      <Loaded load={load}>{(modes) => <Face key={`${modes.version} ${modes.proposal?.at}`} modes={modes} />}</Loaded>
    </Page>
  )
}

function Face({ modes }: { modes: Modes }) {
  return (
    <>
      {modes.proposal && <Proposal modes={modes} proposal={modes.proposal} />}
      {modes.returned && (
        <Alert
          type="warning"
          showIcon
          className="xt-note"
          title={`${modes.returned.by} 退回了调整：${modes.returned.why}`}
          description={`${moment(modes.returned.at)} 退回`}
        />
      )}
      {modes.can.includes('propose') ? <Editing modes={modes} /> : <InForce modes={modes} />}
    </>
  )
}

const since = (modes: Modes) =>
  modes.since ? `第 ${modes.version} 版，${moment(modes.since)} 起生效` : '系统内置，本省尚未调整'

function InForce({ modes }: { modes: Modes }) {
  return (
    <section className="xt-card" aria-label="现行">
      <div className="xt-card-head">
        <h2>现行</h2>
        <span className="xt-quiet">{since(modes)}</span>
      </div>
      <dl className="xt-facts">
        {lines.map((line) => (
          <div key={line.name}>
            <dt>{line.name}</dt>
            <dd>
              <strong>{line.words[line.read(modes.inForce) ? 1 : 0]}</strong>
              <div className="xt-quiet">{line.meaning}</div>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Changes({ before, after }: { before: ProvinceModes; after: ProvinceModes }) {
  const changed = lines.filter((line) => line.read(before) !== line.read(after))
  return (
    <ul className="xt-choice-left">
      {changed.map((line) => (
        <li key={line.name}>
          {line.name}：<del>{line.words[line.read(before) ? 1 : 0]}</del> →{' '}
          <strong>{line.words[line.read(after) ? 1 : 0]}</strong>
        </li>
      ))}
    </ul>
  )
}

function Proposal({ modes, proposal }: { modes: Modes; proposal: NonNullable<Modes['proposal']> }) {
  const confirm = useConfirm()
  const decide = useAct(profileApi.decideModes)
  const withdraw = useAct(profileApi.withdrawModes)
  const [asked, ask] = useState<AskedReason | null>(null)
  const may = (act: Modes['can'][number]) => modes.can.includes(act)
  return (
    <section className="xt-card" aria-label="等待确认">
      <h2>等待信息管理员确认的调整</h2>
      <Changes before={modes.inForce} after={proposal.modes} />
      <p>
        依据：{proposal.reason}
        <br />
        <span className="xt-quiet">
          {proposal.by}，{moment(proposal.at)} 提交
        </span>
      </p>
      <div className="xt-choice-acts">
        {may('confirm') && (
          <Button
            type="primary"
            onClick={() =>
              confirm({
                title: '确认这项调整',
                content: '确认后立即在本省生效。',
                ok: '确认调整',
                act: () => decide.mutateAsync({ body: { decision: 'confirm', digest: proposal.digest } }),
                done: '已确认，立即生效',
              })
            }
          >
            确认
          </Button>
        )}
        {may('return') && (
          <Button
            onClick={() =>
              ask({
                title: '退回这项调整',
                content: null,
                ok: '退回调整',
                label: '退回的原因',
                act: (why) => decide.mutateAsync({ body: { decision: 'return', why } }),
                done: '已退回',
              })
            }
          >
            退回
          </Button>
        )}
        {may('withdraw') && (
          <Button
            onClick={() =>
              confirm({
                title: '撤回提交的调整',
                ok: '撤回调整',
                act: () => withdraw.mutateAsync({}),
                done: '已撤回',
              })
            }
          >
            撤回
          </Button>
        )}
      </div>
      <ReasonDialog asked={asked} onClose={() => ask(null)} />
    </section>
  )
}

function Editing({ modes }: { modes: Modes }) {
  const { message } = App.useApp()
  const propose = useAct(profileApi.proposeModes)
  const [next, set] = useState(modes.inForce)
  const [reason, setReason] = useState('')
  const changed = lines.filter((line) => line.read(modes.inForce) !== line.read(next)).length
  const send = () =>
    propose.mutate(
      { body: { version: modes.version, modes: next, reason: reason.trim() } },
      { onSuccess: () => void message.success(`已提交 ${changed} 项调整，等待信息管理员确认`) },
    )
  return (
    <section className="xt-card" aria-label="业务模块和方式">
      <div className="xt-card-head">
        <h2>现行和调整</h2>
        <span className="xt-quiet">{since(modes)}</span>
      </div>
      <Form layout="vertical">
        {lines.map((line) => (
          <Form.Item key={line.name} label={line.name} extra={line.meaning}>
            <Radio.Group
              aria-label={line.name}
              value={line.read(next)}
              options={[
                { value: true, label: line.words[1] },
                { value: false, label: line.words[0] },
              ]}
              onChange={(event) => set(line.write(next, event.target.value === true))}
            />
          </Form.Item>
        ))}
        {changed > 0 && <Changes before={modes.inForce} after={next} />}
        <Form.Item label="调整的依据" htmlFor="reason">
          <Input.TextArea
            id="reason"
            rows={2}
            maxLength={500}
            showCount
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        <RefusedNote refusal={propose.error} />
        <Button
          type="primary"
          disabled={changed === 0 || reason.trim().length === 0}
          loading={propose.isPending}
          onClick={send}
        >
          提交 {changed} 项调整
        </Button>
      </Form>
    </section>
  )
}
