// biome-ignore-all lint/a11y/useFocusableInteractive: the text field of the sheet keeps the focus and names the marked option
// biome-ignore-all lint/a11y/useSemanticElements: a select cannot be narrowed by typing
import { useEffect, useRef } from 'react'
import type { Option } from './columns.ts'

/** The options of a cell under edit. The text field keeps the focus: what is marked is said by aria-activedescendant. */
export function OptionList(props: {
  id: string
  label: string
  options: readonly Option[]
  marked: number
  place: { left: number; top: number; width: number; above: boolean }
  onPick: (option: Option) => void
}) {
  const { id, label, options, marked, place, onPick } = props
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' })
  }, [marked])
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={label}
      className={`xt-grid-options ${place.above ? 'xt-grid-above' : ''}`}
      style={{ left: place.left, top: place.top, minWidth: place.width }}
    >
      {options.length === 0 && (
        <div role="option" aria-selected={false} aria-disabled className="xt-quiet">
          没有相符的选项；可输代码、名称或拼音首字母
        </div>
      )}
      {options.map((option, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys
        <div
          key={option.value}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === marked}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(option)}
        >
          {option.label}
        </div>
      ))}
    </div>
  )
}
