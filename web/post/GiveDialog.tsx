import { App, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { postApi, type Seat } from '../../contract/post.ts'
import { useAct } from '../platform/api.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { AccountSelect } from './AccountSelect.tsx'

/** 授予: a vacant seat, to somebody who has an account in the own unit. */
export function GiveDialog({ seat, onClose }: { seat: Seat | null; onClose: () => void }) {
  const { message } = App.useApp()
  const act = useAct(postApi.give)
  const [chosen, choose] = useState<{ accountId: string; name: string } | null>(null)
  const { reset } = act
  // biome-ignore lint/correctness/useExhaustiveDependencies: each seat is asked anew
  useEffect(() => {
    choose(null)
    reset()
  }, [seat, reset])
  return (
    <Modal
      open={seat !== null}
      title={`授予${seat?.roleName ?? ''}岗位`}
      okText={chosen ? `授予 ${chosen.name}` : '授予'}
      cancelText="取消"
      okButtonProps={{ disabled: chosen === null }}
      confirmLoading={act.isPending}
      onCancel={onClose}
      onOk={() =>
        seat &&
        chosen &&
        act.mutate(
          { body: { role: seat.role, seat: seat.seat, accountId: chosen.accountId } },
          {
            onSuccess: () => {
              void message.success(`已授予 ${chosen.name} ${seat.roleName}岗位`)
              onClose()
            },
          },
        )
      }
    >
      <p>授予后立即生效，本人登录后在右上角切换岗位。还没有账号的人，请用“生成密码函”。</p>
      <RefusedNote refusal={act.error} />
      <label htmlFor="give-to">授予谁</label>
      <AccountSelect
        id="give-to"
        value={chosen?.accountId ?? null}
        onChange={(accountId, name) => choose({ accountId, name })}
      />
    </Modal>
  )
}
