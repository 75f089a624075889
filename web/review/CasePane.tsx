import { Button, Tag } from 'antd'
import { FileField } from '../platform/files/FileField.tsx'
import { useCan } from '../platform/me.ts'
import { Masked } from '../record/Masked.tsx'
import { FindingLines } from '../record/RecordForm.tsx'
import { OldNew } from '../record/RecordView.tsx'
import type { Standard } from '../record/standard.tsx'
import type { Evidence } from './Preview.tsx'
import { type CaseItem, type CaseView, groupsOf, type Place, placesOf, type Shown } from './places.ts'

interface CasePaneProps {
  standard: Standard
  view: CaseView
  shown: Shown
  onShown: (shown: Shown) => void
  onPreview: (evidence: Evidence) => void
  /** a reason is being given: fields carry their figure and can be picked */
  picking: boolean
  picked: number | null
  /** figures are shown where there is a keyboard */
  keys: boolean
  places: readonly Place[]
  onPick: (place: number) => void
}

/** What a reviewer compares, old → new in words: what differs from what is in effect, what changed since a return, or on a phone what is flagged. */
export function CasePane(props: CasePaneProps) {
  const { standard, view, shown, keys, onShown, places } = props
  const groups = groupsOf(standard, view)
  const count = (which: Shown) => placesOf(standard, view, which).length
  const [changed, all] = [count('changed'), count('all')]
  const short = keys ? 'changed' : 'flagged'
  const visible = new Set(places.map(({ item }) => item))
  return (
    <div className="xt-case">
      <p className="xt-quiet">
        共 {view.items.length} 条、{changed} 项与生效信息不同
        {view.reasons.length > 0 && (
          <Button
            type="link"
            size="small"
            aria-pressed={shown === 'since'}
            onClick={() => onShown(shown === 'since' ? short : 'since')}
          >
            {shown === 'since' ? '查看全部变更' : `只看退回后改动的 ${count('since')} 项`}
            {keys && ' C'}
          </Button>
        )}
        {(shown !== 'changed' || all > changed) && (
          <Button
            type="link"
            size="small"
            onClick={() => onShown(shown === 'all' ? short : 'all')}
            aria-expanded={shown === 'all'}
          >
            {shown === 'all' ? '收起' : shown === 'changed' ? `展开未变的 ${all - changed} 项` : `展开全部 ${all} 项`}
            {keys && ' E'}
          </Button>
        )}
      </p>
      {places.length === 0 && (
        <p>{shown === 'since' ? '退回后没有改动。' : '检测没有提醒，也没有需要特别留意的变更。'}</p>
      )}
      {groups.map(({ subset, items }) => {
        const here = items.filter((item) => visible.has(item))
        return (
          here.length > 0 && (
            <section key={subset.name} aria-label={subset.label}>
              <h3>{subset.label}</h3>
              {here.map((item) => (
                <Item key={item.rowId} {...props} item={item} />
              ))}
            </section>
          )
        )
      })}
    </div>
  )
}

const words = { add: '新增', edit: '修改', end: '终止' }

function Item(props: CasePaneProps & { item: CaseItem }) {
  const { item, view, places } = props
  return (
    <div className="xt-case-item">
      <Tag color={item.op === 'add' ? 'blue' : 'gold'}>{words[item.op]}</Tag>
      <FindingLines findings={saidOf(view, item, null)} />
      <div className="xt-case-fields">
        {places.map((place, at) =>
          place.item === item ? <OnePlace key={place.field.name} {...props} place={place} at={at} /> : null,
        )}
      </div>
    </div>
  )
}

const saidOf = (view: CaseView, item: CaseItem, field: string | null) =>
  view.findings.filter(
    (each) => each.subset === item.subset && (each.row === null || each.row === item.rowId) && each.field === field,
  )

/** One field: pressed, it becomes the one to return for. */
function OnePlace(props: CasePaneProps & { item: CaseItem; place: Place; at: number }) {
  const { item, place, at, view, picking, keys, picked, onPick, onPreview } = props
  const can = useCan()
  const by = item.enteredBy[place.field.name]
  const { teacherId } = view
  const secret = place.field.secrecy === 4 && place.now !== '' && teacherId !== null
  const attached = place.field.type === 'file' ? item.values[place.field.name] : undefined
  const label = (
    <span className="xt-case-label">
      {picking && keys && at < 9 && <kbd>{at + 1}</kbd>}
      {place.field.label}
    </span>
  )
  const value = (
    <span className="xt-case-value" {...(by && { title: `填报：${by.unit} ${by.role} ${by.person}` })}>
      {secret ? (
        <Masked
          teacherId={teacherId}
          subset={item.subset}
          rowId={item.rowId}
          field={place.field.name}
          label={place.field.label}
          mask={place.now}
          image={place.field.type === 'image'}
          mayOpen={can('teacher.unmask')}
        />
      ) : typeof attached === 'string' && teacherId !== null ? (
        <span className="xt-file-beside">
          <FileField {...{ teacherId }} subset={item.subset} field={place.field} value={attached} readOnly />
          <Button
            size="small"
            onClick={() =>
              onPreview({ teacherId, fileId: attached, label: `${place.subset.label} · ${place.field.label}` })
            }
          >
            查看{keys && ' 空格'}
          </Button>
        </span>
      ) : place.changed && item.op !== 'add' ? (
        <OldNew old={place.old} now={place.now} />
      ) : (
        place.now
      )}
      <FindingLines findings={saidOf(view, item, place.field.name)} />
    </span>
  )
  const look = `xt-case-field${place.changed ? '' : ' xt-same'}`
  const press = {
    type: 'button' as const,
    'aria-pressed': picked === at,
    'aria-label': `${place.field.label}：${place.now || '空'}，指为退回的一项`,
    onClick: () => onPick(at),
  }
  if (!view.can.includes('return'))
    return (
      <div className={look}>
        {label}
        {value}
      </div>
    )
  // the eye and 下载 are buttons of their own: there only the label picks the field
  return secret || attached !== undefined ? (
    <div className={look}>
      <button {...press} className="xt-plain">
        {label}
      </button>
      {value}
    </div>
  ) : (
    <button {...press} className={look}>
      {label}
      {value}
    </button>
  )
}
