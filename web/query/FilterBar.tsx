import { PlusOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { Filter, QueryForm } from '../../contract/query.ts'
import { nameOfValue, useAreaBook, useCodeTable } from './codes.ts'
import { FilterDialog } from './FilterDialog.tsx'
import { findField, sayFilter } from './filters.ts'

/** The conditions of a list or table, as tags that are opened and closed, and the way to one more. */
export function FilterBar(props: {
  form: QueryForm | undefined
  filters: readonly Filter[]
  onChange: (filters: Filter[]) => void
}) {
  const { form, filters, onChange } = props
  // the place of the one that is open; one behind the last: a new one
  const [open, setOpen] = useState<number | null>(null)
  return (
    <>
      {filters.map((filter, at) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may be alike; their place is what they are
          key={at}
          form={form}
          filter={filter}
          onOpen={() => setOpen(at)}
          onClose={() => onChange(filters.filter((_, other) => other !== at))}
        />
      ))}
      <Button type="dashed" icon={<PlusOutlined />} disabled={!form} onClick={() => setOpen(filters.length)}>
        筛选条件
      </Button>
      {form && open !== null && (
        <FilterDialog
          form={form}
          filter={filters[open] ?? null}
          onClose={() => setOpen(null)}
          onDone={(done) => {
            onChange(
              open < filters.length ? filters.map((each, at) => (at === open ? done : each)) : [...filters, done],
            )
            setOpen(null)
          }}
        />
      )}
    </>
  )
}

function Chip(props: { form: QueryForm | undefined; filter: Filter; onOpen: () => void; onClose: () => void }) {
  const { form, filter, onOpen, onClose } = props
  const found = findField(form, filter.key)
  const table = useCodeTable(found?.field.codes ?? null)
  const areas = useAreaBook(found?.field.type === 'area')
  const words = sayFilter(found?.label ?? filter.key, filter, (value) =>
    nameOfValue(found?.field.type ?? '', table, areas, value),
  )
  return (
    <Tag closable={{ 'aria-label': `去掉条件：${words}` }} onClose={onClose} className="xt-condition">
      <button type="button" onClick={onOpen} title="修改条件">
        {words}
      </button>
    </Tag>
  )
}
