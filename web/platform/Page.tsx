import { Link } from '@tanstack/react-router'
import { Breadcrumb } from 'antd'
import { type ReactNode, useEffect } from 'react'

export { Loaded, Loading, Nothing, Refused, RefusedNote, sentenceOf } from './faces.tsx'

export interface Crumb {
  title: string
  /** a path of the application; the last crumb has none */
  to?: string
}

/**
 * The frame of every page: 面包屑, a title row with the primary action at the right, then the page. `extra` is beside the title (a tag, a count).
 * `bare` leaves out the white card.
 */
export function Page(props: {
  title: string
  crumbs?: Crumb[]
  extra?: ReactNode
  action?: ReactNode
  bare?: boolean
  children: ReactNode
}) {
  const { title, crumbs = [], extra, action, bare = false, children } = props
  useEffect(() => {
    document.title = `${title} · 全国教师管理信息系统`
  }, [title])
  return (
    <div className="xt-page">
      <Breadcrumb
        className="xt-crumbs"
        items={[
          ...(title === '工作台' ? [] : [{ key: 'home', title: <Link to="/">工作台</Link> }]),
          ...crumbs.map((crumb) => ({
            key: crumb.title,
            title: crumb.to ? <Link to={crumb.to}>{crumb.title}</Link> : crumb.title,
          })),
          ...(crumbs.at(-1)?.title === title ? [] : [{ key: 'here', title }]),
        ]}
      />
      <div className="xt-title-row">
        <h1>{title}</h1>
        {extra}
        <div className="xt-action">{action}</div>
      </div>
      {bare ? children : <div className="xt-card">{children}</div>}
    </div>
  )
}
