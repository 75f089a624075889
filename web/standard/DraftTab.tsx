import { Pagination } from 'antd'
import { nationalApi } from '../../contract/national.ts'
import { useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { Loaded, Nothing } from '../platform/Page.tsx'
import { Differences } from './Differences.tsx'

/** What the draft changes against the newest national version. */
export function DraftTab() {
  const [state, set] = useUrlState({ tab: '', page: 1, size: 50 })
  const load = useLoad(nationalApi.differences, { query: { page: state.page, size: state.size } }, { keep: true })
  return (
    <Loaded
      load={load}
      isEmpty={({ total }) => total === 0}
      empty={<Nothing what="草稿中没有改动。请在“代码表”或“国家指标”中改动。" />}
    >
      {({ rows, total, of }) => (
        <section aria-label="差异">
          <h2 className="xt-choice-title">与最新国家版本的差异 {total} 处</h2>
          <Differences rows={rows} of={of} />
          {total > state.size && (
            <Pagination
              size="small"
              current={state.page}
              pageSize={state.size}
              total={total}
              showSizeChanger={false}
              onChange={(page) => set({ page })}
            />
          )}
        </section>
      )}
    </Loaded>
  )
}
