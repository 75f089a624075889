import { Alert, Tag } from 'antd'
import { lazy, Suspense } from 'react'
import type { NationalState } from '../../contract/national.ts'
import { useUrlState } from '../platform/list.tsx'
import { Loaded, Loading, Page } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import '../profile/profile.css'
import './standard.css'
import { Acts } from './Acts.tsx'
import { TablesTab } from './TablesTab.tsx'
import { useNational } from './use-national.ts'

// what is behind the other tabs is fetched when it is looked at
const IndicatorsTab = lazy(() =>
  import('./IndicatorsTab.tsx').then(({ IndicatorsTab }) => ({ default: IndicatorsTab })),
)
const DraftTab = lazy(() => import('./DraftTab.tsx').then(({ DraftTab }) => ({ default: DraftTab })))
const Versions = lazy(() => import('./Versions.tsx').then(({ Versions }) => ({ default: Versions })))

/** 国家标准: code tables and core indicators as the centre keeps them, the draft's differences, submission and confirmation, the versions. */
export function NationalPage() {
  const national = useNational()
  const state = national.load.data
  const [{ tab: asked }, set] = useUrlState({ tab: '' })
  const tab = asked || (state?.can.includes('confirm') ? 'draft' : 'tables')
  return (
    <Page
      title="国家标准"
      bare
      extra={state && <InForce state={state} />}
      action={state && <Acts state={state} national={national} />}
    >
      <Loaded load={national.load}>
        {(loaded) => (
          <>
            <Standing state={loaded} />
            <div className="xt-card">
              <fieldset className="xt-views xt-choice-views">
                <legend className="xt-hidden">查看</legend>
                {views(loaded).map(([key, name]) => (
                  <button key={key} type="button" aria-pressed={key === tab} onClick={() => set({ tab: key })}>
                    {name}
                  </button>
                ))}
              </fieldset>
              <Suspense fallback={<Loading />}>
                {tab === 'tables' && <TablesTab />}
                {tab === 'indicators' && <IndicatorsTab national={national} />}
                {tab === 'draft' && <DraftTab />}
                {tab === 'versions' && <Versions state={loaded} national={national} />}
              </Suspense>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

const views = ({ draft }: NationalState): readonly (readonly [key: string, name: string])[] => [
  ['tables', '代码表'],
  ['indicators', '国家指标'],
  ['draft', `本次改动（${draft.differences}）`],
  ['versions', '历次版本'],
]

function InForce({ state }: { state: NationalState }) {
  return (
    <>
      <Tag>{state.inForce.version === 0 ? '系统初始版本' : `现行第 ${state.inForce.version} 版`}</Tag>
      {state.upcoming && (
        <Tag color="green">
          第 {state.upcoming.version} 版 {state.upcoming.from} 起生效
        </Tag>
      )}
    </>
  )
}

/** Where the draft stands and whose turn it is. */
export function Standing({ state: { draft, can } }: { state: NationalState }) {
  const { submitted, returned } = draft
  return (
    <>
      {submitted && (
        <Alert
          type="info"
          showIcon
          className="xt-note"
          title={
            can.includes('confirm')
              ? `${submitted.by} 提交了 ${draft.differences} 处改动，请核对后确认发布，或退回`
              : `已提交 ${draft.differences} 处改动，等待信息管理员确认；确认以前不能再改`
          }
          description={`${moment(submitted.at)} 提交，${submitted.inForceOn} 起生效。依据：${submitted.reason}`}
        />
      )}
      {returned && !submitted && (
        <Alert
          type="warning"
          showIcon
          className="xt-note"
          title={`${returned.by} 退回了草稿：${returned.why}`}
          description={`${moment(returned.at)} 退回。草稿没有丢失，修改后可再次提交。`}
        />
      )}
    </>
  )
}
