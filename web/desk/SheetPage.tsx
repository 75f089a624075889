import { CloseOutlined } from '@ant-design/icons'
import { Pagination, Select } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { deskApi, type SheetLine, type SheetWrite } from '../../contract/desk.ts'
import { placeApi } from '../../contract/place.ts'
import { stageNames, stages } from '../../contract/teacher.ts'
import { call, useLoad } from '../platform/api.ts'
import { SearchField, useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loading, Nothing, Page, Refused } from '../platform/Page.tsx'
import { type Standard, subsetOf, WithStandard } from '../record/standard.tsx'
import { PlaceChooser } from '../unit/places.tsx'
import { PeopleSheet } from './PeopleSheet.tsx'
import type { SaveLines } from './use-sheet.ts'
import './desk.css'

export const sheetFilter = {
  unitId: '',
  subset: '',
  fields: '',
  field: '',
  rule: '',
  stage: '',
  search: '',
  page: 1,
  size: 50,
}
type Filter = { [k in keyof typeof sheetFilter]: (typeof sheetFilter)[k] extends number ? number : string }

/** 批量填报: one subset of many people of the school. */
export function SheetPage() {
  const { post } = useMe()
  const [state, set] = useUrlState(sheetFilter)
  const places = useLoad(placeApi.list, {})
  const category = places.data?.places.find(({ unitId }) => unitId === state.unitId)?.category ?? post.category
  const unit = state.unitId === '' ? {} : { unitId: state.unitId }
  const read: ReadSheet = (query) => call(deskApi.sheet, { query: { ...query, ...unit } })
  const save = (subset: string) => (rows: SheetWrite[]) => call(deskApi.write, { body: { ...unit, subset, rows } })
  return (
    <Page
      title="批量填报"
      crumbs={[{ title: '学校工作', to: '/desk' }]}
      action={<PlaceChooser value={state.unitId} onChange={(unitId) => set({ ...sheetFilter, unitId })} />}
    >
      <WithStandard category={category}>
        {(standard) => <Sheets {...{ standard, state, set, read, save }} subsets={null} />}
      </WithStandard>
    </Page>
  )
}

type Asked = Parameters<typeof call<typeof deskApi.sheet>>[1]['query']
export type ReadSheet = (query: Asked) => Promise<{ total: number; rows: SheetLine[] }>

/** The filters of a sheet and its page of people. */
export function Sheets(props: {
  standard: Standard
  state: Filter
  set: (change: Partial<Filter>) => void
  read: ReadSheet
  save: (subset: string) => SaveLines
  /** only these subsets; null: all that can be typed */
  subsets: readonly string[] | null
}) {
  const { standard, state, set, subsets } = props
  const offered = standard.profile.subsets.filter(
    (subset) => subset.rows !== 'derived' && (subsets === null || subsets.includes(subset.name)),
  )
  const subset = subsetOf(standard, state.subset) ?? offered[0]
  if (!subset) return <Nothing what="本类学校的指标体系中没有可以在这里填报的信息集。" />
  return (
    <>
      <div className="xt-filters">
        <Select
          aria-label="信息集"
          style={{ width: 220 }}
          value={subset.name}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(name: string) => set({ subset: name, fields: '', field: '', rule: '' })}
          options={offered.map(({ name, label }) => ({ value: name, label }))}
        />
        <Select
          aria-label="环节"
          style={{ width: 130 }}
          value={state.stage}
          onChange={(stage: string) => set({ stage })}
          options={[
            { value: '', label: '全部环节' },
            ...stages.map((each) => ({ value: each, label: stageNames[each] })),
          ]}
        />
        <SearchField value={state.search} onChange={(search) => set({ search })} placeholder="姓名、全国唯一编号" />
        {state.rule !== '' && (
          <button type="button" className="xt-button" onClick={() => set({ rule: '', field: '', fields: '' })}>
            只看有此问题的人员 <CloseOutlined aria-label="取消" />
          </button>
        )}
      </div>
      <PageOfSheet key={JSON.stringify([{ ...state, fields: '' }, subset.name])} {...props} subset={subset} />
    </>
  )
}

function PageOfSheet(props: Parameters<typeof Sheets>[0] & { subset: Standard['profile']['subsets'][number] }) {
  const { standard, state, set, read, save, subset } = props
  const [found, setFound] = useState<{ total: number; rows: SheetLine[] } | null>(null)
  const [refusal, setRefusal] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)
  const stage = stages.find((each) => each === state.stage)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key of this part is the query; only another attempt asks again
  useEffect(() => {
    let here = true
    setRefusal(null)
    read({
      page: state.page,
      size: Math.min(200, state.size),
      subset: subset.name,
      ...(state.search !== '' && { search: state.search }),
      ...(stage && { stage }),
      ...(state.rule !== '' && { rule: state.rule, ...(state.field !== '' && { field: state.field }) }),
    })
      .then((answer) => here && setFound(answer))
      .catch((error: unknown) => here && setRefusal(error))
    return () => {
      here = false
    }
  }, [attempt])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the part is made anew for another subset or school
  const saving = useCallback(save(subset.name), [subset.name])
  if (refusal) return <Refused refusal={refusal} again={() => setAttempt(attempt + 1)} />
  if (!found) return <Loading />
  if (found.rows.length === 0) return <Nothing what="没有符合条件的教师" />
  return (
    <>
      <PeopleSheet
        {...{ standard, subset }}
        lines={found.rows}
        fields={state.fields === '' ? [] : state.fields.split(',')}
        onFields={(fields) => set({ fields: fields.join(','), page: state.page })}
        save={saving}
      />
      <Pagination
        className="xt-desk-pages"
        size="small"
        current={state.page}
        pageSize={state.size}
        total={found.total}
        pageSizeOptions={[50, 100, 200]}
        showSizeChanger
        showTotal={(total) => `共 ${total.toLocaleString('zh-CN')} 人`}
        onChange={(page, size) => set({ page: size === state.size ? page : 1, size })}
      />
    </>
  )
}
