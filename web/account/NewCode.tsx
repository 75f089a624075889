import { Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { type AccountRow, accountApi, type Slip } from '../../contract/account.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'

type Checked = 'in-person' | 'call-back' | 'letter'
const ways: { value: Checked; label: string }[] = [
  { value: 'in-person', label: '当面核对了本人证件' },
  { value: 'call-back', label: '回拨了本校登记的电话，核实是本人' },
  { value: 'letter', label: '收到了加盖公章的书面申请' },
]

/** 重发激活码: asks how the identity was checked, which is kept with the deed. */
export function NewCode(props: {
  row: AccountRow | null
  onClose: () => void
  onDone: (slip: z.output<typeof Slip>) => void
}) {
  const { row, onClose, onDone } = props
  const act = useAct(accountApi.newCode)
  const [checked, setChecked] = useState<Checked | null>(null)
  const { reset } = act
  // biome-ignore lint/correctness/useExhaustiveDependencies: each person is asked anew
  useEffect(() => {
    setChecked(null)
    reset()
  }, [row, reset])
  return (
    <Modal
      open={row !== null}
      title={`给 ${row?.name ?? ''} 重发激活码`}
      okText="重发激活码"
      cancelText="取消"
      okButtonProps={{ disabled: checked === null }}
      confirmLoading={act.isPending}
      onCancel={onClose}
      onOk={() =>
        row && checked && act.mutate({ params: { accountId: row.accountId }, body: { checked } }, { onSuccess: onDone })
      }
    >
      <RefusedNote refusal={act.error} />
      <p>重发后原来的密码和激活码立即作废，已登录的设备会退出。请先核实是本人申请，并选择核实方式：</p>
      <Radio.Group
        value={checked}
        onChange={(event) => setChecked(event.target.value as Checked)}
        options={ways}
        vertical
        aria-label="核实方式"
      />
    </Modal>
  )
}
