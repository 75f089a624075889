import { DeleteOutlined, StarOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { queryApi } from '../../contract/query.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Loaded, RefusedNote, sentenceOf } from '../platform/Page.tsx'
import { beginAt } from './FieldSelect.tsx'

/** 我的视图: kept under a name, opened, removed. `state` is the address as it is. */
export function Views(props: {
  kind: 'list' | 'table'
  state: Record<string, string | number>
  onOpen: (state: Record<string, string>) => void
}) {
  const { kind, state, onOpen } = props
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const load = useLoad(queryApi.views, { query: { kind } }, { enabled: open })
  const keep = useAct(queryApi.keepView)
  const drop = useAct(queryApi.dropView)
  const [form] = Form.useForm<{ name: string }>()
  const save = async ({ name }: { name: string }) => {
    const kept = Object.fromEntries(
      Object.entries(state)
        .filter(([key, value]) => key !== 'page' && value !== '')
        .map(([key, value]) => [key, String(value)]),
    )
    try {
      await keep.mutateAsync({ body: { kind, name, state: kept } })
      void message.success(`已保存视图“${name.trim()}”`)
      form.resetFields()
      setOpen(false)
    } catch {
      // told in the dialog
    }
  }
  const remove = async (viewId: string) => {
    try {
      await drop.mutateAsync({ params: { viewId } })
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
  }
  return (
    <>
      <Button icon={<StarOutlined />} onClick={() => setOpen(true)}>
        我的视图
      </Button>
      <Modal
        open={open}
        title="我的视图"
        footer={null}
        onCancel={() => setOpen(false)}
        afterOpenChange={beginAt('view-name')}
        width={480}
      >
        <Form form={form} layout="inline" onFinish={(given) => void save(given)} className="xt-keep-view">
          <Form.Item name="name" rules={[{ required: true, whitespace: true, message: '请填写视图名称' }]}>
            <Input id="view-name" aria-label="视图名称" placeholder="给当前的筛选、列和排序起个名字" maxLength={30} />
          </Form.Item>
          <Button htmlType="submit" type="primary" loading={keep.isPending}>
            保存视图
          </Button>
        </Form>
        <RefusedNote refusal={keep.error} />
        <Loaded
          load={load}
          isEmpty={({ views }) => views.length === 0}
          empty={<p className="xt-quiet">还没有保存的视图。</p>}
        >
          {({ views }) => (
            <ul className="xt-kept-views">
              {views.map((view) => (
                <li key={view.id}>
                  <Button
                    type="link"
                    onClick={() => {
                      onOpen(view.state)
                      setOpen(false)
                    }}
                  >
                    {view.name}
                  </Button>
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={`删除视图“${view.name}”`}
                    onClick={() => void remove(view.id)}
                  />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Modal>
    </>
  )
}
