import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { type Choice, profileApi } from '../../contract/profile.ts'
import { standardApi } from '../../contract/standard.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import { tablesWith } from '../../standard/extension.ts'
import type { Profile, ProfileField } from '../../standard/indicator.ts'
import { call, download, useLoad } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { Loaded, Loading, Refused, sentenceOf } from '../platform/Page.tsx'
import { areaBook } from '../record/areas.ts'
import { RecordForm } from '../record/RecordForm.tsx'
import { type Standard, useTables } from '../record/standard.tsx'
import { RegisterCard } from '../teacher/RegisterCard.tsx'
import '../teacher/teacher.css'

type Face = 'desk' | 'phone' | 'template' | 'card'

/** 预览: the draft as if it were in force: the form at a desk and on a phone, the workbook template, the printed card. Nothing of it is saved. */
export function PreviewTab({ choice }: { choice: Choice }) {
  const { message } = App.useApp()
  const [face, setFace] = useState<Face>('desk')
  const [subset, setSubset] = useState('basic_info')
  const [busy, setBusy] = useState(false)
  const params = { category: choice.category }
  const load = useLoad(profileApi.preview, { params })
  const fetchTemplate = async () => {
    setBusy(true)
    try {
      await download(profileApi.template, { params }, `${choice.categoryName}采集模板（草稿）.xlsx`)
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    }
    setBusy(false)
  }
  const subsets = load.data?.subsets.filter(({ rows }) => rows !== 'derived') ?? []
  const chosen = subsets.find(({ name }) => name === subset) ?? subsets[0]
  return (
    <>
      <div className="xt-filters">
        <Segmented<Face>
          value={face}
          onChange={setFace}
          options={[
            { value: 'desk', label: '电脑' },
            { value: 'phone', label: '手机' },
            { value: 'template', label: '采集模板' },
            { value: 'card', label: '登记表' },
          ]}
        />
        {(face === 'desk' || face === 'phone') && (
          <Select
            aria-label="信息子集"
            className="xt-choice-show"
            showSearch={{ optionFilterProp: 'label' }}
            {...(chosen && { value: chosen.name })}
            options={subsets.map(({ name, label }) => ({ value: name, label }))}
            onChange={setSubset}
          />
        )}
        <span className="xt-quiet">按草稿显示，填写的内容不会保存</span>
      </div>
      {face === 'template' ? (
        <div className="xt-choice-template">
          <p>采集模板按草稿生成，列、下拉选项和填写说明与发布后相同。仅供核对，请不要下发。</p>
          <Button icon={<DownloadOutlined />} type="primary" loading={busy} onClick={() => void fetchTemplate()}>
            下载采集模板
          </Button>
        </div>
      ) : (
        <Loaded load={load}>
          {(profile) => (
            <WithTables profile={profile}>
              {(standard) =>
                face === 'card' ? (
                  <div className="xt-choice-card">
                    <RegisterCard teacher={nobody(profile)} standard={standard} />
                  </div>
                ) : (
                  chosen && (
                    <div className={face === 'phone' ? 'xt-choice-phone' : 'xt-choice-desk'}>
                      <h2 className="xt-choice-title">
                        {chosen.label}（{face === 'phone' ? '教师本人填写' : '学校信息管理员填写'}）
                      </h2>
                      <RecordForm
                        key={`${chosen.name} ${face}`}
                        trial
                        standard={standard}
                        teacherId=""
                        subset={chosen}
                        row={null}
                        person={{}}
                        by={face === 'phone' ? 'teacher' : 'clerk'}
                        unitName="某某学校"
                        saving={false}
                        refusal={null}
                        onSave={nothing}
                        onCancel={nothing}
                      />
                    </div>
                  )
                )
              }
            </WithTables>
          )}
        </Loaded>
      )}
    </>
  )
}

const nothing = () => {}

/** The standard around a profile that is not published: its tables and those of the country. */
function WithTables(props: { profile: Profile; children: (standard: Standard) => ReactNode }) {
  const { today } = useMe()
  const tables = useTables()
  const areas = useQuery({
    queryKey: ['standard', 'areas'],
    queryFn: async () => areaBook((await call(standardApi.codeTable, { params: { name: 'area' } })).rows),
    staleTime: 'static',
  })
  const failed = tables.error ?? areas.error
  if (failed) return <Refused refusal={failed} />
  if (!tables.data || !areas.data) return <Loading />
  const all = tablesWith(props.profile, tables.data)
  return props.children({
    profile: props.profile,
    tables: all,
    areas: areas.data,
    known: { today, tables: all, areas: areas.data },
  })
}

/** Nobody's record with one row a subset: the example of the standard in each box, blanks where there is none. */
function nobody(profile: Profile): TeacherView {
  const boxes = (fields: readonly ProfileField[]) =>
    Object.fromEntries(fields.map((field) => [field.name, field.codes ? '　' : (field.example ?? '　')]))
  return {
    id: '',
    name: '某某',
    nationalNo: '',
    unitName: '某某学校',
    unitId: '',
    category: profile.category,
    stage: 'draft',
    since: '',
    caseId: null,
    round: 1,
    seen: 'whole',
    subsets: profile.subsets.map((subset) => ({
      subset: subset.name,
      rows: [{ rowId: subset.name, values: {}, masked: boxes(subset.fields), state: 'pending' }],
    })),
    derived: {},
    reasons: [],
    steps: [],
    can: [],
    lockedWhy: null,
    adds: [],
    additions: [],
    deadline: null,
  }
}
