import { App, Button, Form, Input, InputNumber, Select, Space } from 'antd'
import { type ReturnReason, type ReviewSetting, reviewDeskApi } from '../../contract/review-desk.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing, Page, sentenceOf } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import { placeName, type Standard, WithStandard } from '../record/standard.tsx'
import './review.css'

/** 审核设置: how large the sample is and how long a case may wait, and the reasons of return that this desk adds to the national ones. */
export function SettingPage() {
  return (
    <Page title="审核设置" crumbs={[{ title: '待办审核', to: '/review' }, { title: '审核设置' }]} bare>
      <SampleRule />
      <WithStandard category="k12">{(standard) => <Reasons standard={standard} />}</WithStandard>
    </Page>
  )
}

const numbers: { name: keyof ReviewSetting; label: string; unit: string; max: number }[] = [
  { name: 'rate', label: '抽样比例', unit: '%', max: 100 },
  { name: 'atLeast', label: '最少抽', unit: '人', max: 1000 },
  { name: 'atMost', label: '最多抽', unit: '人', max: 1000 },
  { name: 'targetDays', label: '审核时限', unit: '个工作日', max: 60 },
]

function SampleRule() {
  const { message } = App.useApp()
  const load = useLoad(reviewDeskApi.setting, {})
  const set = useAct(reviewDeskApi.set)
  const save = async (setting: ReviewSetting) => {
    try {
      await set.mutateAsync({ body: setting })
      void message.success('已保存，下一份名单起执行')
    } catch (error) {
      void message.error(sentenceOf(error), 6)
    }
  }
  return (
    <section className="xt-card" aria-label="抽样规则与审核时限">
      <h2>抽样规则与审核时限</h2>
      <Loaded load={load}>
        {({ setting, builtIn, since, can }) => (
          <>
            <p className="xt-quiet">
              有风险的人员逐一必看，其余按比例随机抽看；看完并全部通过后，没有抽到的可以一并通过。
              {builtIn ? '现在执行系统默认规则。' : `本单位 ${moment(since ?? '')} 设定。`}
            </p>
            <Form<ReviewSetting>
              name="sample"
              layout="inline"
              initialValues={setting}
              disabled={!can.includes('set')}
              onFinish={(said) => void save(said)}
            >
              {numbers.map(({ name, label, unit, max }) => (
                <Form.Item key={name} name={name} label={label} rules={[{ required: true, message: `请填写${label}` }]}>
                  <InputNumber min={1} max={max} precision={0} suffix={unit} className="xt-number" />
                </Form.Item>
              ))}
              {can.includes('set') && (
                <Button type="primary" htmlType="submit" loading={set.isPending}>
                  保存
                </Button>
              )}
            </Form>
          </>
        )}
      </Loaded>
    </section>
  )
}

function Reasons({ standard }: { standard: Standard }) {
  const { message } = App.useApp()
  const confirm = useConfirm()
  const [state, set] = useUrlState({ search: '', page: 1, size: 20 })
  const query = { page: state.page, size: state.size, ...(state.search && { search: state.search.slice(0, 50) }) }
  const load = useLoad(reviewDeskApi.reasons, { query }, { keep: true })
  const add = useAct(reviewDeskApi.addReason)
  const remove = useAct(reviewDeskApi.removeReason)
  const [form] = Form.useForm<{ text: string; place?: string }>()
  const save = async ({ text, place }: { text: string; place?: string }) => {
    const [subset = null, field = null] = place?.split('.') ?? []
    try {
      await add.mutateAsync({ body: { text, subset, field } })
      form.resetFields()
      void message.success('已增加')
    } catch (error) {
      void message.error(sentenceOf(error), 6)
    }
  }
  const places = standard.profile.subsets.flatMap((subset) => [
    { value: subset.name, label: subset.label },
    ...subset.fields.map((field) => ({
      value: `${subset.name}.${field.name}`,
      label: `${subset.label} · ${field.label}`,
    })),
  ])
  return (
    <section className="xt-card" aria-label="退回理由库">
      <h2>退回理由库</h2>
      <Loaded load={load}>
        {(data) => (
          <>
            {data.can.includes('keep') && (
              <Form form={form} name="reason" layout="inline" onFinish={(said) => void save(said)}>
                <Form.Item name="text" rules={[{ required: true, whitespace: true, min: 2, message: '请写明理由' }]}>
                  <Input
                    className="xt-reason-text"
                    placeholder="增加本单位常用的理由"
                    aria-label="理由"
                    maxLength={100}
                  />
                </Form.Item>
                <Form.Item name="place">
                  <Select
                    allowClear
                    className="xt-reason-place"
                    aria-label="适用于"
                    placeholder="适用于任何指标"
                    showSearch={{ optionFilterProp: 'label' }}
                    popupMatchSelectWidth={false}
                    options={places}
                  />
                </Form.Item>
                <Button htmlType="submit" loading={add.isPending}>
                  增加
                </Button>
              </Form>
            )}
            <div className="xt-filters">
              <Input.Search
                allowClear
                placeholder="查找理由"
                defaultValue={state.search}
                onSearch={(search) => set({ search: search.trim() })}
              />
            </div>
            <ListTable<ReturnReason>
              label="退回理由"
              rowKey={(row) => row.id ?? `${row.text}${row.subset}${row.field}`}
              dataSource={data.rows}
              pagination={pager(state, data.total, set)}
              locale={{ emptyText: <Nothing what="没有符合条件的理由" /> }}
              columns={[
                { title: '理由', dataIndex: 'text' },
                {
                  title: '适用于',
                  key: 'place',
                  render: (_, row) => (row.subset === null ? '任何指标' : placeName(standard, row)),
                },
                {
                  title: '来源',
                  key: 'own',
                  render: (_, row) => (
                    <Space>
                      {row.id === null ? '全国' : '本单位'}
                      {row.id !== null && data.can.includes('keep') && (
                        <Button
                          type="link"
                          size="small"
                          onClick={() =>
                            confirm({
                              title: `删除理由“${row.text}”`,
                              content: '已经用它退回的记录不受影响。',
                              ok: '删除',
                              danger: true,
                              act: () => remove.mutateAsync({ params: { reasonId: row.id ?? '' } }),
                              done: '已删除',
                            })
                          }
                        >
                          删除
                        </Button>
                      )}
                    </Space>
                  ),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </section>
  )
}
