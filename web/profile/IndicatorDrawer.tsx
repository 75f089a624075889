import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Drawer, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { Check, Choice, IndicatorLine } from '../../contract/profile.ts'
import { sentenceOf } from '../platform/Page.tsx'
import { CodeList } from './CodeList.tsx'
import type { Draft } from './use-draft.ts'
import {
  changeOf,
  characterKinds,
  checkKinds,
  checkWords,
  isChanged,
  kindsFor,
  secrecyClass,
  seenBy,
  typeName,
} from './words.ts'

interface Props {
  line: IndicatorLine | null
  choice: Choice
  draft: Draft
  editable: boolean
  onClose: () => void
}

/** 指标详情: what it means, who fills it, who sees it, why it is locked; hint and checks of the province. */
export function IndicatorDrawer(props: Props) {
  const { line, onClose } = props
  return (
    <Drawer open={line !== null} onClose={onClose} title={line?.label} size={520} destroyOnHidden>
      {line && <Details key={line.key} {...props} line={line} />}
    </Drawer>
  )
}

const standards: Readonly<Record<IndicatorLine['standard'], string>> = {
  R: '必填',
  C: '符合条件时必填',
  O: '选填',
  D: '由系统根据其他信息得出',
  A: '由系统自动产生',
}

function Details({ line, choice, draft, editable, onClose }: Props & { line: IndicatorLine }) {
  const own = choice.own.tables.find(({ name }) => name === line.codes?.name)
  const reasons = [...new Set(Object.values(line.locked))].filter((why) => why !== undefined)
  return (
    <>
      <dl className="xt-facts">
        <Fact name="信息子集">{line.subsetLabel}</Fact>
        <Fact name="含义和填写说明">{line.help || '标准没有另作说明'}</Fact>
        <Fact name="指标代码">{line.key}</Fact>
        <Fact name="类型">{typeName(line.type)}</Fact>
        <Fact name="国家要求">
          {standards[line.standard]}
          {line.core && '；国家核心指标'}
          {line.own && '；本省拓展'}
        </Fact>
        <Fact name="谁填写">
          {line.draft.open ? '教师本人，或学校信息管理员代填' : (line.locked.open ?? '学校信息管理员')}
        </Fact>
        <Fact name="谁能看到">{seenBy(line.secrecy)}</Fact>
        <Fact name="敏感级">{secrecyClass(line.secrecy)}</Fact>
        {reasons.length > 0 && <Fact name="锁定原因">{reasons.join(' ')}</Fact>}
        {isChanged(line) && <Fact name={`与第 ${choice.inForce.version} 版的差异`}>{changeOf(line)}</Fact>}
      </dl>
      {editable ? (
        <Editing {...{ line, draft, onClose }} />
      ) : (
        (line.hint !== '' || line.checks.length > 0) && (
          <dl className="xt-facts">
            {line.hint && <Fact name="本省提示">{line.hint}</Fact>}
            {line.checks.length > 0 && (
              <Fact name="本省校验">
                {line.checks.map((check) => checkWords(check, labels(draft.lines, line))).join('；')}
              </Fact>
            )}
          </dl>
        )
      )}
      {line.codes && <CodeList {...line.codes} {...(own && { rows: own.rows })} />}
    </>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const nameOf = (line: IndicatorLine) => line.key.slice(line.key.indexOf('.') + 1)
const labels = (lines: readonly IndicatorLine[], line: IndicatorLine) => (name: string) =>
  lines.find((other) => other.key === `${line.subset}.${name}`)?.label ?? name

function Editing({ line, draft, onClose }: { line: IndicatorLine; draft: Draft; onClose: () => void }) {
  const { message } = App.useApp()
  const [hint, setHint] = useState(line.hint)
  const [checks, setChecks] = useState<readonly Check[]>(line.checks)
  const [busy, setBusy] = useState(false)
  const kinds = kindsFor(line.type)
  useEffect(() => setChecks(line.checks), [line.checks])
  const dates = ['date', 'month']
  const others = draft.lines.filter(
    (other) =>
      other.subset === line.subset &&
      other.key !== line.key &&
      other.draft.enabled &&
      (dates.includes(line.type) ? dates.includes(other.type) : other.type === line.type),
  )
  const fits = kinds.filter((kind) => others.length > 0 || (kind !== 'not-before' && kind !== 'differs'))
  const first = others[0] && nameOf(others[0])
  const put = (place: number, check: Check) => setChecks(checks.map((each, at) => (at === place ? check : each)))
  const changed = hint !== line.hint || JSON.stringify(checks) !== JSON.stringify(line.checks)
  const save = async () => {
    setBusy(true)
    const why = await draft.save(line.key, { hint: hint.trim(), checks: [...checks] })
    setBusy(false)
    if (why === null) {
      void message.success(`“${line.label}”的提示和校验已保存到草稿`)
      onClose()
    } else void message.error(why.fields[0]?.message ?? sentenceOf(why), 8)
  }
  return (
    <section aria-label="本省提示和校验">
      <h2 className="xt-choice-title">本省提示和校验</h2>
      <label htmlFor="hint">提示（显示在填写框下方）</label>
      <Input.TextArea
        id="hint"
        rows={2}
        maxLength={200}
        showCount
        value={hint}
        onChange={(event) => setHint(event.target.value)}
      />
      {checks.map((check, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check has no other name than its place
        <div key={place} className="xt-choice-check">
          <Select
            aria-label={`第 ${place + 1} 条校验`}
            value={check.kind}
            options={fits.map((kind) => ({ value: kind, label: checkKinds[kind] }))}
            onChange={(kind: Check['kind']) => put(place, blank(kind, first))}
          />
          <Parameters check={check} others={others} onChange={(next) => put(place, next)} />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={`删除第 ${place + 1} 条校验`}
            onClick={() => setChecks(checks.filter((_, at) => at !== place))}
          />
        </div>
      ))}
      <div className="xt-choice-acts">
        {fits[0] && checks.length < 10 && (
          <Button icon={<PlusOutlined />} onClick={() => setChecks([...checks, blank(fits[0] ?? 'range', first)])}>
            增加校验
          </Button>
        )}
        <Button type="primary" disabled={!changed} loading={busy} onClick={() => void save()}>
          保存提示和校验
        </Button>
        {!fits[0] && <span className="xt-quiet">{typeName(line.type)}类指标没有可加的校验</span>}
      </div>
    </section>
  )
}

function blank(kind: Check['kind'], other = ''): Check {
  switch (kind) {
    case 'only':
      return { kind, of: 'digits' }
    case 'not-before':
    case 'differs':
      return { kind, other }
    default:
      return { kind }
  }
}

function Parameters(props: { check: Check; others: readonly IndicatorLine[]; onChange: (check: Check) => void }) {
  const { check, others, onChange } = props
  switch (check.kind) {
    case 'range':
    case 'length':
      return (
        <>
          {(['min', 'max'] as const).map((end) => (
            <InputNumber
              key={end}
              aria-label={end === 'min' ? '最小' : '最大'}
              placeholder={end === 'min' ? '最小' : '最大'}
              value={check[end] ?? null}
              {...(check.kind === 'length' && { min: 0, max: 4000, precision: 0 })}
              onChange={(value) => {
                const { [end]: _, ...rest } = check
                onChange(value === null ? rest : { ...rest, [end]: value })
              }}
            />
          ))}
        </>
      )
    case 'only':
      return (
        <Select
          aria-label="字符"
          value={check.of}
          options={Object.entries(characterKinds).map(([value, label]) => ({ value, label }))}
          onChange={(of: keyof typeof characterKinds) => onChange({ kind: 'only', of })}
        />
      )
    case 'not-before':
    case 'differs':
      return (
        <Select
          aria-label="另一项"
          value={check.other}
          options={others.map((other) => ({ value: nameOf(other), label: other.label }))}
          onChange={(other) => onChange({ ...check, other })}
        />
      )
    case 'not-future':
      return null
  }
}
