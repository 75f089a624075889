import { type ReactElement, useCallback, useEffect, useMemo, useState } from 'react'
import type { Me } from '../../contract/session.ts'
import type { Finding } from '../../contract/shape.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import type { Profile } from '../../standard/indicator.ts'
import { AdditionPage } from './AdditionPage.tsx'
import { AddPage } from './AddPage.tsx'
import { api, Refusal, sentenceOf } from './api.ts'
import { BoxPage } from './BoxPage.tsx'
import { CheckPage } from './CheckPage.tsx'
import { Loading, Refused } from './faces.tsx'
import { HelpPage } from './HelpPage.tsx'
import { HistoryPage } from './HistoryPage.tsx'
import { HomePage } from './HomePage.tsx'
import { type House, HouseProvider, type RowView, withRow } from './house.ts'
import { MessagesPage } from './MessagesPage.tsx'
import { ReadersPage } from './ReadersPage.tsx'
import { RowPage } from './RowPage.tsx'
import { type Place, usePlace } from './route.ts'
import { Shell } from './Shell.tsx'
import { SubsetPage } from './SubsetPage.tsx'

type Loaded = { me: Me; profile: Profile; view: TeacherView; findings: readonly Finding[] }

/** The teacher's own entry: reads who is signed in and the own record once, then shows the page of the address. */
export function App(): ReactElement {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  const [me, setMe] = useState<Me | null>(null)

  const load = useCallback(async (): Promise<void> => {
    setWhy(null)
    try {
      const who = await api.me()
      if (!who || who.mustSetPassword || ['set-up', 'give'].includes(who.factor) || who.post?.role !== 'teacher') {
        window.location.replace('/')
        return
      }
      setMe(who)
      const view = await api.mine()
      const [profile, { findings }] = await Promise.all([api.profile(view.category), api.check(view.id)])
      setLoaded({ me: who, profile, view, findings })
    } catch (error) {
      setWhy(sentenceOf(error))
    }
  }, [])

  const reload = useCallback(async (): Promise<TeacherView> => {
    try {
      const view = await api.mine()
      const { findings } = await api.check(view.id)
      setLoaded((present) => present && { ...present, view, findings })
      return view
    } catch (error) {
      if (error instanceof Refusal && error.code === 'session.missing') window.location.assign('/')
      throw error
    }
  }, [])

  useEffect(() => void load(), [load])

  const house = useMemo((): House | null => {
    if (!loaded) return null
    return {
      ...loaded,
      reload,
      setView: (view) => setLoaded((present) => present && { ...present, view }),
      keepRow: (subset: string, row: RowView, found: readonly Finding[]) =>
        setLoaded((present) => present && { ...present, ...kept(present, subset, row, found) }),
    }
  }, [loaded, reload])

  if (why !== null)
    return (
      <Shell me={me} title="我的信息">
        <Refused why={why} again={() => void load()}>
          <p>
            <a href="/">返回登录页</a>
          </p>
        </Refused>
      </Shell>
    )
  if (!house)
    return (
      <Shell me={me} title="我的信息">
        <Loading />
      </Shell>
    )
  return (
    <HouseProvider value={house}>
      <Page />
    </HouseProvider>
  )
}

function kept(present: Loaded, subset: string, row: RowView, found: readonly Finding[]): Partial<Loaded> {
  const others = present.findings.filter(
    (each) => each.subset !== subset || (each.row !== null && each.row !== row.rowId),
  )
  return { view: withRow(present.view, subset, row), findings: [...others, ...found] }
}

function Page(): ReactElement {
  const place: Place = usePlace()
  switch (place.page) {
    case 'home':
      return <HomePage />
    case 'check':
      return <CheckPage />
    case 'history':
      return <HistoryPage />
    case 'readers':
      return <ReadersPage />
    case 'add':
      return <AddPage />
    case 'addition':
      return <AdditionPage key={place.change} change={place.change} />
    case 'messages':
      return <MessagesPage />
    case 'box':
      return <BoxPage />
    case 'help':
      return <HelpPage />
    case 'subset':
      return <SubsetPage key={place.subset} name={place.subset} />
    case 'row':
      return <RowPage key={`${place.subset}/${place.row}`} place={place} />
  }
}
