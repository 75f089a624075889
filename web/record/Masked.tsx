import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons'
import { Button, Input, type InputRef, Modal, Tag } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { teacherApi } from '../../contract/teacher.ts'
import { useAct } from '../platform/api.ts'
import { StoredPhoto } from '../platform/files/PhotoField.tsx'
import { RefusedNote } from '../platform/Page.tsx'

const usual = ['核对证件原件', '联系本人', '办理业务']

/** A value of class 4: its mask, and for those who may an eye that opens it for 60 seconds after the reason was given; each look is traced. */
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
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const input = useRef<InputRef>(null)
  const unmask = useAct(teacherApi.unmask, { quiet: true })
  useEffect(() => {
    if (open === null) return
    const timer = setTimeout(() => setOpen(null), 60_000)
    return () => clearTimeout(timer)
  }, [open])
  const look = () => {
    if (reason.trim().length < 2) return
    unmask.mutate(
      { params: { teacherId }, body: { subset, rowId, field, reason: reason.trim() } },
      {
        onSuccess: ({ value }) => {
          setOpen(value)
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
      <Modal
        open={asking}
        title={`查看${label}`}
        okText={`查看${label}`}
        cancelText="取消"
        okButtonProps={{ disabled: reason.trim().length < 2, loading: unmask.isPending }}
        onOk={look}
        onCancel={() => setAsking(false)}
        afterOpenChange={(shown) => shown && input.current?.focus()}
        destroyOnHidden
      >
        <RefusedNote refusal={unmask.error} />
        <p>查看敏感信息会记入审计日志，显示 60 秒后自动隐藏。请说明原因：</p>
        <p>
          {usual.map((text) => (
            <Tag key={text}>
              <button type="button" className="xt-plain" onClick={() => setReason(text)}>
                {text}
              </button>
            </Tag>
          ))}
        </p>
        <Input
          ref={input}
          aria-label="查看原因"
          value={reason}
          maxLength={100}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={(event) => !event.nativeEvent.isComposing && look()}
        />
      </Modal>
    </span>
  )
}
