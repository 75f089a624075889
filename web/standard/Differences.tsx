import { Tag } from 'antd'
import type { NationalDifference } from '../../contract/national.ts'
import { kinds } from './words.ts'

/** Differences one a line: what of what, 旧 → 新; `touches`: the own indicators that each touches. */
export function Differences(props: { rows: readonly (NationalDifference & { touches?: readonly string[] })[] }) {
  return (
    <ul className="xt-choice-differences xt-national-differences">
      {props.rows.map((each) => (
        <li key={`${each.key} ${each.what} ${each.of} ${each.after}`}>
          <span>
            <Tag color={kinds[each.what][1]}>{kinds[each.what][0]}</Tag>
          </span>
          <span>
            {each.label}
            {each.of && <span className="xt-quiet">（{each.of}）</span>}
            {each.touches && each.touches.length > 0 && (
              <span className="xt-national-touches">
                本单位使用：{each.touches.slice(0, 3).join('；')}
                {each.touches.length > 3 && ` 等 ${each.touches.length} 项`}
              </span>
            )}
          </span>
          <span>
            {each.before && (
              <>
                <del>{each.before}</del> →{' '}
              </>
            )}
            <strong>{each.after || '（无）'}</strong>
          </span>
        </li>
      ))}
    </ul>
  )
}
