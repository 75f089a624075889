import { readIdNumber } from '../../standard/id-number.ts'
import type { Finding } from '../../standard/indicator.ts'
import { forbiddenMark, isScientific, tidy, tidyName } from '../../standard/text.ts'
import { cellFault, type Fault } from './cell.ts'
import type { Scene } from './plan.ts'
import { type CellFinding, cellAt, type StagedRow } from './staged.ts'

/** Somebody of the school, by the number of the id document. */
export interface Member {
  teacherId: string
  name: string
}

/** The school's people by id number. */
export type Roster = ReadonlyMap<string, Member>

/** Whose row it is: `member` null when the school has nobody with this number, or the number cannot be read. */
export interface Identified {
  number: string
  name: string
  member: Member | null
  /** the number is that of a possible document, so that the 系统管理员 may be asked to register the person */
  plausible: boolean
}

/** Reads the two columns that say whose row it is, and looks the person up among the school's own people. */
export function identify(scene: Pick<Scene, 'sheets'>, row: StagedRow, roster: Roster): Identified {
  const [nameCell, numberCell] = identityCells(scene, row)
  const typed = tidy(numberCell?.text ?? '')
    .replace(/[\s'’`]/g, '')
    .toUpperCase()
  const readable = numberCell !== undefined && cellFault('', numberCell) === null && !isScientific(typed)
  const resident = readIdNumber(typed)
  const number = resident.ok ? resident.normalized : typed
  const member = readable && typed !== '' ? (roster.get(number) ?? null) : null
  const plausible = readable && (resident.ok || /^(?=.*[A-Z])[A-Z\d()]{6,20}$/.test(typed))
  return {
    number,
    name: tidyName(nameCell?.text ?? ''),
    member,
    plausible: plausible && tidyName(nameCell?.text ?? '') !== '',
  }
}

/** What is wrong with whose row it is: at the number's cell, or at the name's. */
export function identityFindings(scene: Pick<Scene, 'sheets'>, row: StagedRow, who: Identified): CellFinding[] {
  const plan = scene.sheets.find((sheet) => sheet.index === row.sheet)
  const columnOf = (field: string) => plan?.columns.find((column) => column.field === field)?.column ?? null
  const [nameCell, numberCell] = identityCells(scene, row)
  const put = (field: '@name' | '@id', fault: Fault): CellFinding => ({
    ...fault,
    subset: row.subset ?? '',
    row: String(row.row),
    field: field === '@id' ? 'id_number' : 'name',
    column: columnOf(field),
  })
  if (!numberCell || who.number === '') {
    const message = '“身份证件号”必填，系统凭它确定本行是谁的信息。请填写。'
    return [put('@id', { code: 'value.required', severity: 'error', message, expected: '身份证件上的号码' })]
  }
  const broken = cellFault('身份证件号', numberCell)
  if (broken) return [put('@id', broken)]
  if (!who.member) return [put('@id', unknown(who, numberCell.text))]
  const unreadable = nameCell && (cellFault('姓名', nameCell) ?? controlFault(nameCell.text))
  if (unreadable) return [put('@name', unreadable)]
  if (columnOf('@name') === null) return []
  const { name } = who.member
  if (who.name === tidyName(name)) return []
  const suggestion: Finding['suggestion'] = { value: name, label: name }
  const message =
    who.name === ''
      ? `“姓名”必填，用来核对证件号没有填错；本校登记的姓名是“${name}”。请核对后填写。`
      : `证件号在本校登记的姓名是“${name}”，表中是“${who.name}”。请核对是证件号填错还是姓名填错；姓名确实变更的，走关键信息变更。`
  const code = who.name === '' ? 'value.required' : 'person.name'
  return [put('@name', { code, severity: 'error', message, expected: name, seen: who.name, suggestion })]
}

function unknown(who: Identified, seen: string): Fault {
  const resident = readIdNumber(who.number)
  if (!resident.ok && !who.plausible)
    return { code: resident.code, severity: 'error', message: `“身份证件号”：${resident.message}`, seen }
  if (!who.plausible)
    return {
      code: 'person.unknown',
      severity: 'error',
      message: '本校没有此人，本行也没有写姓名。请核对证件号，并填写姓名。',
      seen,
    }
  return {
    code: 'person.unknown',
    severity: 'error',
    message:
      '本校没有此人，已列入本校系统管理员的待办。批量导入不建立人员：请先核对证件号；确是本校人员的，由系统管理员生成账号后再导入。',
    expected: '本校已建账号的教师',
    seen,
  }
}

function controlFault(text: string): Fault | null {
  const mark = forbiddenMark(text)
  return mark
    ? { code: 'text.control', severity: 'error', message: `“姓名”含有看不见的控制字符（${mark}）。请清空后重新录入。` }
    : null
}

function identityCells(scene: Pick<Scene, 'sheets'>, row: StagedRow) {
  const columns = scene.sheets.find((sheet) => sheet.index === row.sheet)?.columns ?? []
  return (['@name', '@id'] as const).map((field) => {
    const column = columns.find((each) => each.field === field)?.column
    return column === undefined ? undefined : cellAt(row, column)
  })
}
