import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { TeacherView } from '../../contract/teacher.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { anchorOf } from '../record/row.ts'
import { mayWriteRow } from './adding.ts'
import type { Editing } from './editing.ts'

/** Optional subsets that hold nothing, in one card: of many there is nothing to say. */
export function Unfilled(props: {
  teacher: TeacherView
  subsets: readonly ProfileSubset[]
  onEditing: (editing: Editing) => void
}) {
  const { teacher, subsets, onEditing } = props
  if (subsets.length === 0) return null
  return (
    <section className="xt-card" aria-label="没有内容的选填项目">
      <div className="xt-card-head">
        <h2>没有内容的选填项目（{subsets.length}）</h2>
      </div>
      <ul className="xt-unfilled">
        {subsets.map(({ name, label }) => (
          <li key={name} id={anchorOf(name, null, null)}>
            {mayWriteRow(teacher, name, null) ? (
              <Button
                size="small"
                icon={<PlusOutlined />}
                aria-label={`新增${label}`}
                onClick={() => onEditing({ subset: name, rowId: null, focus: null })}
              >
                {label}
              </Button>
            ) : (
              label
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
