import { Link } from '@tanstack/react-router'
import { type TableColumnsType, Tag } from 'antd'
import type { Answer } from '../../contract/endpoint.ts'
import { profileApi } from '../../contract/profile.ts'
import { useLoad } from '../platform/api.ts'
import { ListTable } from '../platform/list.tsx'
import { useCan, useMe } from '../platform/me.ts'
import { Loaded, Page } from '../platform/Page.tsx'
import './profile.css'

type Line = Answer<typeof profileApi.list>['categories'][number]

/** 指标体系: each category of school with the version in force, its draft, what waits for confirmation. */
export function ProfilesPage() {
  const { post } = useMe()
  const can = useCan()
  const load = useLoad(profileApi.list, {})
  return (
    <Page
      title="指标体系"
      extra={<span className="xt-quiet">{post.unitName}</span>}
      action={
        <>
          <Link to="/national/versions" className="xt-button">
            国家版本
          </Link>
          <Link to="/dictionary" className="xt-button">
            指标字典
          </Link>
          {(can('profile.edit') || can('profile.confirm')) && (
            <Link to="/profiles/modes" className="xt-button">
              业务模块和方式
            </Link>
          )}
        </>
      }
    >
      <p className="xt-quiet">
        国家核心指标之外，按学校类别选定采集哪些指标、哪些必填、哪些由教师填写，并可拓展本省的指标。系统管理员在草稿中调整，信息管理员确认后生效。
      </p>
      <Loaded load={load}>
        {(data) => (
          <ListTable label="各学校类别的指标体系" rowKey="category" columns={columns} dataSource={data.categories} />
        )}
      </Loaded>
    </Page>
  )
}

export const draftNames: Readonly<Record<Line['draft'], [word: string, color: string]>> = {
  none: ['没有草稿', 'default'],
  editing: ['草稿', 'blue'],
  submitted: ['等待信息管理员确认', 'gold'],
  returned: ['被退回', 'red'],
}

const columns: TableColumnsType<Line> = [
  {
    title: '学校类别',
    dataIndex: 'name',
    width: 150,
    render: (name: string, line) => (
      <Link to="/profiles/$category" params={{ category: line.category }}>
        {name}
      </Link>
    ),
  },
  {
    title: '现行版本',
    key: 'version',
    width: 210,
    render: (_, line) => (
      <>
        第 {line.version} 版，{line.since} 起
        {line.upcoming && <div className="xt-quiet">新版 {line.upcoming} 起生效</div>}
      </>
    ),
  },
  { title: '启用指标', dataIndex: 'indicators', align: 'right', width: 90 },
  { title: '必填', dataIndex: 'required', align: 'right', width: 80 },
  { title: '拓展', dataIndex: 'own', align: 'right', width: 80 },
  {
    title: '草稿',
    key: 'draft',
    width: 240,
    render: (_, line) =>
      line.draft === 'none' ? (
        <span className="xt-quiet">没有草稿</span>
      ) : (
        <>
          <Tag color={draftNames[line.draft][1]}>{draftNames[line.draft][0]}</Tag>
          {line.differences} 处不同
        </>
      ),
  },
]
