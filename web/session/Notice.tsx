import { Checkbox } from 'antd'
import { useState } from 'react'
import { noticeVersion } from '../../contract/session.ts'
import { notice } from './notice.ts'
import './session.css'

/** 隐私告知: read to its end before it can be agreed to. */
export function Notice({ agreed, onChange }: { agreed: boolean; onChange: (agreed: boolean) => void }) {
  const [read, setRead] = useState(false)
  return (
    <>
      <section
        className="xt-notice"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="隐私告知全文"
        onScroll={(event) => {
          const box = event.currentTarget
          if (box.scrollTop + box.clientHeight >= box.scrollHeight - 8) setRead(true)
        }}
      >
        {notice.map((part) => (
          <div key={part.title}>
            <h3>{part.title}</h3>
            <p>{part.text}</p>
          </div>
        ))}
        <p className="xt-quiet">版本 {noticeVersion}</p>
      </section>
      <div className="xt-notice-agree">
        <Checkbox checked={agreed} disabled={!read} onChange={(event) => onChange(event.target.checked)}>
          我已阅读并同意以上告知{!read && <span className="xt-quiet">（请先将告知滚动到底部）</span>}
        </Checkbox>
      </div>
    </>
  )
}
