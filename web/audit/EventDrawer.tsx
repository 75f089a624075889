import { Button, Descriptions, Drawer, Table } from 'antd'
import { type AuditRow, outcomeNames } from '../../contract/audit.ts'
import { changesOf, linesOf, type Narrowing, objectWords, second } from './words.ts'

/** All that one row of the log says; from it the list can be narrowed to the same request, network, person or object. */
export function EventDrawer(props: { row: AuditRow | null; onClose: () => void; onFilter?: (by: Narrowing) => void }) {
  const { row, onClose, onFilter } = props
  const narrow = (by: Narrowing) => {
    onClose()
    onFilter?.(by)
  }
  return (
    <Drawer open={row !== null} onClose={onClose} title={row?.actionName ?? ''} size={560} destroyOnHidden>
      {row && (
        <>
          <Descriptions column={1} size="small" bordered items={items(row, onFilter ? narrow : null)} />
          <Details row={row} />
          <Changes row={row} />
        </>
      )}
    </Drawer>
  )
}

function items(row: AuditRow, narrow: ((by: Narrowing) => void) | null) {
  const { personId, objectId, network, requestId } = row
  const same = (words: string, by: Narrowing) =>
    narrow && (
      <Button type="link" size="small" onClick={() => narrow(by)}>
        {words}
      </Button>
    )
  return [
    { key: 'seq', label: '序号', children: row.seq },
    { key: 'at', label: '时间', children: second(row.at) },
    {
      key: 'person',
      label: '操作人',
      children: (
        <>
          {row.person ?? '—'} {personId && same('此人的全部操作', { personId, as: 'actor', who: row.person ?? '' })}
        </>
      ),
    },
    { key: 'post', label: '岗位', children: [row.unit, row.role].filter(Boolean).join(' ') || '—' },
    {
      key: 'what',
      label: '动作',
      children: row.what && row.what !== row.actionName ? `${row.actionName}（${row.what}）` : row.actionName,
    },
    {
      key: 'object',
      label: '对象',
      children: (
        <>
          {objectWords(row)}
          {objectId && <div className="xt-quiet xt-break">{objectId}</div>}
          {objectId &&
            /^[0-9a-f-]{36}$/.test(objectId) &&
            same('对它的全部操作', { objectIds: objectId, as: 'object', who: objectWords(row) })}
        </>
      ),
    },
    { key: 'outcome', label: '结果', children: outcomeNames[row.outcome] },
    {
      key: 'network',
      label: '来源网络',
      children: (
        <>
          {network || '—'} {network && same('来自同一网络', { network })}
        </>
      ),
    },
    {
      key: 'request',
      label: '请求编号',
      children: (
        <>
          <span className="xt-break">{requestId || '—'}</span> {requestId && same('同一请求', { requestId })}
        </>
      ),
    },
    { key: 'session', label: '会话、浏览器', children: `${row.session ?? '—'} / ${row.agent ?? '—'}` },
  ]
}

function Details({ row }: { row: AuditRow }) {
  const lines = linesOf(row)
  if (lines.length === 0) return null
  return (
    <section>
      <h3>详情</h3>
      <Descriptions
        column={1}
        size="small"
        bordered
        items={lines.map(({ name, value }) => ({
          key: name,
          label: name,
          children: <span className="xt-break">{value}</span>,
        }))}
      />
    </section>
  )
}

function Changes({ row }: { row: AuditRow }) {
  const changes = changesOf(row)
  if (changes.length === 0) return null
  return (
    <section>
      <h3>变化</h3>
      <Table
        size="small"
        rowKey="field"
        pagination={false}
        dataSource={changes}
        columns={[
          { title: '项目', dataIndex: 'field' },
          { title: '原', dataIndex: 'before' },
          { title: '新', dataIndex: 'after' },
        ]}
      />
    </section>
  )
}
