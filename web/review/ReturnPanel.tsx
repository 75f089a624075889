import { RollbackOutlined } from '@ant-design/icons'
import { Button, Input, type InputRef, Select } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { library, type MarkReason, ownWords, sentence } from './marks.ts'
import type { Place } from './places.ts'

/**
 * Return with a reason at a field. Keys: a figure picks the field (0 the whole), then a figure picks the reason, Enter returns; 与证件不符 is chosen already, so R 2 Enter
 * returns for the second field. A click on a field in the record picks it too.
 */
export function ReturnPanel(props: {
  places: readonly Place[]
  /** what was clicked in the record */
  picked: number | null
  had: readonly MarkReason[]
  /** say which keys do what: not on a phone */
  keys: boolean
  onPick: (place: number | null) => void
  onReturn: (reasons: readonly MarkReason[]) => void
  onCancel: () => void
}) {
  const { places, picked, had, keys, onPick, onReturn, onCancel } = props
  const [chosen, setChosen] = useState(picked !== null)
  const [kind, setKind] = useState(0)
  const [text, setText] = useState('')
  const [reasons, setReasons] = useState<readonly MarkReason[]>(had.filter((reason) => sentence(reason) !== ''))
  const box = useRef<HTMLElement>(null)
  const words = useRef<InputRef>(null)
  useEffect(() => {
    box.current?.focus()
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    if (picked !== null) setChosen(true)
  }, [picked])

  const place = picked === null ? undefined : places[picked]
  const reason: MarkReason = {
    subset: place?.subset.name ?? null,
    rowId: place?.item.rowId ?? null,
    field: place?.field.name ?? null,
    kind,
    text,
  }
  const whole = sentence(reason) !== ''
  const choose = (next: number) => {
    setKind(next)
    if (next === ownWords) words.current?.focus()
  }
  const finish = () => {
    if (whole) onReturn([...reasons, reason])
    else words.current?.focus()
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
    const typing = event.target instanceof HTMLInputElement
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
    } else if (figure >= 1 && figure <= library.length) choose(figure - 1)
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
            <li key={`${each.rowId}${each.field}${each.kind}${each.text}`}>
              {places.find(({ item, field }) => item.rowId === each.rowId && field.name === each.field)?.field.label ??
                '整体'}
              ：{sentence(each)}{' '}
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
              label: `${keys ? `${at + 1} ` : ''}${each.subset.label} · ${each.field.label}`,
            })),
          ]}
        />
        <span className="xt-quiet">{keys ? '按数字选，或点击记录中的一项' : '也可以点击记录中的一项'}</span>
      </div>
      <div className="xt-return-row">
        <span>原因</span>
        {library.map((name, at) => (
          <Button
            key={name}
            size="small"
            tabIndex={-1}
            type={kind === at ? 'primary' : 'default'}
            aria-pressed={kind === at}
            onClick={() => choose(at)}
          >
            {keys && `${at + 1} `}
            {name}
          </Button>
        ))}
      </div>
      <Input
        ref={words}
        aria-label="补充说明"
        maxLength={400}
        value={text}
        placeholder={kind === ownWords ? '请写明原因（必填）' : '补充说明（可不填），例如应当是什么'}
        onChange={(event) => setText(event.target.value)}
      />
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
