import { Pagination } from 'antd'
import { useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/Page.tsx'
import { count } from './parts.tsx'

const size = 20

/** What a commit would change in rows that stand, field by field. */
export function Changes({ batchId }: { batchId: string }) {
  const [page, setPage] = useState(1)
  const load = useLoad(intakeApi.changes, { params: { batchId }, query: { page, size } }, { keep: true })
  return (
    <section className="xt-intake-changes" aria-label="更新的内容">
      <h3>更新的内容</h3>
      <Loaded load={load}>
        {({ total, rows }) => (
          <>
            <table>
              <thead>
                <tr>
                  <th>行</th>
                  <th>姓名</th>
                  <th>信息</th>
                  <th>指标</th>
                  <th>原来</th>
                  <th>改为</th>
                </tr>
              </thead>
              <tbody>
                {rows.flatMap((row) =>
                  row.fields.map((field, at) => (
                    <tr key={`${row.sheet}:${row.row}:${field.label}`}>
                      <td>{at === 0 && row.row}</td>
                      <td>{at === 0 && row.person}</td>
                      <td>{at === 0 && row.subset}</td>
                      <td>{field.label}</td>
                      <td>{field.before === '' ? <span className="xt-quiet">空</span> : <del>{field.before}</del>}</td>
                      <td>{field.after === '' ? <span className="xt-quiet">清空</span> : <ins>{field.after}</ins>}</td>
                    </tr>
                  )),
                )}
              </tbody>
            </table>
            {total > size && (
              <Pagination
                size="small"
                current={page}
                pageSize={size}
                total={total}
                showSizeChanger={false}
                showTotal={() => `共 ${count(total)} 行`}
                onChange={setPage}
              />
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}
