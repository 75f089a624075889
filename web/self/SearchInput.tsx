import { type ReactElement, useId, useState } from 'react'
import type { ControlProps } from './control-props.ts'
import type { Option } from './search.ts'

/** A long list: typed by name or code, chosen from what fits. Arrows, Enter and Esc work; keys of an input method are left alone. */
export function SearchInput(props: {
  control: ControlProps
  shown: string
  placeholder: string
  find: (typed: string) => Option[]
}): ReactElement {
  const { control, shown } = props
  const list = useId()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const text = control.typed ?? shown
  const options = open ? props.find(control.typed ?? '') : []
  const pick = (option: Option): void => {
    control.onChoose(option.code)
    setOpen(false)
    setAt(-1)
  }
  return (
    <div className="search">
      <input
        {...control.aria}
        className="input"
        type="text"
        role="combobox"
        aria-expanded={open && options.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={options[at] ? `${list}-${at}` : undefined}
        autoComplete="off"
        placeholder={props.placeholder}
        value={text}
        onFocus={(event) => {
          setOpen(true)
          event.target.select()
          control.onFocus()
        }}
        onChange={(event) => {
          const native = event.nativeEvent
          control.onType(event.target.value, native instanceof InputEvent && native.isComposing)
          setOpen(true)
          setAt(-1)
        }}
        onCompositionEnd={(event) => control.onType(event.currentTarget.value, false)}
        onBlur={() => {
          setOpen(false)
          control.onLeave()
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          const option = options[at]
          if (event.key === 'ArrowDown') {
            event.preventDefault()
            setOpen(true)
            setAt(Math.min(at + 1, options.length - 1))
          } else if (event.key === 'ArrowUp') {
            event.preventDefault()
            setAt(Math.max(at - 1, 0))
          } else if (event.key === 'Enter' && option) {
            event.preventDefault()
            pick(option)
          } else if (event.key === 'Escape') setOpen(false)
        }}
      />
      <div id={list} role="listbox" aria-label={control.label} className={options.length > 0 ? 'options' : 'unseen'}>
        {options.map((option, index) => (
          // The input keeps the focus and the keys; a pointer picks before the input is left.
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox (aria-activedescendant)
          <div
            key={option.code}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'option option-at' : 'option'}
            onMouseDown={(event) => {
              event.preventDefault()
              pick(option)
            }}
          >
            {option.name}
            {option.hint && <small>{option.hint}</small>}
          </div>
        ))}
      </div>
    </div>
  )
}
