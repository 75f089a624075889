import { RollbackOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, type InputRef, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { DecideReason } from '../../contract/review.ts'
import type { ReturnReason } from '../../contract/review-desk.ts'
import { reasonsFitting } from '../../standard/return-reasons.ts'
import { sentence } from './marks.ts'
import type { Place } from './places.ts'

/** Reasons are picked by a figure: nine at a time. */
const perPage = 9

/**
 * Return with a reason at a field. Keys: a figure picks the field (0 the whole), then a figure picks the reason (0 words of one's own), Enter returns; the first that fits
 * is chosen already, so R 2 Enter returns for the second field. A click on a field in the record picks it too.
 */
export function ReturnPanel(props: {
  places: readonly Place[]
  library: readonly ReturnReason[]
  /** what was clicked in the record */
  picked: number | null
  had: readonly DecideReason[]
  /** subsets of the case that may take effect while the rest goes back; empty where there are no parts */
  parts: readonly { name: string; label: string }[]
  /** say which keys do what: not on a phone */
  keys: boolean
  onPick: (place: number | null) => void
  onReturn: (reasons: readonly DecideReason[], passSubsets: readonly string[]) => void
  onCancel: () => void
}) {
  const { places, library, picked, had, parts, keys, onPick, onReturn, onCancel } = props
  const [chosen, setChosen] = useState(picked !== null)
  const [page, setPage] = useState(0)
  /** place among the fitting ones; null: own words */
  const [kind, setKind] = useState<number | null>(0)
  const [text, setText] = useState('')
  const [reasons, setReasons] = useState<readonly DecideReason[]>(had)
  const [partly, setPartly] = useState(false)
  const box = useRef<HTMLElement>(null)
  const words = useRef<InputRef>(null)
  useEffect(() => {
    box.current?.focus()
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    if (picked === null) return
    setChosen(true)
    setKind(0)
    setPage(0)
  }, [picked])

  const place = picked === null ? undefined : places[picked]
  const fitting = reasonsFitting(library, { subset: place?.subset.name ?? null, field: place?.field.name ?? null })
  const here = fitting.slice(page * perPage, (page + 1) * perPage)
  const said = kind === null ? null : (fitting[kind]?.text ?? null)
  const reason: DecideReason = {
    subset: place?.subset.name ?? null,
    rowId: place?.item.rowId ?? null,
    field: place?.field.name ?? null,
    reason: sentence(said, text),
  }
  const whole = reason.reason !== ''
  const choose = (next: number | null) => {
    setKind(next)
    if (next === null) words.current?.focus()
  }
  const back = new Set([...reasons, reason].map(({ subset }) => subset))
  const clean = back.has(null) ? [] : parts.filter(({ name }) => !back.has(name))
  const finish = () => {
    if (!whole) return words.current?.focus()
    onReturn([...reasons, reason], partly ? clean.map(({ name }) => name) : [])
  }
  const another = () => {
    if (!whole) return
    setReasons([...reasons, reason])
    onPick(null)
    setChosen(false)
    setKind(0)
    setText('')
    box.current?.focus()
  }
  const hear = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      return onCancel()
    }
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox'
    if (event.key === 'Enter' && (typing || event.target === box.current)) {
      event.preventDefault()
      return finish()
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return
    event.stopPropagation()
    if (!/^\d$/.test(event.key)) return
    event.preventDefault()
    const figure = Number(event.key)
    if (!chosen) {
      if (figure > places.length) return
      onPick(figure === 0 ? null : figure - 1)
      setChosen(true)
    } else if (figure === 0) choose(null)
    else if (figure <= here.length) choose(page * perPage + figure - 1)
  }

  return (
    <section
      ref={box}
      className="xt-return"
      aria-label="退回"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the figures that are pressed
      tabIndex={0}
      onKeyDown={hear}
    >
      <h3>
        <RollbackOutlined aria-hidden /> 退回：指出哪一项、为什么
      </h3>
      {reasons.length > 0 && (
        <ul>
          {reasons.map((each, at) => (
            <li key={`${each.rowId}${each.field}${each.reason}`}>
              {places.find(({ item, field }) => item.rowId === each.rowId && field.name === each.field)?.field.label ??
                '整体'}
              ：{each.reason}{' '}
              <Button type="link" size="small" onClick={() => setReasons(reasons.filter((_, other) => other !== at))}>
                去掉
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="xt-return-row">
        <span>哪一项</span>
        <Select
          aria-label="退回哪一项"
          value={picked ?? -1}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          onChange={(next: number) => {
            onPick(next < 0 ? null : next)
            setChosen(true)
          }}
          options={[
            { value: -1, label: keys ? '0 整体' : '整体' },
            ...places.map((each, at) => ({
              value: at,
              label: `${keys && at < 9 ? `${at + 1} ` : ''}${each.subset.label} · ${each.field.label}`,
            })),
          ]}
        />
        <span className="xt-quiet">{keys ? '按数字选，或点击记录中的一项' : '也可以点击记录中的一项'}</span>
      </div>
      <div className="xt-return-row">
        <span>原因</span>
        {here.map(({ text: name }, nth) => {
          const at = page * perPage + nth
          return (
            <Button
              key={`${name}${at}`}
              size="small"
              tabIndex={-1}
              type={kind === at ? 'primary' : 'default'}
              aria-pressed={kind === at}
              onClick={() => choose(at)}
            >
              {keys && `${nth + 1} `}
              {name}
            </Button>
          )
        })}
        <Button
          size="small"
          tabIndex={-1}
          type={kind === null ? 'primary' : 'default'}
          aria-pressed={kind === null}
          onClick={() => choose(null)}
        >
          {keys && '0 '}其他
        </Button>
        {fitting.length > perPage && (
          <Button type="link" size="small" onClick={() => setPage((page + 1) % Math.ceil(fitting.length / perPage))}>
            更多（{page + 1}/{Math.ceil(fitting.length / perPage)} 页）
          </Button>
        )}
      </div>
      <Input
        ref={words}
        aria-label="补充说明"
        maxLength={390}
        value={text}
        placeholder={kind === null ? '请写明原因（必填）' : '补充说明（可不填），例如应当是什么'}
        onChange={(event) => setText(event.target.value)}
      />
      {clean.length > 0 && (
        <Checkbox checked={partly} onChange={(event) => setPartly(event.target.checked)}>
          部分通过：{clean.map(({ label }) => label).join('、')}先行生效，其余退回
        </Checkbox>
      )}
      <div className="xt-return-row">
        <Button type="primary" danger className="xt-big" disabled={!whole} onClick={finish}>
          退回（{reasons.length + 1} 处）{keys && 'Enter'}
        </Button>
        <Button disabled={!whole} onClick={another}>
          再指出一处
        </Button>
        <Button onClick={onCancel}>取消{keys && ' Esc'}</Button>
      </div>
    </section>
  )
}
