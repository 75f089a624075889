import { Alert, App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { type NamedUnit, type ReportKind, reportKinds, unitReportApi } from '../../contract/unit.ts'
import { schoolTypes } from '../../standard/school-type.ts'
import { useAct } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { UnitChooser } from './UnitChooser.tsx'

interface Said {
  kind: ReportKind
  aboutUnitId?: string | null
  text: string
  name?: string
  code?: string
  schoolType?: string
  authority?: string
}

/** 报告机构信息有误: about the institution of the page, or one that is chosen here; it goes to the unit's supervising authority. */
export function ReportButton({ about }: { about: NamedUnit | null }) {
  const { post } = useMe()
  const { message } = App.useApp()
  const [form] = Form.useForm<Said>()
  const [open, setOpen] = useState(false)
  const make = useAct(unitReportApi.make)
  const kind = Form.useWatch('kind', form)
  const own = { id: post.unitId, name: post.unitName }
  const send = async (said: Said) => {
    const { aboutUnitId, text, name, code, schoolType, authority } = said
    const proposed = Object.fromEntries(
      Object.entries({ name, code, schoolType, authority }).filter(([, value]) => value),
    )
    const unit = said.kind === 'missing' ? null : (about?.id ?? aboutUnitId)
    try {
      const made = await make.mutateAsync({
        body: { kind: said.kind, text, proposed, ...(unit && { aboutUnitId: unit }) },
      })
      void message.success(`已报告，正在等待${made.desk}办理`)
      setOpen(false)
      form.resetFields()
    } catch {
      // told in the dialog
    }
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>报告机构信息有误</Button>
      <Modal
        open={open}
        title="报告机构信息有误"
        okText="向上级报告"
        cancelText="取消"
        confirmLoading={make.isPending}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        forceRender
      >
        <Alert
          type="info"
          className="xt-note"
          title="机构信息由教育部按发展规划部门的年度机构名单更新，各级不能自行修改。报告将逐级转报，处理过程随时可查。"
        />
        <RefusedNote refusal={make.error} />
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ kind: 'name' }}
          onFinish={(said) => void send(said)}
        >
          <Form.Item name="kind" label="哪里有误">
            <Select
              options={reportKinds
                .filter(({ id }) => id !== 'missing' || about === null)
                .map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          {kind !== 'missing' &&
            (about ? (
              <p>
                机构：<b>{about.name}</b>
              </p>
            ) : (
              <Form.Item name="aboutUnitId" label="机构" rules={[{ required: true, message: '请选择所报告的机构' }]}>
                <UnitChooser label="机构" placeholder="本单位或下级机构的名称、代码" first={[own]} />
              </Form.Item>
            ))}
          {(kind === 'missing' || kind === 'name') && (
            <Form.Item
              name="name"
              label={kind === 'missing' ? '缺少的机构名称' : '正确的名称'}
              rules={[{ required: kind === 'missing', whitespace: true, message: '请填写缺少的机构名称' }]}
            >
              <Input maxLength={100} />
            </Form.Item>
          )}
          {kind === 'missing' && (
            <Form.Item
              name="code"
              label="标识码（知道的请填）"
              rules={[{ pattern: /^[0-9A-Z]{2,20}$/, message: '标识码应为数字或大写字母' }]}
            >
              <Input maxLength={20} />
            </Form.Item>
          )}
          {(kind === 'missing' || kind === 'type') && (
            <Form.Item name="schoolType" label="正确的办学类型">
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                options={schoolTypes.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))}
              />
            </Form.Item>
          )}
          {(kind === 'missing' || kind === 'authority') && (
            <Form.Item name="authority" label="正确的主管部门">
              <Input maxLength={100} />
            </Form.Item>
          )}
          <Form.Item
            name="text"
            label="说明和依据"
            rules={[{ required: true, whitespace: true, message: '请写明情况和依据，如批复文号' }]}
          >
            <Input.TextArea rows={3} maxLength={500} showCount />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
