import { CloseCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { columns, type Found, type SheetRow } from './sheet.ts'

/** Every finding of the sheet in words, with its remedy; the same stand at their cells. */
export function Findings(props: {
  findings: readonly Found[]
  rows: readonly SheetRow[]
  onFix: (row: number, change: SheetRow) => void
}) {
  const { findings, rows, onFix } = props
  const [asking, ask] = useState<number | null>(null)
  if (findings.length === 0) return null
  const shown = [...findings].sort((a, b) => Number(a.row) - Number(b.row)).slice(0, 200)
  return (
    <section aria-label="需要处理的内容">
      <h2>需要处理的内容（{findings.length}）</h2>
      <ul className="xt-sheet-findings">
        {shown.map((each) => {
          const row = Number(each.row)
          const { field, suggestion } = each
          return (
            <li key={`${each.row}-${field}-${each.code}`}>
              <span className="xt-where">第 {row + 1} 行</span>
              <span className={each.severity === 'error' ? 'xt-error' : 'xt-warning'}>
                {each.severity === 'error' ? (
                  <CloseCircleOutlined aria-label="错误" />
                ) : (
                  <ExclamationCircleOutlined aria-label="提示" />
                )}
              </span>
              <span>
                {rows[row]?.name} {each.message}
              </span>
              {suggestion && field && (
                <Button size="small" onClick={() => onFix(row, { [field]: suggestion.value })}>
                  {columns.find((column) => column.key === field)?.title}改为 {suggestion.label}
                </Button>
              )}
              {each.code === 'birth.differs' && each.severity === 'error' && (
                <Button size="small" onClick={() => ask(row)}>
                  档案为准
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {asking !== null && (
        <ByFile
          name={rows[asking]?.name ?? ''}
          onClose={() => ask(null)}
          onSay={(reason) => {
            onFix(asking, { birthDateReason: reason })
            ask(null)
          }}
        />
      )}
    </section>
  )
}

/** 档案为准: the birth date of the personnel file stays, and why. */
function ByFile({ name, onClose, onSay }: { name: string; onClose: () => void; onSay: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  return (
    <Modal
      open
      title={`${name}的出生日期以档案为准`}
      okText="以档案为准"
      cancelText="取消"
      okButtonProps={{ disabled: reason.trim().length < 2 }}
      onOk={() => onSay(reason.trim())}
      onCancel={onClose}
    >
      <p>请写明依据，审核时会看到。例如：干部人事档案中最先记载的出生日期为 1985-06-01。</p>
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={200}
        showCount
        aria-label="依据"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}
