import { CheckCircleFilled, SafetyOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Modal, Tag } from 'antd'
import { useState } from 'react'
import { useMe } from '../platform/me.ts'
import { Moment } from '../platform/time.tsx'
import { FactorSetUp } from '../session/FactorSetUp.tsx'

/** 两步验证: whether there is one, and how it is set up or renewed. */
export function Factor({ since, needed }: { since: string | null; needed: boolean }) {
  const me = useMe()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const verb = since ? '重新设置' : '设置两步验证'
  return (
    <section aria-labelledby="mine-factor">
      <h2 id="mine-factor">两步验证</h2>
      <p>
        {since ? (
          <Tag icon={<CheckCircleFilled />} color="green">
            已设置
          </Tag>
        ) : (
          <Tag icon={<SafetyOutlined />}>未设置</Tag>
        )}
        {since && (
          <>
            设置于 <Moment at={since} />。
          </>
        )}
        {needed ? '当前岗位须两步验证。' : '当前岗位不要求；设置后每次登录都须输入动态口令，账号更安全。'}
        {me.practice && '演练环境对任何岗位都不要求两步验证，可以自行设置体验。'}
      </p>
      <Button size="small" onClick={() => setOpen(true)}>
        {verb}
      </Button>
      <Modal open={open} title={verb} width={640} footer={null} destroyOnHidden onCancel={() => setOpen(false)}>
        {since && <p>换手机时在这里重新设置。新的设置完成前，原来的仍然有效；完成后，其他各处的登录随即结束。</p>}
        <FactorSetUp
          onDone={() => {
            setOpen(false)
            void message.success('两步验证已设置，下次登录时使用')
            void client.invalidateQueries()
          }}
        />
      </Modal>
    </section>
  )
}
