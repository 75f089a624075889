import { ageOn, readDate } from '../../standard/dates.ts'
import { readIdNumber } from '../../standard/id-number.ts'
import { tidy, tidyName } from '../../standard/text.ts'

/** The four items (四项信息) as typed, and the ground for a birth date that differs from the one in the number. */
export interface TypedPerson {
  name: string
  idNumber: string
  gender: '男' | '女' | ''
  birthDate: string
  birthDateReason: string
}
export const blankPerson: TypedPerson = { name: '', idNumber: '', gender: '', birthDate: '', birthDateReason: '' }

export type PersonProblems = Partial<Record<keyof TypedPerson, string>>

/** What is wrong at each item, in the order of reading; the server applies the same and more, and has the last word. */
export function problemsOf(person: TypedPerson, today: string): PersonProblems {
  const problems: PersonProblems = {}
  const name = tidyName(person.name)
  if (name === '') problems.name = '请填写姓名，与身份证一致'
  else if (!/^[\p{L}\p{M}·. '-]{2,50}$/u.test(name)) problems.name = '姓名应为两个以上的汉字或字母，中间可以有“·”'
  const id = readIdNumber(person.idNumber)
  if (tidy(person.idNumber) === '') problems.idNumber = '请填写 18 位居民身份证号'
  else if (!id.ok) problems.idNumber = id.message
  if (person.gender === '') problems.gender = '请选择性别'
  else if (id.ok && person.gender !== wordOf(id.gender))
    problems.gender = `身份证号第 17 位表示“${wordOf(id.gender)}”。请核对号码和性别`
  const birth = readDate(tidy(person.birthDate))
  if (!('value' in birth)) problems.birthDate = '请填写出生日期，写作 1985-06-01'
  else if (birth.value > today || ageOn(birth.value, today) < 16 || ageOn(birth.value, today) > 100)
    problems.birthDate = '按此日期，年龄不在 16 至 100 岁之间。请核对'
  else if (differs(person) && tidy(person.birthDateReason).length < 2)
    problems.birthDateReason = `身份证号中是 ${id.ok ? id.birthDate : ''}。确以人事档案为准的，请写明依据`
  return problems
}

/** The number says sex and birth date: they are filled in, until somebody has typed something else there. */
export function withNumber(person: TypedPerson, idNumber: string): TypedPerson {
  const before = readIdNumber(person.idNumber)
  const id = readIdNumber(idNumber)
  const next = { ...person, idNumber }
  if (!id.ok) return next
  const ownGender = person.gender !== '' && !(before.ok && person.gender === wordOf(before.gender))
  const ownBirth = person.birthDate !== '' && !(before.ok && person.birthDate === before.birthDate)
  return {
    ...next,
    gender: ownGender ? person.gender : wordOf(id.gender),
    birthDate: ownBirth ? person.birthDate : id.birthDate,
  }
}

/** A readable birth date that is not the one in the number. */
export function differs(person: TypedPerson): boolean {
  const id = readIdNumber(person.idNumber)
  const birth = readDate(tidy(person.birthDate))
  return id.ok && 'value' in birth && birth.value !== id.birthDate
}

const wordOf = (gender: '1' | '2'): '男' | '女' => (gender === '1' ? '男' : '女')
