import { useEffect, useState } from 'react'
import { onProving } from '../platform/proving.ts'

/** Says that work is being proved: nothing for the person to do. */
export function Proving() {
  const [busy, setBusy] = useState(false)
  useEffect(() => onProving(setBusy), [])
  return (
    <p className="xt-proving" role="status">
      {busy && '正在进行安全校验，请稍候…'}
    </p>
  )
}
