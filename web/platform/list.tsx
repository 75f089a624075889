import { useNavigate, useSearch } from '@tanstack/react-router'
import { type GetRef, Input, Table, type TablePaginationConfig, type TableProps } from 'antd'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'

type State = Record<string, string | number>

/**
 * Filters, sorting and page of a list, kept in the URL: a view is a link. Values that equal their default are left out of it.
 * Numbers stay numbers, by the type of the default. `set` goes back to page 1 unless it names a page.
 */
export function useUrlState<T extends State>(defaults: T): [Widened<T>, (change: Partial<Widened<T>>) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const state: State = {}
  for (const [key, value] of Object.entries(defaults)) {
    const said = search[key]
    const typed = typeof value === 'number' ? Number(said) : String(said ?? '')
    state[key] = said === undefined || Number.isNaN(typed) ? value : typed
  }
  const set = (change: Partial<Widened<T>>) => {
    const next: Record<string, string | number | undefined> = { ...state, ...change }
    if ('page' in defaults && !('page' in change)) next.page = 1
    const kept = Object.entries(next).filter(([key, value]) => value !== defaults[key] && value !== undefined)
    void navigate({ to: '.', search: Object.fromEntries(kept), replace: true })
  }
  // the loop above gives every key of T a value of its default's type
  return [state as Widened<T>, set]
}
type Widened<T extends State> = { [k in keyof T]: T[k] extends number ? number : string }

/** “共 N 条 · 20 条/页 · 跳至”, for a list whose page and size stand in the URL. */
export function pager(
  state: { page: number; size: number },
  total: number,
  set: (change: { page: number; size: number }) => void,
): TablePaginationConfig {
  return {
    current: state.page,
    pageSize: state.size,
    // jumping ends at row 10,000; beyond it a filter serves better
    total: Math.min(total, 10_000),
    pageSizeOptions: [20, 50, 100],
    showSizeChanger: true,
    showQuickJumper: total > state.size,
    showTotal: () => `共 ${total.toLocaleString('zh-CN')} 条`,
    onChange: (page, size) => set({ page: size === state.size ? page : 1, size }),
    size: 'small',
  }
}

/** The table of every list: compact, sticky head, scrolls sideways by itself; rows open with a click on their link, never by colour alone. */
export function ListTable<R extends object>(props: TableProps<R> & { label: string }) {
  const { label, ...rest } = props
  const table = useReachable()
  return (
    <Table<R>
      ref={table}
      size="small"
      scroll={{ x: 'max-content' }}
      // below the top bar (shell.css)
      sticky={{ offsetHeader: 48 }}
      aria-label={label}
      pagination={false}
      {...rest}
      className={`xt-list ${rest.className ?? ''}`}
    />
  )
}

/** antd repeats the heads in a hidden row to measure them: a box to tick must not be reached there. */
export function OnlyOnce({ children }: { children: ReactNode }) {
  const [hidden, setHidden] = useState(false)
  const place = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => setHidden(place.current?.closest('.ant-table-measure-row') != null), [])
  return <span ref={place}>{hidden ? null : children}</span>
}

/** What scrolls sideways must be reached by keyboard, also where no link stands in it; where all is in sight it is no stop of the Tab key. */
function useReachable() {
  const table = useRef<GetRef<typeof Table>>(null)
  useEffect(() => {
    const look = () => {
      const body = table.current?.nativeElement.querySelector('.ant-table-body')
      if (!body) return
      if (body.scrollWidth > body.clientWidth) body.setAttribute('tabindex', '0')
      else body.removeAttribute('tabindex')
    }
    look()
    window.addEventListener('resize', look)
    return () => window.removeEventListener('resize', look)
  })
  return table
}

/** The search field of a list: acts 300 ms after the last key, at once on Enter, never while an input method composes. */
export function SearchField(props: {
  value: string
  onChange: (value: string) => void
  placeholder: string
  width?: number
}) {
  const { value, onChange, placeholder, width = 260 } = props
  const [text, setText] = useState(value)
  const composing = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setText(value), [value])
  // a page that was left must not change the address of the next one
  useEffect(() => () => clearTimeout(timer.current), [])
  const later = (next: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onChange(next.trim()), 300)
  }
  return (
    <Input.Search
      allowClear
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      style={{ width }}
      onChange={(event) => {
        setText(event.target.value)
        if (!composing.current) later(event.target.value)
      }}
      onCompositionStart={() => {
        composing.current = true
        clearTimeout(timer.current)
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        later(event.currentTarget.value)
      }}
      onSearch={(next) => {
        clearTimeout(timer.current)
        onChange(next.trim())
      }}
    />
  )
}
