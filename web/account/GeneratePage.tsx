import { PrinterOutlined, UploadOutlined } from '@ant-design/icons'
import { useBlocker, useNavigate } from '@tanstack/react-router'
import { Alert, App, Button, Modal, Radio, Upload } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { z } from 'zod'
import { accountApi, type Slip } from '../../contract/account.ts'
import { SheetGrid } from '../grid/SheetGrid.tsx'
import { call, type Refusal, upload, useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Page, RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { PlaceChooser } from '../unit/places.tsx'
import { Findings } from './Findings.tsx'
import { Slips } from './Slips.tsx'
import { columns, type Found, isBlank, peopleIn, type SheetRow, toItems, toRow, type WholeList } from './sheet.ts'

const crumbs = [{ title: '账号管理', to: '/accounts' }]
type Made = z.output<typeof Slip>

/** 生成教师账号: the four items of each person, typed or pasted from a workbook, judged at the cell, then slips to hand out. */
export function GeneratePage() {
  const [slips, setSlips] = useState<Made[] | null>(null)
  return slips ? <Done slips={slips} /> : <Sheet onDone={setSlips} />
}

function Sheet({ onDone }: { onDone: (slips: Made[]) => void }) {
  const [{ from }] = useUrlState({ from: '' })
  const [place, setPlace] = useState('')
  const [rows, setRows] = useState<SheetRow[]>([])
  const [whole, setWhole] = useState<WholeList>('each')
  const { findings, checking, refusal } = useCheck(rows, place, whole)
  const unknown = useUnknown(from === 'unknown', rows, setRows, setPlace)
  const confirm = useConfirm()
  const generate = useAct(accountApi.generate)
  const people = peopleIn(rows)
  const errors = new Set(findings.filter((each) => each.severity === 'error').map((each) => each.row)).size
  const ask = () =>
    confirm({
      title: `生成 ${people} 个教师账号`,
      content: '生成后显示各人的登录账号和一次性激活码，请打印领取单，当面交给本人。',
      ok: `生成 ${people} 个账号`,
      act: async () =>
        onDone((await generate.mutateAsync({ body: { ...sheetOf(rows, place, whole), unknownIds: unknown } })).slips),
      done: `已生成 ${people} 个账号`,
    })
  return (
    <Page
      title="生成教师账号"
      crumbs={crumbs}
      action={
        <>
          <PlaceChooser value={place} onChange={setPlace} />
          <Button
            type="primary"
            disabled={people === 0 || errors > 0 || checking || refusal !== null}
            loading={generate.isPending}
            onClick={ask}
          >
            {people ? `生成 ${people} 个账号` : '生成账号'}
          </Button>
        </>
      }
    >
      <p className="xt-quiet">
        从 Excel 或 WPS 复制“姓名、性别、出生日期、身份证件号”四列，点左上第一格，按 Ctrl+V
        粘贴；也可逐格录入或上传工作簿。一次最多 500
        人。采集范围：在编人员；合同期满一年的教师、其他专业技术和管理人员。
      </p>
      <div className="xt-filters">
        <Radio.Group
          aria-label="没有填写人员关系和岗位的"
          value={whole}
          onChange={(event) => setWhole(event.target.value)}
          options={[
            { value: 'each', label: '逐人填写人员关系和岗位' },
            { value: 'teachers', label: '没有填写的，都是在编教师' },
          ]}
        />
        <FromFile onRows={setRows} />
      </div>
      <RefusedNote refusal={refusal ?? generate.error} />
      <p role="status" aria-live="polite">
        {people === 0
          ? '名单为空'
          : checking
            ? `共 ${people} 人，正在核对…`
            : errors
              ? `共 ${people} 人，${errors} 人有错误需要改正`
              : `共 ${people} 人，没有错误`}
      </p>
      <SheetGrid
        label="教师四项信息"
        columns={columns}
        rows={rows}
        onChange={setRows}
        minRows={12}
        findings={findings.map((each) => ({
          row: Number(each.row),
          column: each.field,
          severity: each.severity,
          message: each.message,
          ...(each.suggestion && { suggestion: each.suggestion }),
        }))}
      />
      <Findings
        findings={findings}
        rows={rows}
        onFix={(row, change) => setRows(rows.map((each, place) => (place === row ? { ...each, ...change } : each)))}
      />
    </Page>
  )
}

/** 上传工作簿: its people come into the sheet, to be looked over like those that were pasted. */
function FromFile({ onRows }: { onRows: (rows: SheetRow[]) => void }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const read = async (file: File) => {
    setBusy(true)
    try {
      const { rows, left } = await upload(accountApi.readSheet, {}, file)
      onRows(rows.map(toRow))
      const also = left.length > 0 ? `；没有用到的列：${left.slice(0, 5).join('、')}` : ''
      void message.success(`已读取 ${rows.length} 人${also}`, 5)
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 8)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Upload
      accept=".xlsx,.csv"
      showUploadList={false}
      beforeUpload={(file) => {
        void read(file)
        return false
      }}
    >
      <Button icon={<UploadOutlined />} loading={busy}>
        上传工作簿
      </Button>
    </Upload>
  )
}

/** `unitId` only where the people are of an attached class. */
const sheetOf = (rows: readonly SheetRow[], place: string, whole: WholeList) => ({
  rows: toItems(rows, whole),
  ...(place && { unitId: place }),
})

/** Asks the server half a second after the last change; an answer to an older sheet is dropped. */
function useCheck(
  rows: readonly SheetRow[],
  place: string,
  whole: WholeList,
): { findings: Found[]; checking: boolean; refusal: Refusal | null } {
  const sheet = useMemo(() => sheetOf(rows, place, whole), [rows, place, whole])
  const [answer, setAnswer] = useState<{ of: unknown; findings: Found[]; refusal: Refusal | null }>()
  useEffect(() => {
    if (sheet.rows.length === 0) return
    let late = false
    const timer = setTimeout(() => {
      call(accountApi.check, { body: sheet }).then(
        ({ findings }) => late || setAnswer({ of: sheet, findings, refusal: null }),
        (refusal: Refusal) => late || setAnswer({ of: sheet, findings: [], refusal }),
      )
    }, 500)
    return () => {
      late = true
      clearTimeout(timer)
    }
  }, [sheet])
  if (sheet.rows.length === 0) return { findings: [], checking: false, refusal: null }
  return {
    findings: answer?.findings ?? [],
    checking: answer?.of !== sheet,
    refusal: answer?.of === sheet ? answer.refusal : null,
  }
}

/** Puts the people an import named into the sheet, and says which of them are still there unchanged in number. */
function useUnknown(
  on: boolean,
  rows: readonly SheetRow[],
  setRows: (rows: SheetRow[]) => void,
  setPlace: (unitId: string) => void,
): string[] {
  const load = useLoad(accountApi.unknown, {}, { enabled: on })
  const people = load.data?.people
  const [put, setPut] = useState(false)
  const own = useMe().post.unitId
  useEffect(() => {
    if (!people?.length || put) return
    setPut(true)
    // one place at a time: the others stay on the list of those to be made
    const place = people[0]?.unitId ?? ''
    if (!rows.every(isBlank)) return
    setRows(people.filter(({ unitId }) => unitId === place).map(({ items }) => toRow(items)))
    if (place !== own) setPlace(place)
  }, [people, put, rows, own, setRows, setPlace])
  const numbers = new Set(rows.map((row) => row.idNumber?.trim()))
  return (people ?? []).filter(({ items }) => numbers.has(items.idNumber.trim())).map(({ id }) => id)
}

/** The slips; leaving by any way is asked first, since the codes cannot be shown again. */
function Done({ slips }: { slips: Made[] }) {
  const navigate = useNavigate()
  const leaving = useBlocker({ shouldBlockFn: () => true, withResolver: true })
  return (
    <Page
      title={`已生成 ${slips.length} 个账号`}
      crumbs={[...crumbs, { title: '生成教师账号' }]}
      action={
        <>
          <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
            打印 {slips.length} 张领取单
          </Button>
          <Button onClick={() => void navigate({ to: '/accounts', search: {} })}>返回账号管理</Button>
        </>
      }
    >
      <Modal
        open={leaving.status === 'blocked'}
        title="离开本页？"
        okText="已打印，离开"
        cancelText="留在本页"
        onOk={() => leaving.proceed?.()}
        onCancel={() => leaving.reset?.()}
      >
        激活码不能再次显示；没有打印的，只能逐个重发。
      </Modal>
      <Alert
        type="warning"
        showIcon
        className="xt-note xt-no-print"
        title="激活码只显示这一次"
        description="请现在打印，裁开后当面交给本人。系统只保存激活码的摘要，任何人都不能再次查看。"
      />
      <Slips slips={slips} />
    </Page>
  )
}
