import { type ReactElement, type ReactNode, useEffect, useState } from 'react'

/** The page while its content is on the way: grey lines of about its shape. */
export function Loading(): ReactElement {
  return (
    <div className="loading" role="status">
      <span className="unseen">正在读取…</span>
      {['a', 'b', 'c', 'd', 'e'].map((line) => (
        <div key={line} className="bone" aria-hidden="true" />
      ))}
    </div>
  )
}

/** Why there is nothing to see, and what to do. */
export function Refused(props: { why: string; again?: () => void; children?: ReactNode }): ReactElement {
  return (
    <div className="card face" role="alert">
      <h2>没有读取到内容</h2>
      <p>{props.why}</p>
      {props.children}
      {props.again && (
        <button type="button" className="button" onClick={props.again}>
          重新读取
        </button>
      )}
    </div>
  )
}

/** Stands at the top while the phone has no network. */
export function Offline(): ReactElement | null {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine)
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  if (online) return null
  return (
    <p className="banner banner-fix" role="alert">
      网络已断开。已填的内容还在本页，请不要关闭；恢复网络后会继续保存。
    </p>
  )
}
