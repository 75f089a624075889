import { Link, useParams } from '@tanstack/react-router'
import { Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { Choice } from '../../contract/profile.ts'
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
              <fieldset className="xt-views xt-choice-views">
                <legend className="xt-hidden">查看</legend>
                {views(loaded).map(([key, name]) => (
                  <button key={key} type="button" aria-pressed={key === tab} onClick={() => set({ tab: key })}>
                    {name}
                  </button>
                ))}
              </fieldset>
              <Suspense fallback={<Loading />}>
                {tab === 'grid' && <GridTab choice={loaded} draft={draft} />}
                {tab === 'own' && <OwnTab choice={loaded} draft={draft} unsaved={unsaved} onUnsaved={setUnsaved} />}
                {tab === 'impact' && <ImpactTab choice={loaded} />}
                {tab === 'preview' && <PreviewTab choice={loaded} />}
                {tab === 'versions' && <VersionsTab choice={loaded} draft={draft} />}
              </Suspense>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

const views = ({ own, draft }: Choice): readonly (readonly [key: string, name: string])[] => [
  ['grid', '指标'],
  ['own', `拓展（${own.fields.length + own.subsets.length + own.tables.length}）`],
  ['impact', `差异和影响（${draft.differences}）`],
  ['preview', '预览'],
  ['versions', '历次版本'],
]
