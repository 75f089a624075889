import { Link, useParams } from '@tanstack/react-router'
import { Tabs, Tag } from 'antd'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { categories } from '../../standard/categories.ts'
import { useUrlState } from '../platform/list.tsx'
import { useKeepOpen } from '../platform/once.ts'
import { Loaded, Loading, Page } from '../platform/Page.tsx'
import { Acts } from './Acts.tsx'
import { GridTab } from './GridTab.tsx'
import type { Unsaved } from './OwnTab.tsx'
import './profile.css'
import { Standings } from './Standings.tsx'
import { useDraft } from './use-draft.ts'

// what is behind the other tabs is fetched when it is looked at
const ImpactTab = lazy(() => import('./ImpactTab.tsx').then(({ ImpactTab }) => ({ default: ImpactTab })))
const OwnTab = lazy(() => import('./OwnTab.tsx').then(({ OwnTab }) => ({ default: OwnTab })))
const PreviewTab = lazy(() => import('./PreviewTab.tsx').then(({ PreviewTab }) => ({ default: PreviewTab })))
const VersionsTab = lazy(() => import('./VersionsTab.tsx').then(({ VersionsTab }) => ({ default: VersionsTab })))

/** One category of school: the grid of indicators, own ones, differences and impact, preview, versions; submission and confirmation. */
export function ProfilePage() {
  const { category = '' } = useParams({ strict: false })
  return <OneCategory key={category} category={category} />
}

function OneCategory({ category }: { category: string }) {
  const draft = useDraft(category)
  const choice = draft.load.data
  const waits = choice?.can.includes('confirm') ?? false
  const [state, set] = useUrlState({ tab: '' })
  const [unsaved, setUnsaved] = useState<Unsaved | null>(null)
  useKeepOpen(unsaved !== null)
  const tab = state.tab || (waits ? 'impact' : 'grid')
  return (
    <Page
      title={choice ? `指标体系 · ${choice.categoryName}` : '指标体系'}
      crumbs={[{ title: '指标体系', to: '/profiles' }]}
      bare
      extra={
        choice && (
          <>
            <Tag>现行第 {choice.inForce.version} 版</Tag>
            {choice.upcoming && (
              <Tag color="green">
                第 {choice.upcoming.version} 版 {choice.upcoming.from} 起生效
              </Tag>
            )}
          </>
        )
      }
      action={choice && <Acts choice={choice} draft={draft} />}
    >
      <Loaded load={draft.load}>
        {(loaded) => (
          <>
            <nav className="xt-choice-categories" aria-label="学校类别">
              {categories.map(({ id, name }) => (
                <Link
                  key={id}
                  to="/profiles/$category"
                  params={{ category: id }}
                  aria-current={id === category ? 'page' : undefined}
                >
                  {name}
                </Link>
              ))}
            </nav>
            <Standings choice={loaded} />
            <div className="xt-card">
              <Tabs
                activeKey={tab}
                onChange={(next) => set({ tab: next })}
                destroyOnHidden
                items={tabs([
                  { key: 'grid', label: '指标', children: <GridTab choice={loaded} draft={draft} /> },
                  {
                    key: 'own',
                    label: `拓展（${loaded.own.fields.length + loaded.own.subsets.length + loaded.own.tables.length}）`,
                    children: <OwnTab choice={loaded} draft={draft} unsaved={unsaved} onUnsaved={setUnsaved} />,
                  },
                  {
                    key: 'impact',
                    label: `差异和影响（${loaded.draft.differences}）`,
                    children: <ImpactTab choice={loaded} />,
                  },
                  { key: 'preview', label: '预览', children: <PreviewTab choice={loaded} /> },
                  { key: 'versions', label: '历次版本', children: <VersionsTab choice={loaded} draft={draft} /> },
                ])}
              />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

const tabs = (items: { key: string; label: string; children: ReactNode }[]) =>
  items.map((item) => ({ ...item, children: <Suspense fallback={<Loading />}>{item.children}</Suspense> }))
