import { Tag } from 'antd'
import type { NationalDifference } from '../../contract/national.ts'
import { kinds } from './words.ts'

/** Differences one a line: what of what, 旧 → 新; `touches`: the own indicators that each touches; `provinces`: how many collect what it is about. */
export function Differences(props: {
  rows: readonly (NationalDifference & { touches?: readonly string[]; provinces?: number })[]
  /** of how many provinces */
  of?: number
}) {
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
            {each.provinces !== undefined && (
              <span className="xt-national-touches">
                {each.provinces === 0
                  ? '没有省份采集，发布后不影响填报'
                  : `${props.of} 个省份中 ${each.provinces} 个采集`}
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
