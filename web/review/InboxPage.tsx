import { Link } from '@tanstack/react-router'
import { Grid } from 'antd'
import { reviewDeskApi } from '../../contract/review-desk.ts'
import { useLoad } from '../platform/api.ts'
import { useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { Desk } from './Desk.tsx'
import './review.css'
import { SchoolList } from './SchoolList.tsx'

/** 审核工作台: where several schools wait, first the schools; of one, its desk at once. */
export function InboxPage() {
  const can = useCan()
  const phone = !(Grid.useBreakpoint().md ?? true)
  const [state, set] = useUrlState({ unitId: '', step: '', caseId: '' })
  const named = /^\d{1,12}$/.test(state.unitId)
  const schools = useLoad(reviewDeskApi.schools, { query: { size: 200 } }, { keep: true })
  const only = schools.data?.total === 1 ? schools.data.rows[0]?.unitId : undefined
  const unitId = named ? state.unitId : (only ?? null)
  // a link to one case opens the desk whatever else waits
  const list = !named && state.caseId === '' && (schools.data?.total ?? 0) > 1
  if (!list && schools.data && schools.data.total > 0)
    return (
      <Desk
        key={unitId ?? 'all'}
        unitId={unitId}
        step={state.step.slice(0, 20)}
        caseId={state.caseId}
        schools={schools.data.rows}
        phone={phone}
        onGo={set}
      />
    )
  return (
    <Page title="待办审核" bare action={can('case.setting') && <Link to="/review/setting">审核设置</Link>}>
      <Loaded load={schools}>
        {(data) =>
          data.total === 0 ? (
            <div className="xt-card">
              <Nothing what="现在没有等待本岗位办理的事项。有新的报送时，会出现在这里和工作台的待办中。" />
            </div>
          ) : (
            <SchoolList onOpen={(unit) => set({ unitId: unit })} />
          )
        }
      </Loaded>
    </Page>
  )
}
