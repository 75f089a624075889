import { Input } from 'antd'
import { useState } from 'react'
import { standardApi } from '../../contract/standard.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/Page.tsx'
import { answers } from '../record/pinyin.ts'

type Row = { code: string; name: string; selectable?: false | undefined }
const most = 200

/** 代码表, to be read and searched; `rows` where the table stands in a draft only. */
export function CodeList(props: { name: string; label: string; standard: string; rows?: readonly Row[] }) {
  const { name, label, standard, rows } = props
  const load = useLoad(standardApi.codeTable, { params: { name } }, { enabled: rows === undefined })
  return (
    <section aria-label="代码表">
      <h2 className="xt-choice-title">
        代码表：{label} <small className="xt-quiet">{standard}</small>
      </h2>
      {rows ? <Rows rows={rows} /> : <Loaded load={load}>{(table) => <Rows rows={table.rows} />}</Loaded>}
    </section>
  )
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const [typed, type] = useState('')
  const found = rows.filter((row) => answers(row, typed))
  return (
    <>
      {rows.length > 12 && (
        <Input
          allowClear
          aria-label="在代码表中查找"
          placeholder={`在 ${rows.length} 个代码中查找`}
          value={typed}
          onChange={(event) => type(event.target.value)}
        />
      )}
      <ul className="xt-codes">
        {found.slice(0, most).map((row) => (
          <li key={row.code}>
            <span className="xt-code">{row.code}</span> {row.name}
            {row.selectable === false && <span className="xt-quiet">（不再选用）</span>}
          </li>
        ))}
      </ul>
      {found.length > most && <p className="xt-quiet">还有 {found.length - most} 个，请输入名称或代码查找</p>}
    </>
  )
}
