import { Collapse, Table, type TableColumnsType, Tag } from 'antd'
import type { Batch, Sheet } from './view.ts'

type Column = Sheet['columns'][number]

/** How the sheets and columns of the workbook were understood. */
export function Matching({ batch }: { batch: Batch }) {
  const known = batch.sheets.filter((sheet) => sheet.subset !== null)
  const others = batch.sheets.filter((sheet) => sheet.subset === null)
  const all = known.flatMap((sheet) => sheet.columns)
  const unknown = all.filter((column) => column.field === null)
  const similar = all.filter((column) => column.how === 'similar')
  const title = [
    `列对应：${all.length - unknown.length} 列已对应`,
    similar.length > 0 && `其中 ${similar.length} 列按相近名称对应，请核对`,
    unknown.length > 0 && `${unknown.length} 列未识别，原样保留、不导入`,
    others.length > 0 && `${others.length} 个工作表未识别，原样保留、不导入`,
  ]
  return (
    <Collapse
      size="small"
      className="xt-intake-matching"
      items={[
        {
          key: 'columns',
          label: title.filter(Boolean).join('；'),
          children: (
            <>
              {known.map((sheet) => (
                <Table<Column>
                  key={sheet.index}
                  size="small"
                  title={() => `工作表“${sheet.name}”`}
                  rowKey="column"
                  columns={columns}
                  dataSource={sheet.columns}
                  pagination={false}
                />
              ))}
              {others.length > 0 && <p>未识别的工作表：{others.map((sheet) => `“${sheet.name}”`).join('、')}</p>}
            </>
          ),
        },
      ]}
    />
  )
}

const columns: TableColumnsType<Column> = [
  {
    title: '表格中的列',
    dataIndex: 'header',
    render: (header: string, { column }) => header || `第 ${column + 1} 列（无标题）`,
  },
  { title: '对应的指标', dataIndex: 'label', render: (label: string | null) => label ?? '—' },
  { title: '对应情况', dataIndex: 'how', width: 200, render: (how: Column['how']) => hows[how] },
]

const hows: Record<Column['how'], React.ReactNode> = {
  exact: <Tag color="green">名称相同</Tag>,
  identity: <Tag color="green">用于确认是谁</Tag>,
  chosen: <Tag color="green">已指定</Tag>,
  similar: <Tag color="gold">名称相近，请核对</Tag>,
  unknown: <Tag>未识别，原样保留</Tag>,
}
