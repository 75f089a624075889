import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { Button, Input, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { teacherApi, type UnmaskPurpose, unmaskPurposeNames, unmaskPurposes } from '../../contract/teacher.ts'
import { useAct } from '../platform/api.ts'
import { StoredPhoto } from '../platform/files/PhotoField.tsx'
import { RefusedNote } from '../platform/Page.tsx'

const purposes = unmaskPurposes.map((value) => ({ value, label: unmaskPurposeNames[value] }))

/**
 * A value of class 4: its mask, and for those who may an eye that opens it for 60 seconds after the purpose was given; each look is traced and, but for
 * one's own record and what is compared in a review, spends the day's budget.
 */
export function Masked(props: {
  teacherId: string
  subset: string
  rowId: string
  field: string
  label: string
  mask: string
  mayOpen: boolean
  /** the value is the id of a stored photo, and it is the photo that is looked at */
  image?: boolean
}) {
  const { teacherId, subset, rowId, field, label, mask, mayOpen, image } = props
  const [open, setOpen] = useState<string | null>(null)
  const [left, setLeft] = useState<number | null>(null)
  const [asking, setAsking] = useState(false)
  const [purpose, setPurpose] = useState<UnmaskPurpose>('documents')
  const [reason, setReason] = useState('')
  const unmask = useAct(teacherApi.unmask, { quiet: true })
  useEffect(() => {
    if (open === null) return
    const timer = setTimeout(() => setOpen(null), 60_000)
    return () => clearTimeout(timer)
  }, [open])
  const ready = purpose !== 'other' || reason.trim().length >= 2
  const look = () => {
    if (!ready) return
    unmask.mutate(
      { params: { teacherId }, body: { subset, rowId, field, purpose, reason: reason.trim() } },
      {
        onSuccess: ({ value, left: remaining }) => {
          setOpen(value)
          setLeft(remaining)
          setAsking(false)
        },
      },
    )
  }
  return (
    <span className="xt-masked">
      {image && open !== null ? (
        <StoredPhoto {...{ teacherId, label }} fileId={open} />
      ) : (
        <span>{open ?? (image ? '已上传' : mask)}</span>
      )}
      {mayOpen && (
        <Button
          type="text"
          size="small"
          className="xt-no-print"
          aria-label={open === null ? `查看${label}` : `隐藏${label}`}
          icon={open === null ? <EyeOutlined /> : <EyeInvisibleOutlined />}
          onClick={() => (open === null ? setAsking(true) : setOpen(null))}
        />
      )}
      {open !== null && (
        <span className="xt-masked-note xt-quiet xt-no-print" role="status">
          60 秒后隐藏{left !== null && `，今日还可查看 ${left} 项`}
        </span>
      )}
      <Modal
        open={asking}
        title={`查看${label}`}
        okText={`查看${label}`}
        cancelText="取消"
        okButtonProps={{ disabled: !ready, loading: unmask.isPending }}
        onOk={look}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <RefusedNote refusal={unmask.error} />
        <p>查看会记入审计日志，显示 60 秒后自动隐藏。每人每天可查看的项数有上限，审核时的核对不计。请选择原因：</p>
        <p>
          <Radio.Group
            aria-label="查看原因"
            options={purposes}
            value={purpose}
            onChange={(event) => setPurpose(event.target.value as UnmaskPurpose)}
          />
        </p>
        <Input
          aria-label="补充说明"
          placeholder={purpose === 'other' ? '请写明原因，至少 2 个字' : '补充说明（可不填）'}
          value={reason}
          maxLength={100}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={(event) => !event.nativeEvent.isComposing && look()}
        />
      </Modal>
    </span>
  )
}
