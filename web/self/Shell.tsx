import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Me } from '../../contract/session.ts'
import { isLarge, setLarge } from '../platform/size.ts'
import { api, sentenceOf } from './api.ts'
import { Offline } from './faces.tsx'
import { Icon } from './icons.tsx'
import { linkTo, type Place } from './route.ts'

/** The frame of every page: the title with the way back, what may be switched, the tabs below. */
export function Shell(props: {
  me: Me | null
  title: string
  back?: Place
  /** beside the title, for instance 已保存 10:32 */
  aside?: ReactNode
  tab?: Place['page']
  children: ReactNode
}): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${props.title} · 教师自助`
    heading.current?.focus({ preventScroll: true })
  }, [props.title])
  return (
    <div className={props.tab ? 'page has-tabs' : 'page'}>
      <header className="top">
        {props.back && (
          <a className="icon-button" href={linkTo(props.back)} aria-label="返回">
            <Icon name="back" />
          </a>
        )}
        <div className="title">
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.aside}
        </div>
        <Size />
        {props.me && <More me={props.me} />}
      </header>
      <main>
        {props.me?.practice && <p className="practice">演练环境：人员和数据均为虚构</p>}
        {props.me && <Notices me={props.me} />}
        <Offline />
        {props.children}
      </main>
      {props.tab && <Tabs here={props.tab} />}
    </div>
  )
}

function Tabs({ here }: { here: Place['page'] }): ReactElement {
  const tabs = [
    { page: 'home', words: '我的信息', icon: 'home' },
    { page: 'check', words: '完整性检测', icon: 'check' },
    { page: 'messages', words: '消息', icon: 'message' },
    { page: 'history', words: '信息沿革', icon: 'history' },
  ] as const
  const unread = useUnread()
  return (
    <nav className="tabs" aria-label="主要页面">
      {tabs.map((tab) => (
        <a key={tab.page} href={linkTo({ page: tab.page })} aria-current={tab.page === here ? 'page' : undefined}>
          <Icon name={tab.icon} />
          {tab.words}
          {tab.page === 'messages' && unread > 0 && (
            <span className="count">
              {unread > 99 ? '99+' : unread}
              <span className="unseen">条未读</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  )
}

/** Unread messages, asked for when a page with tabs opens; without an answer none are shown. */
function useUnread(): number {
  const [unread, setUnread] = useState(lastUnread)
  useEffect(() => {
    let open = true
    api.unread().then(
      (answer) => {
        lastUnread = answer.unread
        if (open) setUnread(answer.unread)
      },
      () => undefined,
    )
    return () => {
      open = false
    }
  }, [])
  return unread
}

/** Every page has a frame of its own: until the answer the number is that of the page before. */
let lastUnread = 0

function Size(): ReactElement {
  const [large, setState] = useState(isLarge)
  const turn = (): void => {
    setLarge(!large)
    setState(!large)
  }
  return (
    <button type="button" className="icon-button" aria-pressed={large} onClick={turn}>
      大字
    </button>
  )
}

/** Every page has a frame of its own, and who is signed in is read once. */
const acknowledged = new Set<string>()

/** What others did to the account, until 知道了. */
function Notices({ me }: { me: Me }): ReactElement | null {
  const [, setSeen] = useState(false)
  const [why, setWhy] = useState<string | null>(null)
  const unread = me.notices.filter(({ id }) => !acknowledged.has(id))
  if (unread.length === 0) return null
  const read = async (): Promise<void> => {
    try {
      await api.readNotices(unread.map(({ id }) => id))
      for (const { id } of unread) acknowledged.add(id)
      setSeen(true)
    } catch (error) {
      setWhy(sentenceOf(error))
    }
  }
  return (
    <div className="practice" role="alert">
      {unread.map((notice) => (
        <p key={notice.id}>
          {new Date(notice.at).toLocaleString('zh-CN', { dateStyle: 'medium', timeStyle: 'short' })} {notice.text}。
        </p>
      ))}
      <button type="button" className="icon-button" onClick={() => void read()}>
        知道了
      </button>
      {why && <p role="alert">{why}</p>}
    </div>
  )
}

/** 我的账号, 切换岗位 and 退出登录, behind one button. */
function More({ me }: { me: Me }): ReactElement {
  const [open, setOpen] = useState(false)
  const [why, setWhy] = useState<string | null>(null)
  useEffect(() => {
    if (!open) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open])
  const others = me.posts.filter((post) => post.id !== me.post?.id)
  const leave = async (deed: () => Promise<unknown>): Promise<void> => {
    try {
      await deed()
      window.location.assign('/')
    } catch (error) {
      setWhy(sentenceOf(error))
    }
  }
  return (
    <div className="more">
      <button
        type="button"
        className="icon-button"
        aria-expanded={open}
        aria-controls="more"
        onClick={() => setOpen(!open)}
      >
        更多
      </button>
      {open && (
        <div id="more" className="menu">
          <p>
            {me.name}
            <small>{me.post && `${me.post.unitName} · ${me.post.roleName}`}</small>
          </p>
          {others.map((post) => (
            <button key={post.id} type="button" onClick={() => void leave(() => api.switchPost(post.id))}>
              切换岗位：{post.roleName}
              <small>{post.unitName}</small>
            </button>
          ))}
          <button type="button" onClick={() => window.location.assign('/me')}>
            我的账号
            <small>密码、两步验证、登录记录</small>
          </button>
          <button type="button" onClick={() => void leave(api.logout)}>
            退出登录
          </button>
          {why && <p role="alert">{why}</p>}
        </div>
      )}
    </div>
  )
}
