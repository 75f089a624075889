import { useParams } from '@tanstack/react-router'
import { Tabs, Tag, Timeline } from 'antd'
import type { ReactNode } from 'react'
import { levelNames } from '../../contract/policy.ts'
import { type NamedUnit, type UnitView, unitApi } from '../../contract/unit.ts'
import { categories, categoryName } from '../../standard/categories.ts'
import { AppLink } from '../platform/AppLink.tsx'
import { useLoad } from '../platform/api.ts'
import { ListTable, pager, useUrlState } from '../platform/list.tsx'
import { useCan } from '../platform/me.ts'
import { Loaded, Nothing, Page } from '../platform/Page.tsx'
import { MoveButton } from './MoveDialog.tsx'
import { ReportButton } from './ReportDialog.tsx'
import { typeName } from './type-name.ts'
import './unit.css'
import { StateTag } from './words.tsx'

const crumbs = [{ title: '机构', to: '/units' }]

/** 机构详情: as it stands, how it came to it, its posts in numbers, what is under it. */
export function UnitDetailPage() {
  const { unitId = '' } = useParams({ strict: false })
  const load = useLoad(unitApi.view, { params: { unitId } })
  const unit = load.data
  const [state, set] = useUrlState({ tab: 'facts' })
  return (
    <Page
      title={unit?.name ?? '机构'}
      crumbs={[
        ...crumbs,
        ...(unit?.chain.filter(({ open }) => open).map(({ id, name }) => ({ title: name, to: `/units/${id}` })) ?? []),
      ]}
      extra={
        unit && (
          <>
            <span className="xt-quiet">{unit.code}</span> <StateTag state={unit.state} />
            {unit.host && <Tag>附设班</Tag>}
          </>
        )
      }
      action={
        unit && (
          <>
            {unit.can.includes('report') && <ReportButton about={{ id: unit.id, name: unit.name }} />}
            {unit.can.includes('move') && <MoveButton unit={unit} />}
          </>
        )
      }
    >
      <Loaded load={load}>
        {(view) => (
          <Tabs
            activeKey={state.tab}
            onChange={(tab) => set({ tab })}
            destroyOnHidden
            items={[
              { key: 'facts', label: '概况', children: <Facts unit={view} /> },
              { key: 'history', label: `历史（${view.history.length}）`, children: <History history={view.history} /> },
              ...(view.posts ? [{ key: 'posts', label: '岗位账号', children: <Posts unit={view} /> }] : []),
              ...(view.level !== 'school' || view.attached.length > 0
                ? [{ key: 'below', label: `下级（${sumOf(view)}）`, children: <Below unit={view} /> }]
                : []),
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}

const sumOf = ({ below }: UnitView) => below.reduce((sum, { count }) => sum + count, 0).toLocaleString('zh-CN')
const linked = ({ id, name }: NamedUnit, open = true): ReactNode =>
  open ? <AppLink to={`/units/${id}`}>{name}</AppLink> : name

function Facts({ unit }: { unit: UnitView }) {
  const category = categories.find(({ id }) => id === unit.category)
  const facts: [string, ReactNode][] = [
    ['机构名称', unit.name],
    [unit.level === 'school' ? '学校标识码' : '机构代码', unit.code],
    ['层级', levelNames[unit.level]],
    ...(unit.schoolType
      ? ([
          [
            '办学类型',
            <>
              {typeName(unit.schoolType)} {unit.typeDerived && <Tag>推定，请核对</Tag>}
            </>,
          ],
          ['学校类别', category ? categoryName(category.id) : '—'],
          ['举办者', unit.organizer ?? '—'],
          ['办学性质', unit.private ? '民办' : '公办'],
        ] as [string, ReactNode][])
      : []),
    ['所在地', unit.site ?? '—'],
    ...(unit.managing ? ([['属地管理', unit.managing]] as [string, ReactNode][]) : []),
    ...(unit.urbanRural ? ([['城乡分类', unit.urbanRural]] as [string, ReactNode][]) : []),
    [
      '主管部门',
      <>
        {unit.authority
          ? linked(
              unit.authority,
              unit.chain.some(({ id, open }) => id === unit.authority?.id && open),
            )
          : '—'}{' '}
        {unit.authorityByHand && <Tag color="blue">指定</Tag>}
        <span className="xt-unit-why">{unit.authorityWhy}</span>
      </>,
    ],
    ...(unit.host ? ([['主办学校', linked(unit.host)]] as [string, ReactNode][]) : []),
    ...(unit.attached.length > 0
      ? ([['附设班', unit.attached.map((each) => <div key={each.id}>{linked(each)}</div>)]] as [string, ReactNode][])
      : []),
    ...relatives('由何机构并入、拆分而来', unit.predecessors),
    ...relatives('并入、拆分为', unit.successors),
    ...(unit.people === null ? [] : ([['教师', `${unit.people.toLocaleString('zh-CN')} 人`]] as [string, ReactNode][])),
    ...(unit.remark ? ([['备注', unit.remark]] as [string, ReactNode][]) : []),
    ...(unit.openReports > 0
      ? ([
          [
            '信息有误的报告',
            <AppLink key="r" to={`/units/reports?aboutUnitId=${unit.id}`}>
              {unit.openReports} 件未办结
            </AppLink>,
          ],
        ] as [string, ReactNode][])
      : []),
  ]
  return (
    <dl className="xt-unit-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const relatives = (label: string, units: UnitView['predecessors']): [string, ReactNode][] =>
  units.length === 0
    ? []
    : [
        [
          label,
          units.map((each) => (
            <div key={each.id}>
              {each.name}
              <span className="xt-quiet">
                （{each.on} {each.how}）
              </span>
            </div>
          )),
        ],
      ]

const deeds = { registered: '登记', changed: '信息变更', moved: '调整主管部门', ended: '终止' } as const

function History({ history }: { history: UnitView['history'] }) {
  return (
    <Timeline
      className="xt-unit-history"
      items={history.map((entry, at) => ({
        key: String(at),
        content: (
          <>
            <b>
              {entry.on} {deeds[entry.what]}
            </b>
            {entry.by && <span className="xt-quiet">　{entry.by}</span>}
            {entry.reason && <div>{entry.what === 'ended' ? entry.reason : `原因：${entry.reason}`}</div>}
            {entry.differences.map(({ label, before, after }) => (
              <div key={label}>
                {label}：<del>{before ?? '（空）'}</del> → <ins>{after ?? '（空）'}</ins>
              </div>
            ))}
          </>
        ),
      }))}
    />
  )
}

function Posts({ unit }: { unit: UnitView }) {
  const can = useCan()
  const { filled = 0, seats = 0 } = unit.posts ?? {}
  return (
    <>
      <p>
        应设岗位 {seats} 个，已有人在任 {filled} 个{seats > filled ? `，空缺 ${seats - filled} 个` : ''}
        。学校负责人和教师另计。
      </p>
      {can('post.read') && <AppLink to={`/posts?unitId=${unit.id}`}>查看岗位</AppLink>}
    </>
  )
}

function Below({ unit }: { unit: UnitView }) {
  const [state, set] = useUrlState({ tab: 'facts', page: 1, size: 20 })
  const query = { parentId: unit.id, page: state.page, size: state.size }
  const load = useLoad(unitApi.list, { query }, { keep: true })
  return (
    <>
      <p className="xt-unit-levels">
        {unit.below.map(({ level, count }) => `${levelNames[level]} ${count.toLocaleString('zh-CN')}`).join('，')}
      </p>
      <Loaded load={load} isEmpty={({ total }) => total === 0} empty={<Nothing what="没有直属的下级机构" />}>
        {({ rows, total }) => (
          <ListTable
            label="直属下级"
            rowKey="id"
            dataSource={rows}
            loading={load.isPlaceholderData}
            pagination={pager(state, total, set)}
            columns={[
              { title: '机构名称', dataIndex: 'name', render: (_, row) => linked(row) },
              { title: '代码', dataIndex: 'code', width: 140 },
              { title: '层级', dataIndex: 'level', width: 88, render: (level: UnitView['level']) => levelNames[level] },
              { title: '办学类型', dataIndex: 'schoolType', render: (type: string | null) => type && typeName(type) },
              { title: '下级', dataIndex: 'childCount', width: 72, align: 'right' },
            ]}
          />
        )}
      </Loaded>
    </>
  )
}
