import { Alert, App, Button, Form, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { type Level, levels } from '../../contract/policy.ts'
import { unitApi } from '../../contract/unit.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Loaded, RefusedNote } from '../platform/Page.tsx'
import { UnitChooser } from './UnitChooser.tsx'

interface Said {
  how: 'derived' | 'chosen'
  authorityId?: string | null
  reason: string
}

/** 调整主管部门: what the rules would say, another one chosen by hand, and what goes along. */
export function MoveButton({ unit }: { unit: { id: string; name: string; level: Level } }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Said>()
  const [open, setOpen] = useState(false)
  const load = useLoad(unitApi.authority, { params: { unitId: unit.id } }, { enabled: open })
  const set = useAct(unitApi.setAuthority)
  const how = Form.useWatch('how', form)
  const send = async ({ how: way, authorityId, reason }: Said) => {
    try {
      const moved = await set.mutateAsync({
        params: { unitId: unit.id },
        body: { authorityId: way === 'derived' ? 'derived' : (authorityId ?? ''), reason: reason.trim() },
      })
      void message.success(`已调整：${partsOf(moved.units, moved.people, moved.openCases)}一并划转`)
      setOpen(false)
      form.resetFields()
    } catch {
      // told in the dialog
    }
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>调整主管部门</Button>
      <Modal
        open={open}
        title={`调整“${unit.name}”的主管部门`}
        okText="确认调整"
        cancelText="取消"
        confirmLoading={set.isPending}
        okButtonProps={{ disabled: !load.data }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        width={600}
      >
        <Loaded load={load}>
          {({ present, byHand, derived, why, schools, people, openCases }) => (
            <>
              <RefusedNote refusal={set.error} />
              <dl className="xt-unit-facts">
                <div>
                  <dt>现主管部门</dt>
                  <dd>
                    {present?.name ?? '—'}
                    {byHand && '（由上级指定）'}
                  </dd>
                </div>
                <div>
                  <dt>按规则推导</dt>
                  <dd>
                    {derived?.name ?? '推导不出'}
                    <span className="xt-unit-why">{why}</span>
                  </dd>
                </div>
              </dl>
              <Form
                form={form}
                layout="vertical"
                requiredMark={false}
                initialValues={{ how: 'chosen' }}
                onFinish={(said) => void send(said)}
              >
                <Form.Item name="how" label="调整为">
                  <Radio.Group
                    options={[
                      { value: 'chosen', label: '指定主管部门' },
                      {
                        value: 'derived',
                        label: derived ? `恢复按规则推导（${derived.name}）` : '恢复按规则推导',
                        disabled: derived === null,
                      },
                    ]}
                  />
                </Form.Item>
                {how === 'chosen' && (
                  <Form.Item
                    name="authorityId"
                    label="新的主管部门"
                    rules={[{ required: true, message: '请选择新的主管部门' }]}
                  >
                    <UnitChooser
                      label="新的主管部门"
                      placeholder="教育行政部门的名称或行政区划代码"
                      fits={(each) =>
                        levels.indexOf(each.level) < levels.indexOf(unit.level) && each.id !== present?.id
                      }
                    />
                  </Form.Item>
                )}
                <Form.Item
                  name="reason"
                  label="调整原因和依据"
                  rules={[{ required: true, whitespace: true, message: '请写明原因和依据，如批复文号' }]}
                >
                  <Input.TextArea rows={2} maxLength={500} showCount />
                </Form.Item>
              </Form>
              <Alert
                type="warning"
                showIcon
                title={`${partsOf(schools, people, openCases)}随之划转，立即生效`}
                description="原主管部门不再看到这些学校和教师；未办的事项转到新的主管部门，已作出的审核决定不变。指定的主管部门不会被以后的机构名单改回。"
              />
            </>
          )}
        </Loaded>
      </Modal>
    </>
  )
}

const partsOf = (units: number, people: number, cases: number) =>
  `${units} 个机构、${people.toLocaleString('zh-CN')} 人、${cases.toLocaleString('zh-CN')} 件在办事项`
