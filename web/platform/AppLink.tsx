import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A link to a path of the application that comes as text, with its search part (“/teachers?stage=returned”). */
export function AppLink(props: { to: string; className?: string; children: ReactNode; label?: string }) {
  const { to, className, children, label } = props
  const [path = '/', query = ''] = to.split('?')
  return (
    <Link
      to={path}
      search={Object.fromEntries(new URLSearchParams(query))}
      {...(className && { className })}
      {...(label && { 'aria-label': label })}
    >
      {children}
    </Link>
  )
}
