import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { AutoComplete, Button, type GetRef } from 'antd'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { type GridColumn, matching, optionsOf } from '../grid/columns.ts'
import { count } from './parts.tsx'
import type { Batch, FacetGroup, OneFacet } from './view.ts'

/** The problems by kind, and the one that is chosen mended at once for all cells that hold the same. */
export function Facets(props: {
  batch: Batch
  groups: readonly FacetGroup[]
  chosen: FacetGroup | undefined
  columns: readonly GridColumn[]
  /** true when a kind was just chosen: typing goes on in its first field. One that comes back by Ctrl+Z in the sheet takes no focus. */
  eager: RefObject<boolean>
  onChoose: (group: FacetGroup | null) => void
  onMend: (facet: OneFacet, text: string) => void
}) {
  const { batch, groups, chosen, columns, eager, onChoose, onMend } = props
  const several = batch.sheets.filter((sheet) => sheet.subset !== null).length > 1
  return (
    <aside className="xt-intake-facets" aria-label="问题">
      <p className="xt-intake-totals">
        <span className="xt-intake-error">
          <CloseCircleFilled /> 错误 {count(batch.errorCells)}
        </span>
        <span className="xt-intake-warning">
          <WarningFilled /> 提醒 {count(batch.warningCells)}
        </span>
      </p>
      <ul>
        {groups.map((group) => {
          const on = group === chosen
          return (
            <li key={`${group.sheet}:${group.column}:${group.code}:${group.severity}`}>
              <button type="button" aria-pressed={on} onClick={() => onChoose(on ? null : group)}>
                <span className={`xt-intake-${group.severity}`}>
                  {group.severity === 'error' ? (
                    <CloseCircleFilled aria-label="错误" />
                  ) : (
                    <WarningFilled aria-label="提醒" />
                  )}
                </span>
                <span className="xt-intake-what">
                  {group.label || '整行'}：{group.title}
                  {several && <small>{batch.sheets.find((sheet) => sheet.index === group.sheet)?.name}</small>}
                </span>
                <b>{count(group.count)}</b>
              </button>
              {on && batch.can.includes('mend') && (
                <FacetFixes
                  group={group}
                  column={columns.find((each) => each.key === String(group.column))}
                  eager={eager}
                  onMend={onMend}
                />
              )}
            </li>
          )
        })}
      </ul>
      {batch.facets.length >= 200 && <p className="xt-quiet">只列出最多的 200 种，改正后其余的会补上来。</p>}
    </aside>
  )
}

function FacetFixes(props: {
  group: FacetGroup
  column: GridColumn | undefined
  eager: RefObject<boolean>
  onMend: (facet: OneFacet, text: string) => void
}) {
  const { group, column, eager, onMend } = props
  const shown = group.facets.slice(0, 20)
  return (
    <div className="xt-intake-fixes">
      <h3>同类批量修改</h3>
      {shown.map((facet, place) => (
        <FacetFix
          key={facet.seen}
          facet={facet}
          column={column}
          eager={place === 0 ? eager : null}
          onMend={(text) => onMend(facet, text)}
        />
      ))}
      {group.facets.length > shown.length && (
        <p className="xt-quiet">还有 {count(group.facets.length - shown.length)} 种写法，可在右侧表格中逐格改。</p>
      )}
    </div>
  )
}

/** “汉” → [01 汉族] 应用到 7 处. Enter applies what stands in the field; in the open list it first takes the marked option. */
function FacetFix(props: {
  facet: OneFacet
  column: GridColumn | undefined
  eager: RefObject<boolean> | null
  onMend: (text: string) => void
}) {
  const { facet, column, eager, onMend } = props
  const [text, setText] = useState(facet.suggestion?.label ?? '')
  const [narrowed, setNarrowed] = useState(false)
  const taken = useRef<string | null>(null)
  const field = useRef<GetRef<typeof AutoComplete>>(null)
  useEffect(() => {
    if (!eager?.current) return
    eager.current = false
    field.current?.focus()
  }, [eager])
  const options = optionsOf(column)
  const seen = facet.seen ? `“${facet.seen}”` : '（空白）'
  const ready = text.trim() !== '' && text !== facet.seen
  const apply = () => ready && onMend(text.trim())
  return (
    <div className="xt-intake-fix">
      <span className="xt-intake-seen" title={facet.seen ?? ''}>
        {seen}
      </span>
      <AutoComplete
        aria-label={`把${seen}改为`}
        ref={field}
        value={text}
        options={[...(narrowed ? matching(options, text) : options)]}
        popupMatchSelectWidth={false}
        placeholder="改为"
        onChange={(next: string) => {
          taken.current = null
          setNarrowed(true)
          setText(next)
        }}
        onSelect={(next: string) => {
          taken.current = next
          setText(next)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.keyCode === 229) return
          // this very key took an option from the list, which the field does not show yet
          if (taken.current !== null && taken.current !== text) return
          apply()
        }}
      />
      <Button type="primary" size="small" disabled={!ready} onClick={apply}>
        应用到 {count(facet.count)} 处 Enter
      </Button>
    </div>
  )
}
