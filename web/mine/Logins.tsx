import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons'
import { Pagination } from 'antd'
import { useState } from 'react'
import { sessionApi } from '../../contract/session.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/faces.tsx'
import { Moment } from '../platform/time.tsx'

const size = 10

/** Sign-ins of the last 90 days, right and wrong. */
export function Logins() {
  const [page, setPage] = useState(1)
  const load = useLoad(sessionApi.logins, { query: { page, size } }, { keep: true })
  return (
    <section aria-labelledby="mine-logins">
      <h2 id="mine-logins">近 90 天的登录记录</h2>
      <p className="xt-quiet">有不是您本人的登录，请立即修改密码，并联系本单位系统管理员。</p>
      <Loaded load={load}>
        {(data) => (
          <>
            <ul className="xt-mine-rows" aria-label="登录记录">
              {data.rows.map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two tries may fall in one millisecond, and rows never change places
                <li key={`${row.at} ${i}`}>
                  <span className={row.done ? 'xt-mine-main' : 'xt-mine-main xt-mine-warn'}>
                    {row.done ? <CheckCircleOutlined /> : <CloseCircleOutlined />} {row.what}
                  </span>
                  <span>{row.network ?? '—'}</span>
                  <Moment at={row.at} />
                </li>
              ))}
            </ul>
            <Pagination
              size="small"
              current={page}
              pageSize={size}
              total={data.total}
              hideOnSinglePage
              showSizeChanger={false}
              onChange={setPage}
            />
          </>
        )}
      </Loaded>
    </section>
  )
}
