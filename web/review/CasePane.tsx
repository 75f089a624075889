import { Button, Tag } from 'antd'
import { FindingLines } from '../record/RecordForm.tsx'
import { OldNew } from '../record/RecordView.tsx'
import type { Standard } from '../record/standard.tsx'
import { type CaseItem, type CaseView, groupsOf, type Place, placesOf } from './places.ts'

interface CasePaneProps {
  standard: Standard
  view: CaseView
  /** unchanged fields unfolded */
  all: boolean
  onAll: () => void
  /** a reason is being given: fields carry their figure and can be picked */
  picking: boolean
  picked: number | null
  places: readonly Place[]
  onPick: (place: number) => void
}

/** What a reviewer compares: for each row only what differs from what is in effect, old → new in words. */
export function CasePane(props: CasePaneProps) {
  const { standard, view, all, onAll } = props
  const groups = groupsOf(standard, view)
  const changed = placesOf(standard, view, false).length
  const unchanged = placesOf(standard, view, true).length - changed
  return (
    <div className="xt-case">
      <p className="xt-quiet">
        共 {view.items.length} 条、{changed} 项与生效信息不同
        {unchanged > 0 && (
          <Button type="link" size="small" onClick={onAll} aria-expanded={all}>
            {all ? '收起' : '展开'}未变的 {unchanged} 项 E
          </Button>
        )}
      </p>
      {groups.map(({ subset, items }) => (
        <section key={subset.name} aria-label={subset.label}>
          <h3>{subset.label}</h3>
          {items.map((item) => (
            <Item key={item.rowId} {...props} item={item} />
          ))}
        </section>
      ))}
    </div>
  )
}

const words = { add: '新增', edit: '修改', end: '终止' }

function Item({ item, view, places, picking, picked, onPick }: CasePaneProps & { item: CaseItem }) {
  const own = places.map((place, at) => ({ place, at })).filter(({ place }) => place.item === item)
  const said = (field: string | null) =>
    view.findings.filter(
      (each) => each.subset === item.subset && (each.row === null || each.row === item.rowId) && each.field === field,
    )
  return (
    <div className="xt-case-item">
      <Tag color={item.op === 'add' ? 'blue' : 'gold'}>{words[item.op]}</Tag>
      <FindingLines findings={said(null)} />
      <div className="xt-case-fields">
        {own.map(({ place, at }) => {
          const by = item.enteredBy[place.field.name]
          const body = (
            <>
              <span className="xt-case-label">
                {picking && at < 9 && <kbd>{at + 1}</kbd>}
                {place.field.label}
              </span>
              <span className="xt-case-value" {...(by && { title: `填报：${by.unit} ${by.role} ${by.person}` })}>
                {place.changed && item.op !== 'add' ? <OldNew old={place.old} now={place.now} /> : place.now}
                <FindingLines findings={said(place.field.name)} />
              </span>
            </>
          )
          const look = `xt-case-field${place.changed ? '' : ' xt-same'}`
          return view.can.includes('return') ? (
            <button
              key={place.field.name}
              type="button"
              className={look}
              aria-pressed={picked === at}
              aria-label={`${place.field.label}：${place.now || '空'}，指为退回的一项`}
              onClick={() => onPick(at)}
            >
              {body}
            </button>
          ) : (
            <div key={place.field.name} className={look}>
              {body}
            </div>
          )
        })}
      </div>
    </div>
  )
}
