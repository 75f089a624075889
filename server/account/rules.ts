import type { CellFinding, CollectionScope, FourItems, Newcoming } from '../../contract/account.ts'
import { ageOn, readDate } from '../../standard/dates.ts'
import { documentProblem, readIdNumber } from '../../standard/id-number.ts'
import { codeTable } from '../../standard/tables.ts'
import { forbiddenMark, halfWidth, lengthOf, tidy, tidyName } from '../../standard/text.ts'
import { readScope, type ScopeCell } from './scope.ts'

/** A row that can be registered. */
export interface Newcomer {
  row: number
  name: string
  gender: '1' | '2'
  birthDate: string
  /** 档案为准; null when number and file agree */
  birthDateReason: string | null
  /** a code of id_document_type */
  idType: string
  idNumber: string
  /** null where it was not asked: of the holder of an office */
  scope: CollectionScope | null
}

export interface Judged {
  /** as they would be kept: blanks, widths and dates repaired */
  rows: Newcoming[]
  findings: CellFinding[]
  /** every row whose number can be read, also with errors elsewhere: to look up in the country */
  numbers: { row: number; idNumber: string; idType: string }[]
  newcomers: Newcomer[]
}

/** Where the country already has somebody. `sameUnit`: in the school that asks. */
export interface Known {
  idNumber: string
  idType: string
  teacher: boolean
  sameUnit: boolean
  unitName: string | null
  inEstablishment: string | null
  leftOn: string | null
}

const subset = 'basic_info'
type Cell = 'name' | 'gender' | 'birthDate' | 'idType' | 'idNumber' | ScopeCell

/**
 * Judges the sheet of the four items (四项信息) by itself: every finding at its cell, rows counted from 0. Wholly blank rows are passed over.
 * @param today YYYY-MM-DD
 * @param ask 'scope' where the 采集范围 decides too: of teachers; not of the holders of offices
 */
export function judgeSheet(
  typed: readonly (FourItems & Partial<Newcoming>)[],
  today: string,
  ask: 'scope' | 'identity' = 'identity',
): Judged {
  const judged: Judged = { rows: [], findings: [], numbers: [], newcomers: [] }
  typed.forEach((each, row) => {
    const items = { ...blank, ...each }
    if ([items.name, items.gender, items.birthDate, items.idNumber].every((text) => text.trim() === ''))
      judged.rows.push(blank)
    else judgeRow(items, row, today, ask, judged)
  })
  judged.findings.push(...repeats(judged))
  return judged
}

const blank: Newcoming = {
  name: '',
  gender: '',
  birthDate: '',
  idType: '',
  idNumber: '',
  relation: '',
  postKind: '',
  contractFrom: '',
  contractTo: '',
}

function judgeRow(items: Newcoming, row: number, today: string, ask: 'scope' | 'identity', into: Judged): void {
  const found: CellFinding[] = []
  const say: Say = (field, code, message, more = {}) =>
    found.push({ subset, row: String(row), field, severity: 'error', code, message, ...more })
  const idType = readType(items.idType, say)
  const id = idType === null ? null : idType === '1' ? readId(items.idNumber, say) : readDocument(idType, items, say)
  const name = readName(items.name, say)
  const gender = readGender(items.gender, id, say)
  const birthDate = readBirth(items, id, today, say)
  const reason = tidy(items.birthDateReason ?? '')
  const differs = Boolean(id?.birthDate && birthDate && id.birthDate !== birthDate)
  const scope = ask === 'scope' ? readScope(items, today, say) : null
  into.findings.push(...found)
  into.rows.push({
    ...items,
    ...(scope && { contractFrom: scope.contractFrom ?? '', contractTo: scope.contractTo ?? items.contractTo }),
    name: name ?? items.name,
    gender: gender === null ? items.gender : gender === '1' ? '男' : '女',
    birthDate: birthDate ?? items.birthDate,
    idNumber: id?.normalized ?? items.idNumber,
    ...(reason !== '' && { birthDateReason: reason }),
  })
  if (id && idType) into.numbers.push({ row, idNumber: id.normalized, idType })
  if (name === null || gender === null || birthDate === null || id === null || idType === null) return
  if (found.some(({ severity }) => severity === 'error')) return
  into.newcomers.push({
    row,
    name,
    gender,
    birthDate,
    birthDateReason: differs ? reason : null,
    idType,
    idNumber: id.normalized,
    scope,
  })
}

type Say = (
  field: Cell,
  code: string,
  message: string,
  more?: Partial<Pick<CellFinding, 'severity' | 'expected' | 'seen' | 'suggestion'>>,
) => void
/** What a document tells: a resident's number also birth and sex. */
interface Read {
  normalized: string
  birthDate?: string
  gender?: '1' | '2'
}

/** Kinds of document by code and name, with the words people use for them. */
const documents = new Map(
  [
    ...(codeTable('id_document_type')?.rows ?? []).flatMap(({ code, name }) => [
      [code, code],
      [name, code],
    ]),
    ['身份证', '1'],
    ['台胞证', '8'],
    ['永久居留证', '9'],
    ['外国人永久居留身份证', '9'],
  ].map(([word = '', code = '']) => [word, code]),
)

function readType(typed: string, say: Say): string | null {
  const text = tidy(typed)
  if (text === '') return '1'
  const code = documents.get(text)
  if (code) return code
  say('idType', 'code.unknown', `“证件类型”没有“${text}”。请从列表中选择，如“居民身份证”“护照”。`, { seen: text })
  return null
}

/** A passport and the like: told by its shape, and by nothing that it says of its holder. */
function readDocument(idType: string, items: Newcoming, say: Say): Read | null {
  const number = halfWidth(items.idNumber).replace(/\s/g, '').toUpperCase()
  if (number === '') {
    say('idNumber', 'value.required', '“身份证件号”必填。请对照证件填写。')
    return null
  }
  const problem = documentProblem(idType, number)
  if (problem === undefined) return { normalized: number }
  say('idNumber', 'id.document', `“身份证件号”：${problem}`, { seen: items.idNumber })
  return null
}

function readId(typed: string, say: Say): Read | null {
  if (tidy(typed) === '') {
    say('idNumber', 'value.required', '“身份证件号”必填。请对照证件填写 18 位居民身份证号。')
    return null
  }
  const id = readIdNumber(tidy(typed))
  if (!id.ok) {
    say('idNumber', id.code, `“身份证件号”：${id.message}`, { seen: typed })
    return null
  }
  if (id.converted) {
    const message = `“身份证件号”是 15 位的旧号码，已换算为“${id.normalized}”。请对照新证件核对。`
    say('idNumber', 'id.converted', message, { severity: 'warning', seen: typed })
  }
  return id
}

function readName(typed: string, say: Say): string | null {
  const name = tidyName(typed)
  if (name === '') say('name', 'value.required', '“姓名”必填。请对照证件填写。')
  else if (forbiddenMark(typed))
    say('name', 'text.control', `“姓名”含有看不见的控制字符（${forbiddenMark(typed)}）。请清空后重新录入。`)
  else if (lengthOf(name) > 50)
    say('name', 'name.length', `“姓名”最多 50 个字，现在是 ${lengthOf(name)} 个字。请对照证件核对。`)
  else if (!/^[\p{L}\p{M}·. '-]{2,}$/u.test(name))
    say('name', 'name.characters', `“姓名”应为两个以上的汉字或字母，中间可以有“·”，现在是“${name}”。请对照证件改正。`, {
      seen: name,
    })
  else return name
  return null
}

const genderWords: Record<string, '1' | '2'> = { 男: '1', 男性: '1', '1': '1', 女: '2', 女性: '2', '2': '2' }
const genderNames = { '1': '男', '2': '女' } as const

function readGender(typed: string, id: Read | null, say: Say): '1' | '2' | null {
  const told = id?.gender && { value: genderNames[id.gender], label: genderNames[id.gender] }
  const text = tidy(typed).replace(/^([12])[-. ]?(男|女)性?$/, '$1')
  const gender = genderWords[text]
  if (text === '') say('gender', 'value.required', '“性别”必填，应为“男”或“女”。', told ? { suggestion: told } : {})
  else if (!gender)
    say('gender', 'code.unknown', `“性别”应为“男”或“女”，现在是“${text}”。请改正。`, {
      expected: '男、女',
      seen: text,
      ...(told && { suggestion: told }),
    })
  else if (id?.gender && id.gender !== gender)
    say(
      'gender',
      'gender.differs',
      `“性别”是“${genderNames[gender]}”，而身份证号第 17 位表示“${genderNames[id.gender]}”。请对照证件核对号码和性别；证件确有错误的，先到公安机关更正。`,
      { expected: genderNames[id.gender], seen: genderNames[gender] },
    )
  else return gender
  return null
}

function readBirth(items: Newcoming, id: Read | null, today: string, say: Say): string | null {
  const told = id?.birthDate && { value: id.birthDate, label: id.birthDate }
  const typed = tidy(items.birthDate)
  if (typed === '') {
    say('birthDate', 'value.required', '“出生日期”必填，写作 1985-06-01。', told ? { suggestion: told } : {})
    return null
  }
  const reading = readDate(typed)
  if (!('value' in reading)) {
    const lacking =
      reading.problem === 'day-missing' ? '缺少日' : reading.problem === 'month-missing' ? '缺少月和日' : '无法识别'
    say('birthDate', `date.${reading.problem}`, `“出生日期”“${typed}”${lacking}。请写作 1985-06-01。`, {
      expected: '年-月-日',
      seen: typed,
      ...(told && { suggestion: told }),
    })
    return null
  }
  const date = reading.value
  if (date > today || ageOn(date, today) < 16 || ageOn(date, today) > 100) {
    say(
      'birthDate',
      'birth.age',
      `按“出生日期”“${date}”，此人今天 ${ageOn(date, today)} 岁，不可能在校任教。请核对。`,
      { seen: date },
    )
    return null
  }
  if (id?.birthDate && id.birthDate !== date) {
    const reason = tidy(items.birthDateReason ?? '')
    const differ = `“出生日期”是 ${date}，而身份证号中是 ${id.birthDate}。`
    if (lengthOf(reason) < 2)
      say('birthDate', 'birth.differs', `${differ}请核对；确以人事档案为准的，选择“档案为准”并写明依据。`, {
        expected: id.birthDate,
        seen: date,
        suggestion: { value: id.birthDate, label: id.birthDate },
      })
    else
      say('birthDate', 'birth.differs', `${differ}按“档案为准”保留：${reason}。审核时会提示。`, {
        severity: 'warning',
        seen: date,
      })
  }
  return date
}

/** One number twice is refused at both rows; one name with one birth date and two numbers is worth a look. */
function repeats({ rows, numbers }: Judged): CellFinding[] {
  const found: CellFinding[] = []
  for (const [, same] of Map.groupBy(numbers, ({ idNumber, idType }) => `${idType}|${idNumber}`)) {
    if (same.length < 2) continue
    for (const { row } of same) {
      const others = same.filter((each) => each.row !== row).map((each) => each.row + 1)
      found.push({
        subset,
        row: String(row),
        field: 'idNumber',
        severity: 'error',
        code: 'sheet.twice',
        message: `“身份证件号”与第 ${others.join('、')} 行相同。一人只能有一行，请删去多余的或改正号码。`,
      })
    }
  }
  const named = numbers.filter(({ row }) => rows[row]?.name !== '' && rows[row]?.birthDate !== '')
  const alike = Map.groupBy(named, ({ row }) => `${rows[row]?.name}|${rows[row]?.birthDate}`)
  for (const [, same] of alike) {
    if (new Set(same.map(({ idNumber }) => idNumber)).size < 2) continue
    for (const { row, idNumber } of same) {
      const others = same.filter((each) => each.idNumber !== idNumber).map((each) => each.row + 1)
      found.push({
        subset,
        row: String(row),
        field: 'name',
        severity: 'warning',
        code: 'sheet.alike',
        message: `姓名、出生日期与第 ${others.join('、')} 行相同而证件号不同。请确认是两个人。`,
      })
    }
  }
  return found
}

/** What is to be said of a number that the country knows, with the one right next step; of another school only its name. */
export function knownFinding(row: number, known: Known): CellFinding {
  return { subset, row: String(row), field: 'idNumber', severity: 'error', ...nextStep(known) }
}

function nextStep({ teacher, sameUnit, unitName, inEstablishment, leftOn }: Known): { code: string; message: string } {
  const at = unitName ?? '其他单位'
  if (!teacher)
    return {
      code: 'person.account',
      message: '系统中已有此人的账号（尚不是教师）。一人只有一个账号，请联系主管部门的系统管理员办理。',
    }
  if (sameUnit && leftOn === null)
    return { code: 'person.here', message: '本校已有此人，不必再生成账号；忘记密码的，在账号列表中“重发激活码”。' }
  if (sameUnit)
    return { code: 'person.left-here', message: '此人曾在本校任教并已离岗。请不要重新建账号，应办理“恢复在职”。' }
  if (leftOn !== null)
    return {
      code: 'person.left',
      message: `此人曾在“${at}”任教并已离岗。请不要重新建账号，应办理“返聘”或“恢复在职”。`,
    }
  if (inEstablishment === '0')
    return {
      code: 'person.contract',
      message: `此人在“${at}”（非在编）。请不要重新建账号，应先请该校办理离岗，再办理“返聘”。`,
    }
  return {
    code: 'person.elsewhere',
    message: `此人在“${at}”在岗。请不要重新建账号，应由本校信息管理员发起“教师调动”。`,
  }
}
