import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import type { Finding } from '../../contract/shape.ts'
import type { TeacherView } from '../../contract/teacher.ts'
import type { ProfileField, ProfileSubset } from '../../standard/indicator.ts'
import { newRow } from '../../standard/settle.ts'
import { validateRow } from '../../standard/validate.ts'
import { knownAreas, tableOf, tablesOf, useTables } from './code-tables.ts'
import { FieldRow, inputId, whyClosed } from './FieldRow.tsx'
import { Loading, Refused } from './faces.tsx'
import { draftOf, type FieldState, folds, type Scene, stateOf, stepsOf, unstorable } from './form.ts'
import { personOf, type RowView, useHouse } from './house.ts'
import { go, type Place } from './route.ts'
import { SaveBar, SaveWords } from './SaveBar.tsx'
import { Shell } from './Shell.tsx'
import { closedWords } from './SubsetPage.tsx'
import { additionOf, additionWords, mayWrite, nextPlace, openFields, rowsOf } from './standing.ts'
import { useRowDraft } from './use-row-draft.ts'

type RowPlace = Extract<Place, { page: 'row' }>

/** One row of a subset as a full-screen form, a step at a time. */
export function RowPage({ place }: { place: RowPlace }): ReactElement {
  const { me, profile, view } = useHouse()
  const subset = profile.subsets.find((each) => each.name === place.subset)
  const tables = useTables(subset ? tablesOf(subset).filter((name) => name !== 'area') : [])
  // The divisions of China are many: the form does not wait for them.
  useTables(subset ? tablesOf(subset).filter((name) => name === 'area') : [])
  const rows = subset ? rowsOf(view, subset.name) : []
  const row = rows.find((each) => each.rowId === place.row) ?? (subset?.rows === 'single' ? rows[0] : undefined)
  if (!subset || (place.row !== 'new' && !row))
    return (
      <Shell me={me} title="没有找到" back={{ page: 'home' }}>
        <Refused why="没有这一条信息，可能已被删除" />
      </Shell>
    )
  if (!tables.ready)
    return (
      <Shell me={me} title={subset.label} back={backOf(subset)}>
        {tables.failed ? <Refused why={tables.failed} again={tables.again} /> : <Loading />}
      </Shell>
    )
  return <RowForm subset={subset} row={row} place={place} />
}

function backOf(subset: ProfileSubset): Place {
  return subset.rows === 'multiple' ? { page: 'subset', subset: subset.name } : { page: 'home' }
}

function RowForm({
  subset,
  row,
  place,
}: {
  subset: ProfileSubset
  row: RowView | undefined
  place: RowPlace
}): ReactElement {
  const house = useHouse()
  const { me, view } = house
  const areas = knownAreas()
  const scene = useMemo(
    (): Scene => ({
      subset,
      tables: tableOf,
      areas,
      around: { today: me.today, school: { type: '', name: view.unitName } },
    }),
    [subset, areas, me.today, view.unitName],
  )
  const mine = openFields(subset).length > 0
  // Of a record in effect a row is added, and goes its own way.
  const adding = !view.can.includes('edit')
  const addition = adding ? additionOf(view, row?.rowId) : undefined
  const may = mine && mayWrite(view, subset.name, row)
  const [begun] = useState(() => isBegun(subset, row))
  const form = useRowDraft(scene, row, () =>
    draftOf(may && !begun ? { ...newRow(subset, scene.around), ...row?.values } : (row?.values ?? {})),
  )
  const { draft, saved } = form
  const steps = useMemo(() => stepsOf(subset), [subset])
  const [step, setStep] = useState(() => stepWith(steps, place.field))
  const [unfolded, setUnfolded] = useState(false)
  const [showAll, setShowAll] = useState(place.field !== undefined)
  const [focused, setFocused] = useState<string | null>(null)
  const top = useRef<HTMLParagraphElement>(null)

  useEffect(() => {
    if (place.field === undefined) return
    setStep(stepWith(steps, place.field))
    const input = document.getElementById(inputId(place.field))
    input?.focus({ preventScroll: true })
    input?.scrollIntoView({ block: 'center' })
  }, [place.field, steps])

  const findings = useMemo((): Omit<Finding, 'row'>[] => {
    if (!may) return []
    const person = personOf(view)
    const known = { today: me.today, tables: tableOf, ...(areas && { areas }) }
    const local = validateRow(subset, { id: row?.rowId ?? 'new', values: draft.values }, person, known)
    // What the server found holds for what it has, not for what was changed or proposed since.
    const fromServer = saved.kind === 'saved' || (saved.kind === 'untouched' && begun) ? form.found : []
    const more = fromServer.filter((each) => !local.some((own) => own.field === each.field && own.code === each.code))
    return [...local, ...more].filter((each) => !(each.code === 'value.required' && isMasked(row, each.field)))
  }, [may, subset, row, draft.values, view, me.today, areas, saved.kind, form.found, begun])

  const held = may ? unstorable(draft, scene).filter((name) => name !== focused).length : 0
  const reasons = (addition?.reasons ?? view.reasons).filter(
    (each) =>
      each.subset === subset.name && (subset.rows === 'single' || each.rowId === null || each.rowId === row?.rowId),
  )
  const ofField = (field: ProfileField): Omit<Finding, 'subset' | 'row'>[] => {
    const unread = draft.unread[field.name]
    if (unread) return focused === field.name || !draft.touched.has(field.name) ? [] : [unread]
    if (!showAll && !draft.touched.has(field.name)) return []
    return field.openToTeacher ? findings.filter((each) => each.field === field.name) : []
  }
  const fields = steps[step] ?? []
  const wrongHere = fields.filter(
    (field) =>
      draft.unread[field.name] ||
      (field.openToTeacher && findings.some((each) => each.field === field.name && each.severity === 'error')),
  )
  const needed = (field: ProfileField): boolean =>
    unfolded ||
    !folds(subset, field) ||
    draft.values[field.name] !== undefined ||
    draft.typed[field.name] !== undefined ||
    draft.touched.has(field.name) ||
    isMasked(row, field.name) ||
    reasons.some((each) => each.field === field.name) ||
    place.field === field.name
  const shown = fields.filter(needed)
  const folded = fields.length - shown.length
  const stateNow = (field: ProfileField): FieldState => {
    if (may) return stateOf(subset, field, draft.values)
    return mine && !field.openToTeacher ? 'closed' : 'shown'
  }
  const whyOf = (field: ProfileField | undefined): string | undefined =>
    field && whyClosed({ field, state: stateNow(field), scene })

  const goOn = async (): Promise<void> => {
    if (wrongHere.length > 0 && !showAll && may) {
      setShowAll(true)
      const first = wrongHere[0]
      if (first) document.getElementById(inputId(first.name))?.focus()
      return
    }
    if (may && !begun && subset.rows === 'single' && saved.kind === 'untouched') form.keep()
    if (!(await form.flush())) return
    if (step < steps.length - 1) turnTo(step + 1)
    else if (may && adding) await toAddition()
    else go(subset.rows === 'multiple' ? backOf(subset) : nextPlace(house, subset))
  }
  const toAddition = async (): Promise<void> => {
    const fresh = await house.reload().catch(() => undefined)
    const mineNow = fresh && additionOf(fresh, form.rowId())
    go(mineNow ? { page: 'addition', change: mineNow.changeId } : backOf(subset))
  }
  const giveUp = (): void => {
    form.drop()
    go(backOf(subset))
  }
  const turnTo = (wanted: number): void => {
    setStep(wanted)
    setShowAll(place.field !== undefined)
    window.scrollTo(0, 0)
    top.current?.focus({ preventScroll: true })
  }
  const last = step === steps.length - 1
  const whole = findings.filter((each) => each.field === null)
  return (
    <Shell me={me} title={subset.label} back={backOf(subset)} aside={may && <SaveWords saved={saved} held={held} />}>
      {!mine && <p className="banner">{closedWords(subset)}</p>}
      {mine && !may && <p className="banner">{whyShown(view, row)}</p>}
      {subset.help && step === 0 && <p className="quiet">{subset.help}</p>}
      {steps.length > 1 && (
        <p ref={top} tabIndex={-1} className="quiet">
          第 {step + 1} 页，共 {steps.length} 页
        </p>
      )}
      {reasons
        .filter((each) => each.field === null)
        .map((each) => (
          <p key={each.at + each.reason} className="banner banner-fix">
            退回原因：{each.reason}（{each.by.unit}）
          </p>
        ))}
      {showAll &&
        whole.map((each) => (
          <p key={each.code} className="banner banner-fix">
            {each.message}
          </p>
        ))}
      <form className="card" onSubmit={(event) => event.preventDefault()} noValidate>
        {shown.map((field, index) => (
          <FieldRow
            key={field.name}
            field={field}
            state={stateNow(field)}
            whyNext={whyOf(shown[index + 1])}
            draft={draft}
            scene={scene}
            row={row}
            findings={may ? ofField(field) : []}
            reasons={reasons.filter((each) => each.field === field.name)}
            onType={(text, composing) => form.type(field, text, composing)}
            onChoose={(value) => form.choose(field, value)}
            onFocus={() => setFocused(field.name)}
            onLeave={() => {
              setFocused(null)
              form.leave(field)
            }}
            onOpen={() => form.open(field)}
          />
        ))}
        {folded > 0 && (
          <button type="button" className="button" onClick={() => setUnfolded(true)}>
            {may ? `还有 ${folded} 项选填，展开` : `其余 ${folded} 项未填，展开`}
          </button>
        )}
      </form>
      {may && <SaveBar saved={saved} onAgain={() => void form.flush()} onDrop={giveUp} />}
      {showAll && may && wrongHere.length > 0 && (
        <p className="banner banner-fix" role="alert">
          本页还有 {wrongHere.length} 处需要填写或修改，可以现在改，也可以以后再补
        </p>
      )}
      <div className="bottom">
        {step > 0 && (
          <button type="button" className="button" onClick={() => turnTo(step - 1)}>
            上一页
          </button>
        )}
        {(may || !last) && (
          <button
            type="button"
            className="button button-main"
            disabled={saved.kind === 'saving'}
            onClick={() => void goOn()}
          >
            {!may
              ? '下一页'
              : !last
                ? '保存，下一页'
                : adding
                  ? '保存，去提交'
                  : subset.rows === 'multiple'
                    ? '保存并返回'
                    : '保存并填下一项'}
          </button>
        )}
      </div>
    </Shell>
  )
}

/** Why a row is only shown. */
function whyShown(view: TeacherView, row: RowView | undefined): string {
  const addition = additionOf(view, row?.rowId)
  return addition ? `${additionWords[addition.stage]}，审核期间不能修改` : (view.lockedWhy ?? '现在只能查看')
}

function stepWith(steps: readonly (readonly ProfileField[])[], field: string | undefined): number {
  return Math.max(
    0,
    steps.findIndex((step) => step.some((each) => each.name === field)),
  )
}

/** Whether the teacher's part of the row holds anything: the system begins 基本信息 with the identity alone. */
function isBegun(subset: ProfileSubset, row: RowView | undefined): boolean {
  return openFields(subset).some((field) => row?.values[field.name] !== undefined || isMasked(row, field.name))
}

function isMasked(row: RowView | undefined, field: string | null): boolean {
  return field !== null && row?.masked[field] !== undefined
}
