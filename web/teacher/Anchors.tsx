import { CheckCircleFilled, EditFilled, ExclamationCircleFilled, MinusCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Finding } from '../../contract/shape.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import { anchorOf, jumpTo } from '../record/row.ts'
import type { Standard } from '../record/standard.tsx'

/** The subsets at the left: each with how it stands (icon and word) and how many rows it has. */
export function Anchors(props: { teacher: TeacherView; standard: Standard; findings: readonly Finding[] }) {
  const { teacher, standard, findings } = props
  return (
    <nav className="xt-anchors" aria-label="信息集">
      {standard.profile.subsets
        .filter((subset) => subset.rows !== 'derived')
        .map((subset) => {
          const rows = teacher.subsets.find((each) => each.subset === subset.name)?.rows ?? []
          const wrong = findings.filter((each) => each.subset === subset.name && each.severity === 'error').length
          const [sign, word] = lookOf(wrong, rows)
          return (
            <button
              key={subset.name}
              type="button"
              title={`${subset.label}：${word}`}
              onClick={() => jumpTo(anchorOf(subset.name, null, null))}
            >
              {sign} {subset.label}
              <span className="xt-quiet">
                {wrong > 0 ? `${wrong} 处需修改` : subset.rows === 'multiple' && rows.length > 0 ? rows.length : ''}
              </span>
            </button>
          )
        })}
    </nav>
  )
}

function lookOf(wrong: number, rows: TeacherView['subsets'][number]['rows']): [sign: ReactNode, word: string] {
  if (wrong > 0) return [<ExclamationCircleFilled key="i" className="xt-error" aria-label="需修改" />, '需修改']
  if (rows.length === 0) return [<MinusCircleOutlined key="i" aria-label="未填" />, '未填']
  if (rows.some((row) => row.state === 'pending'))
    return [<EditFilled key="i" className="xt-warning" aria-label="未生效" />, '已填，未生效']
  return [<CheckCircleFilled key="i" className="xt-good" aria-label="生效" />, '生效']
}
