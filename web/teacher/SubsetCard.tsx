import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import type { Finding } from '../../contract/shape.ts'
import { type TeacherView, teacherApi } from '../../contract/teacher.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { useAct } from '../platform/api.ts'
import { useConfirm } from '../platform/confirm.tsx'
import { useMe } from '../platform/me.ts'
import { sentenceOf } from '../platform/Page.tsx'
import { RecordForm } from '../record/RecordForm.tsx'
import { RecordView } from '../record/RecordView.tsx'
import { anchorOf, personOf, type RowView } from '../record/row.ts'
import type { Standard } from '../record/standard.tsx'
import { SourcesDrawer } from '../register/SourcesDrawer.tsx'
import { additionOf, mayWriteRow } from './adding.ts'
import type { Editing } from './editing.ts'

/** One subset of a teacher: its rows, and the form of the row being written in place of them. */
export function SubsetCard(props: {
  teacher: TeacherView
  standard: Standard
  subset: ProfileSubset
  findings: readonly Finding[]
  editing: Editing | null
  /** `sure`: nothing is lost, or it was asked already */
  onEditing: (editing: Editing | null, sure?: boolean) => void
  onDirty: (dirty: boolean) => void
}) {
  const { teacher, standard, subset, findings, editing, onEditing, onDirty } = props
  const { post } = useMe()
  const { message } = App.useApp()
  const confirm = useConfirm()
  const save = useAct(teacherApi.saveRow)
  const remove = useAct(teacherApi.removeRow)
  const rows = teacher.subsets.find((each) => each.subset === subset.name)?.rows ?? []
  const mayEdit = mayWriteRow(teacher, subset.name, null)
  const mayEditRow = (each: RowView) => mayWriteRow(teacher, subset.name, each.rowId)
  const single = subset.rows === 'single'
  const open = editing?.subset === subset.name ? editing : null
  const row = rows.find((each) => each.rowId === open?.rowId) ?? null
  const params = { teacherId: teacher.id }
  const [sources, setSources] = useState(false)
  const inEffect = rows.filter((each) => each.state === 'effective' || each.before).map((each) => each.rowId)

  const edit = (rowId: string | null) => {
    save.reset()
    onEditing({ subset: subset.name, rowId, focus: null })
  }
  const onSave = (values: Record<string, string | string[]>) =>
    save.mutate(
      { params, body: { subset: subset.name, values, ...(row && { rowId: row.rowId }) } },
      {
        onSuccess: (saved) => {
          onEditing(null, true)
          const left = saved.findings.length
          if (left === 0) void message.success(`已保存“${subset.label}”`)
          else void message.warning(`已保存“${subset.label}”，还有 ${left} 处需要核对`, 5)
        },
      },
    )
  const takeAway = async (gone: RowView) => {
    try {
      await remove.mutateAsync({ params: { ...params, rowId: gone.rowId }, body: { subset: subset.name } })
    } catch (error) {
      void message.error(sentenceOf(error), 6)
      return
    }
    const key = `gone-${gone.rowId}`
    const back = () => {
      message.destroy(key)
      save.mutate(
        { params, body: { subset: subset.name, values: gone.values } },
        { onError: (refusal) => void message.error(sentenceOf(refusal), 6) },
      )
    }
    void message.open({
      key,
      type: 'info',
      duration: 10,
      content: (
        <>
          已删除“{subset.label}”一条{' '}
          <Button type="link" size="small" onClick={back}>
            撤销
          </Button>
        </>
      ),
    })
  }
  const onRemove = (gone: RowView) => {
    // what is masked is not here and could not be put back
    if (Object.keys(gone.masked).length === 0) return void takeAway(gone)
    confirm({
      title: `删除“${subset.label}”一条`,
      content: '其中含有加密保存的内容，删除后不能撤销。',
      ok: '删除 1 条',
      danger: true,
      act: () => takeAway(gone),
    })
  }

  return (
    <section className="xt-card xt-subset" id={anchorOf(subset.name, null, null)} aria-label={subset.label}>
      <div className="xt-card-head">
        <h2>
          {subset.label}
          {subset.requirement === 'R' && <span className="xt-quiet"> 必填</span>}
        </h2>
        {inEffect.length > 0 && !open && (
          <Button size="small" type="link" aria-label={`${subset.label}的来源`} onClick={() => setSources(true)}>
            来源
          </Button>
        )}
        {mayEdit && !open && (
          <Button
            size="small"
            icon={single ? <EditOutlined /> : <PlusOutlined />}
            aria-label={`${single ? (rows.length > 0 ? '编辑' : '填写') : '新增'}${subset.label}`}
            onClick={() => edit(single ? (rows[0]?.rowId ?? null) : null)}
          >
            {single ? (rows.length > 0 ? '编辑' : '填写') : '新增'}
          </Button>
        )}
      </div>
      {sources && (
        <SourcesDrawer teacherId={teacher.id} subset={subset} rows={inEffect} onClose={() => setSources(false)} />
      )}
      {(!open || !single) && (
        <RecordView
          {...{ standard, subset, rows, findings }}
          teacherId={teacher.id}
          derived={teacher.derived}
          reasons={[...teacher.reasons, ...teacher.additions.flatMap((each) => each.reasons)]}
          mayOpen={teacher.can.includes('unmask')}
          {...(mayEdit &&
            !single &&
            !open && { mayEdit: mayEditRow, onEdit: (each: RowView) => edit(each.rowId), onRemove })}
        />
      )}
      {rows.length === 0 && !open && <p className="xt-quiet">{mayEdit ? '还没有填写。' : '没有内容。'}</p>}
      {open && mayWriteRow(teacher, subset.name, open.rowId) && (
        <RecordForm
          key={open.rowId ?? 'new'}
          {...{ standard, subset, row }}
          teacherId={teacher.id}
          person={personOf(teacher.subsets)}
          by={post.role === 'teacher' ? 'teacher' : 'clerk'}
          unitName={teacher.unitName}
          reasons={(additionOf(teacher, row?.rowId ?? '')?.reasons ?? teacher.reasons).filter(
            (reason) => reason.subset === subset.name && (reason.rowId === null || reason.rowId === row?.rowId),
          )}
          focus={open.focus}
          saving={save.isPending}
          refusal={save.error}
          onSave={onSave}
          onCancel={() => onEditing(null, true)}
          onDirty={onDirty}
        />
      )}
    </section>
  )
}
