import { useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { type Me, sessionApi } from '../../contract/session.ts'
import { isSessionOver, onSessionMissing, useLoad } from '../platform/api.ts'
import { Refused } from '../platform/faces.tsx'
import { MeContext } from '../platform/me.ts'
import { Login } from './Login.tsx'

const FirstLogin = lazy(async () => ({ default: (await import('./FirstLogin.tsx')).FirstLogin }))
const LoginAgain = lazy(async () => ({ default: (await import('./LoginAgain.tsx')).LoginAgain }))
const Redeem = lazy(async () => ({ default: (await import('../handout/Redeem.tsx')).Redeem }))
const ConfirmAgain = lazy(async () => ({ default: (await import('./ConfirmAgain.tsx')).ConfirmAgain }))
const FactorGate = lazy(async () => ({ default: (await import('./FactorGate.tsx')).FactorGate }))
const TeacherMine = lazy(async () => ({ default: (await import('../mine/TeacherMine.tsx')).TeacherMine }))
const NoPost = lazy(async () => ({ default: (await import('./NoPost.tsx')).NoPost }))

/**
 * Lets in who is signed in. The login form stands at whatever address was asked for, so that the page opens by itself afterwards; a session that
 * ends in the middle of work is renewed over the page, which keeps what was typed.
 */
export function Door({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const load = useLoad(sessionApi.me, {})
  const [refused, setRefused] = useState(false)
  const [why, setWhy] = useState<string | null>(null)
  const [login, setLogin] = useState('')
  const last = useRef<Me>(null)
  if (load.data) last.current = load.data
  // whoever was at work stays on the page until signed in again
  const ended = load.error !== null && isSessionOver(load.error)
  const me = load.data ?? last.current ?? (ended ? null : load.data)
  const lost = me !== null && (refused || load.data === null)
  useEffect(
    () =>
      onSessionMissing((refusal) => {
        setRefused(true)
        if (refusal.code !== 'session.missing') setWhy(refusal.title)
      }),
    [],
  )

  if (me === undefined && load.error) return <Refused refusal={load.error} again={() => void load.refetch()} />
  if (me === undefined) return <Spin fullscreen description="正在打开" />

  const enter = async (next: Me) => {
    setRefused(false)
    setWhy(null)
    client.setQueryData([sessionApi.me.path, {}], next)
    await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionApi.me.path })
  }
  if (window.location.pathname === '/slip') {
    return (
      <Redeem
        onEnter={async (next) => {
          window.history.replaceState(null, '', '/')
          await enter(next)
        }}
      />
    )
  }
  if (me === null) {
    return (
      <Login
        why={why}
        onEnter={async (next, typed) => {
          setLogin(typed)
          await enter(next)
        }}
      />
    )
  }
  if (me.mustSetPassword) return <FirstLogin me={me} login={login} onEnter={enter} />
  const inside = () => {
    if (me.factor === 'set-up' || me.factor === 'give') return <FactorGate me={me} onEnter={enter} />
    if (me.post?.role === 'teacher') {
      if (window.location.pathname !== '/me') return <ToTeacherEntry />
      return (
        <MeContext value={me}>
          <TeacherMine />
        </MeContext>
      )
    }
    if (!me.post) return <NoPost me={me} />
    return <MeContext value={me}>{children}</MeContext>
  }
  return (
    <>
      {inside()}
      <Suspense fallback={null}>
        <ConfirmAgain code={me.factor === 'done'} />
      </Suspense>
      {lost && <LoginAgain me={me} why={why} onEnter={enter} />}
    </>
  )
}

/** Teachers have a page of their own, made for phones. */
function ToTeacherEntry() {
  useEffect(() => window.location.replace('/me.html'), [])
  return <Spin fullscreen description="正在打开教师自助" />
}
