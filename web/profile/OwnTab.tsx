import { PlusOutlined } from '@ant-design/icons'
import { Alert, App, Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { type Choice, type Own, profileApi } from '../../contract/profile.ts'
import { call, type FieldProblem, Refusal } from '../platform/api.ts'
import { FieldDialog } from './FieldDialog.tsx'
import { type Place, put, wrongAt } from './own.ts'
import { SubsetDialog } from './SubsetDialog.tsx'
import { TableDialog } from './TableDialog.tsx'
import type { Draft } from './use-draft.ts'
import { typeName } from './words.ts'

/** What was changed of the own part and is not in the draft yet, because something in it is wrong. */
export interface Unsaved {
  own: Own
  refusal: Refusal | null
}
interface Props {
  choice: Choice
  draft: Draft
  unsaved: Unsaved | null
  onUnsaved: (unsaved: Unsaved | null) => void
}

/** 拓展: the province's own subsets, indicators and code tables. Every change is saved at once; what is refused stays here with its errors until it is right. */
export function OwnTab({ choice, draft, unsaved, onUnsaved }: Props) {
  const { message } = App.useApp()
  const [editing, edit] = useState<Place | null>(null)
  const [busy, setBusy] = useState(false)
  const own = unsaved?.own ?? choice.own
  const problems = unsaved?.refusal?.fields ?? []
  const editable = choice.can.includes('edit')
  const save = async (next: Own) => {
    edit(null)
    setBusy(true)
    onUnsaved({ own: next, refusal: null })
    try {
      await draft.act((v) => call(profileApi.setOwn, { params: { category: choice.category }, body: { v, ...next } }))
      onUnsaved(null)
      void message.success('已保存到草稿')
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      onUnsaved({ own: next, refusal })
    }
    setBusy(false)
  }
  const remove = ({ list, at }: Place) => save({ ...own, [list]: own[list].filter((_, place) => place !== at) })
  const part = { problems, editable, onEdit: edit, onRemove: (place: Place) => void remove(place) }
  const subsetName = (name: string) =>
    own.subsets.find((subset) => subset.name === name)?.label ??
    choice.subsets.find((subset) => subset.name === name)?.label ??
    name
  const dialog = { own, choice, onClose: () => edit(null) }
  return (
    <>
      <p className="xt-quiet">
        国家标准之外、{choice.categoryName}另需采集的内容。名称代号由系统加上本省前缀 {choice.prefix}
        。教师调到外省时，这些内容留在本省备查。
      </p>
      {unsaved?.refusal && (
        <Alert
          type="error"
          showIcon
          role="alert"
          className="xt-note"
          title={`还没有保存到草稿：${unsaved.refusal.detail ?? unsaved.refusal.title}`}
          description={
            <>
              <ul className="xt-choice-left">
                {problems.map((problem) => (
                  <li key={`${problem.at} ${problem.message}`}>{problem.message}</li>
                ))}
              </ul>
              <Button size="small" loading={busy} onClick={() => void save(own)}>
                再次保存
              </Button>{' '}
              <Button size="small" onClick={() => onUnsaved(null)}>
                放弃没有保存的改动
              </Button>
            </>
          }
        />
      )}
      <Part {...part} title="拓展指标" list="fields" items={own.fields}>
        {(field) => (
          <>
            <b>{field.label}</b> <span className="xt-quiet">{subsetName(field.subset)}</span> {typeName(field.type)}{' '}
            {field.required ? <Tag color="gold">必填</Tag> : <Tag>选填</Tag>}
            <Tag color={field.filledBy === 'T' ? 'blue' : 'default'}>
              {field.filledBy === 'T' ? '教师可填' : '学校填写'}
            </Tag>{' '}
            <span className="xt-code">{field.name}</span>
          </>
        )}
      </Part>
      <Part {...part} title="拓展信息子集" list="subsets" items={own.subsets}>
        {(subset) => (
          <>
            <b>{subset.label}</b> {subset.rows === 'single' ? '每人一条' : '每人可有多条'}{' '}
            {subset.required && <Tag color="gold">必填</Tag>}
            <span className="xt-code">{subset.name}</span>
          </>
        )}
      </Part>
      <Part {...part} title="拓展代码表" list="tables" items={own.tables}>
        {(table) => (
          <>
            <b>{table.label}</b> {table.rows.length} 个代码 <span className="xt-code">{table.name}</span>
          </>
        )}
      </Part>
      {editing?.list === 'fields' && (
        <FieldDialog
          {...dialog}
          field={own.fields[editing.at]}
          onSave={(field) => void save({ ...own, fields: put(own.fields, editing.at, field) })}
        />
      )}
      {editing?.list === 'subsets' && (
        <SubsetDialog
          {...dialog}
          subset={own.subsets[editing.at]}
          onSave={(subset) => void save({ ...own, subsets: put(own.subsets, editing.at, subset) })}
        />
      )}
      {editing?.list === 'tables' && (
        <TableDialog
          {...dialog}
          table={own.tables[editing.at]}
          wrong={wrongAt(problems, editing)}
          onSave={(table) => void save({ ...own, tables: put(own.tables, editing.at, table) })}
        />
      )}
    </>
  )
}

function Part<T extends { name: string; label: string }>(props: {
  title: string
  list: Place['list']
  items: readonly T[]
  problems: readonly FieldProblem[]
  editable: boolean
  onEdit: (place: Place) => void
  onRemove: (place: Place) => void
  children: (item: T) => ReactNode
}) {
  const { title, list, items, problems, editable, onEdit, onRemove, children } = props
  return (
    <section aria-label={title} className="xt-choice-own">
      <div className="xt-card-head">
        <h2 className="xt-choice-title">
          {title} {items.length}
        </h2>
        {editable && (
          <Button icon={<PlusOutlined />} onClick={() => onEdit({ list, at: -1 })}>
            增加{title}
          </Button>
        )}
      </div>
      {items.length === 0 ? (
        <p className="xt-quiet">没有{title}</p>
      ) : (
        <ul>
          {items.map((item, at) => (
            <li key={item.name}>
              <span>{children(item)}</span>
              {editable && (
                <span>
                  <Button
                    size="small"
                    type="link"
                    onClick={() => onEdit({ list, at })}
                    aria-label={`修改${item.label}`}
                  >
                    修改
                  </Button>
                  <Button
                    size="small"
                    type="link"
                    danger
                    onClick={() => onRemove({ list, at })}
                    aria-label={`移除${item.label}`}
                  >
                    移除
                  </Button>
                </span>
              )}
              {wrongAt(problems, { list, at }).map(({ message }) => (
                <div key={message} className="xt-finding xt-error">
                  {message}
                </div>
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
