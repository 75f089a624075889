import {
  BellOutlined,
  FontSizeOutlined,
  MenuOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  SwapOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { Badge, Button, Drawer, Dropdown, Menu, type MenuProps, Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { homeApi } from '../../contract/home.ts'
import { levelNames } from '../../contract/policy.ts'
import { sessionApi } from '../../contract/session.ts'
import { Bell } from '../message/Bell.tsx'
import { Notices } from '../mine/Notices.tsx'
import { useAct, useLoad } from '../platform/api.ts'
import { useKeys } from '../platform/keys.ts'
import logo from '../platform/logo.svg'
import { useMe } from '../platform/me.ts'
import { isLarge, setLarge } from '../platform/size.ts'
import { Finder } from './Finder.tsx'
import { Help } from './Help.tsx'
import { type Entry, groupsOf } from './menu.tsx'
import './shell.css'

/** The frame around every page: top bar, menu drawn from what the post may do, the page. */
export function Shell() {
  const me = useMe()
  const [drawer, setDrawer] = useState(false)
  const [finder, setFinder] = useState(false)
  const [help, setHelp] = useState(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setDrawer(false), [pathname])
  const openHelp = () => setHelp(true)
  useKeys({ 'Ctrl+K': () => setFinder(true), F1: openHelp })
  return (
    <div className="xt-shell">
      <a className="xt-skip" href="#page">
        跳到正文
      </a>
      {me.practice && <div className="xt-practice">演练环境：机构名称取自公开名单，人员均为虚构，请勿录入真实信息</div>}
      <Notices />
      <header className="xt-top">
        <Button
          type="text"
          className="xt-burger"
          icon={<MenuOutlined />}
          aria-label="打开菜单"
          onClick={() => setDrawer(true)}
        />
        <Link to="/" className="xt-brand">
          <img src={logo} alt="" width={28} height={28} />
          <span className="xt-brand-name">全国教师管理信息系统</span>
          <span className="xt-level">{levelNames[me.post.level]}</span>
        </Link>
        <span className="xt-unit" title={me.post.unitName}>
          {me.post.unitName}
        </span>
        <div className="xt-tools">
          <Button
            icon={<SearchOutlined />}
            onClick={() => setFinder(true)}
            className="xt-find"
            aria-label="查找，Ctrl+K"
          >
            <span>查找</span>
            <kbd>Ctrl+K</kbd>
          </Button>
          <Todos />
          <Bell />
          <Tooltip title="帮助（F1）">
            <Button type="text" icon={<QuestionCircleOutlined />} aria-label="帮助" onClick={() => setHelp(true)} />
          </Tooltip>
          <LargeSwitch />
          <Person />
        </div>
      </header>
      <div className="xt-body">
        <nav className="xt-side" aria-label="主菜单">
          <Entries />
        </nav>
        <main id="page" className="xt-main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Drawer
        open={drawer}
        onClose={() => setDrawer(false)}
        placement="left"
        size={240}
        title="菜单"
        styles={{ body: { padding: 0 } }}
      >
        <Entries />
      </Drawer>
      <Finder open={finder} onClose={() => setFinder(false)} />
      <Help open={help} onClose={() => setHelp(false)} />
    </div>
  )
}

type ItemType = NonNullable<MenuProps['items']>[number]
/** Fewer entries than this need no headings. */
const many = 9

function Entries() {
  const { pathname } = useLocation()
  const groups = groupsOf(useMe())
  const shown = groups.flatMap(({ entries }) => entries)
  const here = shown.findLast((entry) => entry.to === pathname || pathname.startsWith(`${entry.to}/`))
  const items = (entries: readonly Entry[]) =>
    entries.map((entry) => ({
      key: entry.to,
      icon: entry.icon,
      title: entry.title,
      label: <Link to={entry.to}>{entry.title}</Link>,
    }))
  const grouped = ({ title, entries }: (typeof groups)[number]): ItemType[] =>
    title === null || shown.length < many
      ? items(entries)
      : [{ key: title, type: 'group', label: title, children: items(entries) }]
  return <Menu mode="inline" selectedKeys={here ? [here.to] : []} items={groups.flatMap(grouped)} />
}

/** How much waits for this post, looked at again every minute. */
function Todos() {
  const load = useLoad(homeApi.read, {}, { everySeconds: 60 })
  const count = (load.data?.todos ?? []).reduce((sum, todo) => sum + todo.count, 0)
  return (
    <Tooltip title={count ? `待办 ${count} 项` : '没有待办'}>
      <Link to="/" aria-label={`待办 ${count} 项`} className="xt-todos">
        <Badge count={count} size="small" overflowCount={99} offset={[4, -2]}>
          <BellOutlined />
        </Badge>
      </Link>
    </Tooltip>
  )
}

function LargeSwitch() {
  const [large, keep] = useState(isLarge)
  return (
    <Tooltip title={large ? '恢复标准字号' : '大字'}>
      <Button
        type="text"
        icon={<FontSizeOutlined />}
        aria-label="大字"
        aria-pressed={large}
        onClick={() => {
          setLarge(!large)
          keep(!large)
        }}
      />
    </Tooltip>
  )
}

function Person() {
  const me = useMe()
  const navigate = useNavigate()
  const logout = useAct(sessionApi.logout, { quiet: true })
  const switchPost = useAct(sessionApi.switchPost)
  const leave = () => logout.mutate({}, { onSettled: () => window.location.assign('/') })
  const others = me.posts.filter((post) => post.id !== me.post.id)
  const take = (postId: string) =>
    switchPost.mutate({ body: { postId } }, { onSuccess: () => void navigate({ to: '/', search: {} }) })
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: `${me.post.unitName} · ${me.post.roleName}`,
            children: others.map((post) => ({
              key: post.id,
              icon: <SwapOutlined />,
              label: `切换到 ${post.unitName} · ${post.roleName}`,
              onClick: () => take(post.id),
            })),
          },
          { type: 'divider' },
          { key: 'mine', label: '我的账号', onClick: () => void navigate({ to: '/me', search: {} }) },
          { key: 'leave', label: '退出登录', onClick: leave },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} className="xt-person" aria-label={`${me.name}，${me.post.roleName}`}>
        <span>{me.name}</span>
        <small>{me.post.roleName}</small>
      </Button>
    </Dropdown>
  )
}
