import { Tag } from 'antd'
import type { SecuritySettings } from '../../contract/security.ts'
import { changesOf } from './settings.ts'

/** 旧 → 新, one line each; what becomes less strict says so. */
export function Changes({ before, after }: { before: SecuritySettings; after: SecuritySettings }) {
  const changes = changesOf(before, after)
  if (changes.length === 0) return <span className="xt-quiet">没有变化</span>
  return (
    <ul className="xt-changes">
      {changes.map((change) => (
        <li key={change.key}>
          {change.name}：<del>{change.before}</del> → <strong>{change.after}</strong>
          {change.looser && <Tag color="gold">放宽</Tag>}
        </li>
      ))}
    </ul>
  )
}
