import { App, Form, Input, InputNumber, Modal, Radio, Select } from 'antd'
import { useEffect } from 'react'
import { type Filling, fillings, type RoundRow, roundApi } from '../../contract/round.ts'
import { type Category, categories } from '../../standard/categories.ts'
import { useAct } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { RefusedNote } from '../platform/Page.tsx'
import { DayField } from './DayField.tsx'
import { UnitsChooser } from './UnitsChooser.tsx'

interface Said {
  name: string
  startsOn: string
  fillUntil?: string
  deadline: string
  reviewUntil?: string
  categories: Category[]
  rootIds: string[]
  filling: Filling | 'modes'
  urgeHours: number
  note: string
  reason?: string
}

/** 开启 or 调整 a round. `round` 'new', 'frame': a new one; null: closed. */
export function RoundDialog({ round, onClose }: { round: RoundRow | 'new' | 'frame' | null; onClose: () => void }) {
  const { message } = App.useApp()
  const me = useMe()
  const [form] = Form.useForm<Said>()
  const open = useAct(roundApi.open)
  const edit = useAct(roundApi.edit)
  const before = typeof round === 'string' ? null : round
  const frame = round === 'frame' || (before?.frame ?? false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form is filled when it opens
  useEffect(() => {
    if (round === null) return
    open.reset()
    edit.reset()
    form.setFieldsValue(before ? saidOf(before) : fresh(me.today))
  }, [round, form])
  const send = async ({ reason, filling, fillUntil, reviewUntil, ...said }: Said) => {
    const plan = {
      ...said,
      note: said.note ?? '',
      fillUntil: fillUntil || null,
      reviewUntil: reviewUntil || null,
      filling: filling === 'modes' ? null : filling,
    }
    try {
      if (before) {
        const { rootIds: _, ...body } = plan
        await edit.mutateAsync({ params: { roundId: before.id }, body: { ...body, v: before.v, reason: reason ?? '' } })
      } else await open.mutateAsync({ body: { ...plan, rootIds: plan.rootIds ?? [], frame } })
      void message.success(before ? '已调整' : '采集轮次已开启，已告知下级')
      onClose()
    } catch {
      // told in the dialog
    }
  }
  return (
    <Modal
      open={round !== null}
      title={before ? `调整“${before.name}”` : frame ? '开启全国统一安排' : '开启采集轮次'}
      okText={before ? '保存调整' : '开启'}
      cancelText="取消"
      width={640}
      confirmLoading={open.isPending || edit.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      forceRender
    >
      <RefusedNote refusal={open.error ?? edit.error} />
      <Form form={form} name="round" layout="vertical" requiredMark={false} onFinish={(said) => void send(said)}>
        <Form.Item
          name="name"
          label="轮次名称"
          rules={[{ required: true, min: 2, max: 60, message: '请填写轮次名称' }]}
        >
          <Input maxLength={60} placeholder="如：2027 年春季信息采集" />
        </Form.Item>
        <div className="xt-round-days">
          <DayItem name="startsOn" label="开始" required />
          <DayItem name="fillUntil" label="教师填报截止（可不填）" />
          <DayItem name="deadline" label="学校报送截止" required />
          <DayItem name="reviewUntil" label="主管审核截止（可不填）" />
        </div>
        <Form.Item name="categories" label="学校类别" extra="不选为全部类别">
          <Select
            mode="multiple"
            aria-label="学校类别"
            placeholder="全部类别"
            options={categories.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        {!before && !frame && (
          <Form.Item name="rootIds" label="单位范围" extra="所选单位及其下级参加；不选为本级所辖全部学校">
            <UnitsChooser label="单位范围" placeholder="所辖全部学校" levels={['city', 'county', 'school']} />
          </Form.Item>
        )}
        {before && before.roots.length > 0 && (
          <p className="xt-quiet">单位范围：{before.roots.map(({ name }) => name).join('、')}（开启后不变）</p>
        )}
        <Form.Item name="filling" label="填报方式">
          <Radio.Group
            options={[
              { value: 'modes', label: '按本省工作模式' },
              ...Object.entries(fillings).map(([value, label]) => ({ value, label })),
            ]}
          />
        </Form.Item>
        <Form.Item name="urgeHours" label="催办间隔" extra="同一单位或教师在此时间内不重复催办">
          <InputNumber min={1} max={720} precision={0} suffix="小时" />
        </Form.Item>
        <Form.Item name="note" label="说明（可不填）">
          <Input.TextArea rows={2} maxLength={500} showCount />
        </Form.Item>
        {before && (
          <Form.Item name="reason" label="调整原因" rules={[{ required: true, min: 2, message: '请写明调整原因' }]}>
            <Input maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}

function DayItem({ name, label, required = false }: { name: keyof Said; label: string; required?: boolean }) {
  return (
    <Form.Item name={name} label={label} rules={required ? [{ required, message: `请选择${label}日期` }] : []}>
      <DayField label={label} />
    </Form.Item>
  )
}

const fresh = (today: string): Said => ({
  name: '',
  startsOn: today,
  fillUntil: '',
  deadline: '',
  reviewUntil: '',
  categories: [],
  rootIds: [],
  filling: 'modes',
  urgeHours: 24,
  note: '',
})

const saidOf = (row: RoundRow): Said => ({
  ...fresh(row.startsOn),
  name: row.name,
  fillUntil: row.fillUntil ?? '',
  deadline: row.deadline,
  reviewUntil: row.reviewUntil ?? '',
  categories: row.categories,
  filling: row.filling ?? 'modes',
  urgeHours: row.urgeHours,
  note: row.note,
  reason: '',
})
