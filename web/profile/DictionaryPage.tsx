import { LockOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Drawer, Select, type TableColumnsType } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import { categories } from '../../standard/categories.ts'
import type { Profile, ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { ListTable, SearchField, useUrlState } from '../platform/list.tsx'
import { useMe } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { useProfile, useTables } from '../record/standard.tsx'
import { CodeList } from './CodeList.tsx'
import './profile.css'
import { isFound, secrecyClass, seenBy, typeName } from './words.ts'

interface Entry {
  key: string
  label: string
  subsetLabel: string
  subset: ProfileSubset
  field: ProfileField
}

/** 指标字典, for everybody: what each indicator in force means, who fills it, who sees it, and why. */
export function DictionaryPage() {
  const { post } = useMe()
  const [state, set] = useUrlState({ category: post.category ?? 'k12', subset: '', search: '' })
  const load = useProfile(state.category)
  return (
    <Page
      title="指标字典"
      extra={
        load.data && (
          <span className="xt-quiet">
            现行第 {load.data.version} 版{load.data.national && `，国家标准第 ${load.data.national} 版`}
          </span>
        )
      }
      action={
        <Link to="/national/versions" className="xt-button">
          国家版本
        </Link>
      }
    >
      <div className="xt-filters">
        <Select
          aria-label="学校类别"
          className="xt-choice-show"
          value={state.category}
          options={categories.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(category) => set({ category, subset: '' })}
        />
        <Select
          aria-label="信息子集"
          className="xt-choice-show"
          value={state.subset}
          options={[
            { value: '', label: '全部信息子集' },
            ...(load.data?.subsets ?? []).map(({ name, label }) => ({ value: name, label })),
          ]}
          onChange={(subset) => set({ subset })}
        />
        <SearchField
          value={state.search}
          onChange={(search) => set({ search })}
          placeholder="按名称、拼音首字母或代码查找"
          width={300}
        />
      </div>
      <Loaded load={load}>
        {(profile) => <Entries profile={profile} subset={state.subset} search={state.search} />}
      </Loaded>
    </Page>
  )
}

function Entries({ profile, subset, search }: { profile: Profile; subset: string; search: string }) {
  const [opened, open] = useState<Entry | null>(null)
  const all = useMemo(
    () =>
      profile.subsets.flatMap((each) =>
        each.fields.map(
          (field): Entry => ({
            key: `${each.name}.${field.name}`,
            label: field.label,
            subsetLabel: each.label,
            subset: each,
            field,
          }),
        ),
      ),
    [profile],
  )
  const found = all.filter((entry) => (subset === '' || entry.subset.name === subset) && isFound(entry, search))
  const columns: TableColumnsType<Entry> = [
    {
      title: '指标',
      dataIndex: 'label',
      width: 190,
      render: (label: string, entry) => (
        <button type="button" className="xt-choice-name xt-link" onClick={() => open(entry)}>
          {label}
        </button>
      ),
    },
    { title: '信息子集', dataIndex: 'subsetLabel', width: 150 },
    { title: '类型', key: 'type', width: 110, render: (_, { field }) => typeName(field.type) },
    { title: '要求', key: 'requirement', width: 120, render: (_, { field }) => requirements[field.requirement] },
    {
      title: '谁填写',
      key: 'filled',
      width: 120,
      render: (_, { field }) =>
        field.openToTeacher ? '教师本人' : field.filledBy === 'A' || field.requirement === 'D' ? '系统' : '学校',
    },
    { title: '含义', key: 'help', className: 'xt-wrap', width: 420, render: (_, { field }) => field.help ?? '' },
  ]
  if (found.length === 0) return <Nothing what="没有找到这个指标。请换个词，或换一个学校类别、信息子集。" />
  return (
    <>
      <ListTable
        label="指标字典"
        rowKey="key"
        columns={columns}
        dataSource={found}
        pagination={{ defaultPageSize: 50, size: 'small', showTotal: (total) => `共 ${total} 项` }}
      />
      <Drawer open={opened !== null} onClose={() => open(null)} title={opened?.label} size={520} destroyOnHidden>
        {opened && <Details profile={profile} entry={opened} />}
      </Drawer>
    </>
  )
}

const requirements: Readonly<Record<ProfileField['requirement'], string>> = {
  R: '必填',
  C: '符合条件时必填',
  O: '选填',
  D: '系统得出',
  A: '系统产生',
}

function Details({ profile, entry: { key, field, subset } }: { profile: Profile; entry: Entry }) {
  const tables = useTables()
  const own = profile.tables?.find(({ name }) => name === field.codes)
  const table = own ?? (field.codes === undefined ? undefined : tables.data?.(field.codes))
  const facts: [string, ReactNode][] = [
    ['信息子集', subset.label],
    ['含义和填写说明', field.help ?? '标准没有另作说明'],
    ...(field.example ? ([['示例', field.example]] as [string, string][]) : []),
    ['类型', `${typeName(field.type)}${field.length ? `，最多 ${field.length} 位` : ''}`],
    ['要求', `${requirements[field.requirement]}${field.core ? '；国家核心指标' : ''}`],
    ['谁填写', field.openToTeacher ? '教师本人，或学校信息管理员代填' : '不由教师填写'],
    ...(field.lockedWhy
      ? ([
          [
            '为什么',
            <span key="why">
              <LockOutlined /> {field.lockedWhy}
            </span>,
          ],
        ] as [string, ReactNode][])
      : []),
    ['谁能看到', seenBy(field.secrecy)],
    ['敏感级', secrecyClass(field.secrecy)],
    ['指标代码', key],
  ]
  return (
    <>
      <dl className="xt-facts">
        {facts.map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {table && <CodeList name={table.name} label={table.label} standard={table.standard} rows={table.rows} />}
    </>
  )
}
