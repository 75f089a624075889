import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, App, Button, Input, Upload } from 'antd'
import { useState } from 'react'
import { type CodeLine, nationalApi, type TableView } from '../../contract/national.ts'
import type { GridColumn, GridFinding } from '../grid/columns.ts'
import type { SheetRow } from '../grid/edits.ts'
import { SheetGrid } from '../grid/SheetGrid.tsx'
import { call, download, Refusal, upload, useLoad } from '../platform/api.ts'
import { useKeepOpen } from '../platform/once.ts'
import { Loaded, Page, RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { isFilled, rowFindings } from '../profile/sheet.ts'
import '../profile/profile.css'
import { answers } from '../record/pinyin.ts'
import './standard.css'
import { useNational } from './use-national.ts'
import { sureWords } from './words.ts'

const columns: readonly GridColumn[] = [
  { key: 'code', title: '代码', width: 120 },
  { key: 'name', title: '名称', width: 360 },
  { key: 'parent', title: '上级代码', width: 110 },
  {
    key: 'offered',
    title: '供选择',
    width: 90,
    kind: 'select',
    options: [
      { value: '1', label: '是' },
      { value: '0', label: '否' },
    ],
  },
  { key: 'successor', title: '后继代码', width: 110 },
]

/** One code table: read and searched by everybody of the centre; edited as a sheet by its 系统管理员, saved to the draft as a whole. */
export function TablePage() {
  const { name = '' } = useParams({ strict: false })
  const load = useLoad(nationalApi.table, { params: { name } })
  return (
    <Page
      title={load.data ? `代码表 · ${load.data.label}` : '代码表'}
      crumbs={[{ title: '国家标准', to: '/national' }]}
      extra={
        load.data && (
          <span className="xt-quiet">
            {load.data.standard} · {sureWords[load.data.sure]}
          </span>
        )
      }
      action={
        <>
          <Link to="/national" search={{ tab: 'draft' }} className="xt-button">
            本次改动
          </Link>
          <DownloadButton name={name} />
        </>
      }
    >
      <Loaded load={load}>{(table) => <Table key={`${name} ${table.draft.v}`} table={table} />}</Loaded>
    </Page>
  )
}

function DownloadButton({ name }: { name: string }) {
  const { message } = App.useApp()
  const get = () =>
    download(nationalApi.workbook, { params: { name } }, '代码表.xlsx').catch((refusal: unknown) =>
      message.error(sentenceOf(refusal), 6),
    )
  return (
    <Button icon={<DownloadOutlined />} onClick={() => void get()}>
      下载代码表
    </Button>
  )
}

function Table({ table }: { table: TableView }) {
  return (
    <>
      {table.locked && <Alert type="info" showIcon className="xt-note" title={table.locked} />}
      <p className="xt-quiet">
        {table.usedBy.length > 0 ? `使用它的指标：${table.usedBy.join('；')}` : '没有指标使用这个代码表。'}
      </p>
      {table.locked === null && table.can.includes('edit') ? <Editing table={table} /> : <Reading table={table} />}
    </>
  )
}

const most = 500

function Reading({ table }: { table: TableView }) {
  const [typed, type] = useState('')
  const found = table.after.filter((row) => answers(row, typed))
  const names = new Map(table.after.map((row) => [row.code, row.name]))
  return (
    <>
      <div className="xt-filters">
        <Input
          allowClear
          className="xt-choice-search"
          aria-label="在代码表中查找"
          placeholder={`在 ${table.after.length} 个代码中查找`}
          value={typed}
          onChange={(event) => type(event.target.value)}
        />
      </div>
      <ul className="xt-table-codes">
        {found.slice(0, most).map((row) => (
          <li key={row.code}>
            <span className="xt-code">{row.code}</span> {row.name}
            {row.parent && <span className="xt-quiet">（{names.get(row.parent) ?? row.parent}）</span>}
            {row.selectable === false && (
              <span className="xt-quiet">
                （不再选用{row.successor && `，改用 ${names.get(row.successor) ?? row.successor}`}）
              </span>
            )}
          </li>
        ))}
      </ul>
      {found.length > most && <p className="xt-quiet">还有 {found.length - most} 个，请输入名称或代码查找</p>}
    </>
  )
}

function Editing({ table }: { table: TableView }) {
  const { message } = App.useApp()
  const national = useNational()
  const [rows, setRows] = useState<SheetRow[]>(() => table.after.map(asCells))
  const [wrongs, setWrongs] = useState<{ row: number | null; message: string }[]>([])
  const [touched, touch] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  useKeepOpen(touched)
  const published = new Set(table.before.map(({ code }) => code))
  const bound = Object.keys(table.bound).length
  const findings: GridFinding[] = [
    ...rowFindings(rows),
    ...wrongs.flatMap(({ row, message: said }) =>
      row === null ? [] : [{ row, column: null, severity: 'error' as const, message: said }],
    ),
  ]
  const filled = rows.filter(isFilled)
  // blank rows are not sent: what the server says of its nth row stands at the nth that is filled
  const places = rows.flatMap((row, at) => (isFilled(row) ? [at] : []))
  const gone = [...published].filter((code) => !filled.some((row) => row.code?.trim() === code)).length
  const save = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      const body = { v: table.draft.v, rows: filled.map(asLine) }
      await national.act(() => call(nationalApi.setTable, { params: { name: table.name }, body }))
      void message.success('已保存到草稿')
      touch(false)
    } catch (error) {
      setRefusal(error)
      if (error instanceof Refusal)
        setWrongs(error.fields.map(({ at, message: said }) => ({ row: places[rowOf(at)] ?? null, message: said })))
    }
    setBusy(false)
  }
  const read = async (file: File) => {
    setRefusal(null)
    try {
      const answer = await upload(nationalApi.readTable, { params: { name: table.name } }, file)
      setRows(answer.rows.map(asCells))
      setWrongs(answer.wrongs)
      touch(true)
      const said = `读到 ${answer.rows.length} 行，与草稿不同 ${answer.differences.length} 处，需要改正 ${answer.wrongs.length} 处；核对后保存`
      void message[answer.wrongs.length > 0 ? 'warning' : 'success'](said, 6)
    } catch (error) {
      setRefusal(error)
    }
  }
  return (
    <>
      <RefusedNote refusal={refusal} onClose={() => setRefusal(null)} />
      <div className="xt-filters">
        <span className="xt-quiet">
          {filled.length} 个代码{bound > 0 && `，其中 ${bound} 个是校验规则所依据的，须保留`}
          。已发布的代码不能删除，可改为不供选择并填后继代码；从 Excel 复制后可直接粘贴。
        </span>
        <span className="xt-right xt-table-acts">
          <Upload
            accept=".xlsx,.csv"
            showUploadList={false}
            beforeUpload={(file) => {
              void read(file)
              return false
            }}
          >
            <Button icon={<UploadOutlined />}>读入表格</Button>
          </Upload>
          <Button
            disabled={!touched}
            onClick={() => {
              setRows(table.after.map(asCells))
              setWrongs([])
              setRefusal(null)
              touch(false)
            }}
          >
            还原
          </Button>
          <Button
            type="primary"
            loading={busy}
            disabled={!touched || filled.length === 0 || findings.some(({ column }) => column !== null)}
            onClick={() => void save()}
          >
            保存到草稿
          </Button>
        </span>
      </div>
      {gone > 0 && (
        <Alert
          type="warning"
          showIcon
          className="xt-note"
          title={`有 ${gone} 个已发布的代码不在表中，不能保存。请“还原”，或从“下载代码表”取回`}
        />
      )}
      <div className="xt-table-sheet">
        <SheetGrid
          label="代码"
          columns={columns}
          rows={rows}
          findings={findings}
          onChange={(next) => {
            setRows(next)
            // rows move while one types: what the server found counts for the sheet it saw
            setWrongs([])
            touch(true)
          }}
        />
      </div>
    </>
  )
}

/** Of '/tables/…/rows/3'; -1: of no row. */
const rowOf = (at: string): number => Number(/\/rows\/(\d+)$/.exec(at)?.[1] ?? -1)

const asCells = ({ code, name, parent, selectable, successor }: CodeLine): SheetRow => ({
  code,
  name,
  ...(parent !== undefined && { parent }),
  offered: selectable === false ? '0' : '1',
  ...(successor !== undefined && { successor }),
})
const asLine = (row: SheetRow): CodeLine => ({
  code: row.code?.trim() ?? '',
  name: row.name?.trim() ?? '',
  ...(row.parent?.trim() && { parent: row.parent.trim() }),
  ...(row.offered === '0' && { selectable: false as const }),
  ...(row.successor?.trim() && { successor: row.successor.trim() }),
})
