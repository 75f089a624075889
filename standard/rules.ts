import { type ValueFinding, valueFinding } from './check-value.ts'
import { allHold, asList, conditionFields, holds, isBlank, isLocked } from './condition.ts'
import { addMonths, ageOn, compareDates, isDate, isMonth, isYear } from './dates.ts'
import { documentProblem, readIdNumber } from './id-number.ts'
import type { Condition, Known, Person, ProfileField, ProfileSubset, Rule, Values } from './indicator.ts'

/** One row before its rules: its values with what the system derives laid over them, and the person around it. */
export type RowScene = {
  readonly subset: ProfileSubset
  readonly values: Values
  readonly person: Person
  readonly known: Known
}

type RuleOf<K extends Rule['kind']> = Extract<Rule, { kind: K }>

/** What a row-wise rule finds in a row. Rules over all rows (one-open, no-overlap) are in validate.ts. */
export function runRule(rule: Rule, scene: RowScene): ValueFinding[] {
  switch (rule.kind) {
    case 'order':
      return order(rule, scene)
    case 'not-future':
      return notFuture(rule, scene)
    case 'range':
      return range(rule, scene)
    case 'text':
      return characters(rule, scene)
    case 'at-least':
      return atLeast(rule, scene)
    case 'differs':
      return differs(rule, scene)
    case 'implies':
      return implies(rule, scene)
    case 'needs-row':
      return needsRow(rule, scene)
    case 'age':
      return age(rule, scene)
    case 'id-number':
      return idNumber(rule, scene)
    case 'school-types':
      return schoolTypes(rule, scene)
    case 'own-school':
      return ownSchool(rule, scene)
    case 'not-private':
      return notPrivate(rule, scene)
    default:
      return []
  }
}

function order(rule: RuleOf<'order'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const value = text(scene, rule.field)
  const other = text(scene, rule.notBefore)
  if (!field || !isDated(value) || !isDated(other)) return []
  const bound = rule.plusMonths ? addMonths(other, rule.plusMonths) : other
  const compared = compareDates(value, bound)
  if (compared > 0 || (compared === 0 && !rule.later)) return []
  const label = labelOf(scene, rule.notBefore)
  const expected = rule.later ? `晚于“${label}”` : `不早于“${label}”`
  const seen = `“${field.label}”是 ${value}，“${label}”是 ${other}`
  const message = rule.say ? `${rule.say}：${seen}。` : `“${field.label}”应${expected}：${seen}。请核对后改正。`
  return [valueFinding(field, 'date.order', message, { expected, seen: value, severity: rule.severity ?? 'error' })]
}

function notFuture(rule: RuleOf<'not-future'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const value = text(scene, rule.field)
  if (!field || !isDated(value)) return []
  const compared = compareDates(value, scene.known.today)
  if (compared < 0 || (compared === 0 && !rule.past)) return []
  const now = scene.known.today.slice(0, value.length)
  const expected = rule.past ? `早于 ${now}` : `不晚于 ${now}`
  const message = `“${field.label}”应${expected}，现在是 ${value}。${rule.say ?? '请核对后改正'}。`
  return [valueFinding(field, 'date.future', message, { expected, seen: value })]
}

function range(rule: RuleOf<'range'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const value = number(scene, rule.field)
  if (!field || value === undefined) return []
  if ((rule.min === undefined || value >= rule.min) && (rule.max === undefined || value <= rule.max)) return []
  const expected =
    rule.min === undefined
      ? `不超过 ${rule.max}`
      : rule.max === undefined
        ? `不小于 ${rule.min}`
        : `在 ${rule.min} 与 ${rule.max} 之间`
  const message = `“${field.label}”${rule.severity === 'warning' ? '一般' : '应'}${expected}，现在是 ${value}。请核对。`
  return [
    valueFinding(field, 'number.range', message, { expected, seen: `${value}`, severity: rule.severity ?? 'error' }),
  ]
}

const kinds = {
  digits: [/^\d+$/, '只含数字'],
  latin: [/^[\p{Script=Latin}\d\s.'-]+$/u, '只含字母和数字'],
  chinese: [/^[\p{Script=Han}·\s]+$/u, '只含汉字'],
} as const

function characters(rule: RuleOf<'text'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const value = text(scene, rule.field)
  if (!field || value === undefined) return []
  const [pattern, kind] = rule.only ? kinds[rule.only] : []
  const length = [...value].length
  const wrong = [
    pattern && !pattern.test(value) && kind,
    rule.min !== undefined && length < rule.min && `不少于 ${rule.min} 个字符`,
    rule.max !== undefined && length > rule.max && `不多于 ${rule.max} 个字符`,
  ].filter((each) => typeof each === 'string')
  if (wrong.length === 0) return []
  const expected = wrong.join('，')
  const message = `“${field.label}”应${expected}，现在是“${value}”（${length} 个字符）。请改正。`
  return [valueFinding(field, 'text.form', message, { expected, seen: value })]
}

function atLeast(rule: RuleOf<'at-least'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const [value, other] = [number(scene, rule.field), number(scene, rule.other)]
  if (!field || value === undefined || other === undefined || value >= other) return []
  const label = labelOf(scene, rule.other)
  const message = `“${field.label}”（${value}）不应小于“${label}”（${other}）。请核对后改正。`
  return [valueFinding(field, 'number.order', message, { expected: `不小于 ${other}`, seen: `${value}` })]
}

function differs(rule: RuleOf<'differs'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const value = text(scene, rule.field)
  if (!field || value === undefined || value !== text(scene, rule.from)) return []
  const message = `“${field.label}”应与“${labelOf(scene, rule.from)}”不同，现在两项相同。请改正其中一项。`
  return [valueFinding(field, 'rule.differs', message, { seen: value })]
}

function implies(rule: RuleOf<'implies'>, scene: RowScene): ValueFinding[] {
  if (allHold(asList(rule.when), scene.values) !== 'yes' || holds(rule.must, scene.values) !== 'no') return []
  const field = mendable(scene, [rule.must, ...asList(rule.when)])
  return field ? [valueFinding(field, 'rule.implies', `${rule.say}。`, { severity: rule.severity })] : []
}

/** The first field that a person can change: what is derived cannot be mended where it stands. */
function mendable(scene: RowScene, conditions: readonly Condition[]): ProfileField | undefined {
  const fields = conditions.flatMap(conditionFields).map((name) => fieldOf(scene, name))
  return fields.find((field) => field && field.requirement !== 'D')
}

function needsRow(rule: RuleOf<'needs-row'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  if (!field || allHold(asList(rule.when), scene.values) !== 'yes') return []
  const rows = scene.person[rule.subset] ?? []
  if (rows.some((row) => holds(rule.where, row.values) === 'yes')) return []
  return [valueFinding(field, 'rule.needs-row', `${rule.say}。`, { severity: rule.severity })]
}

function age(rule: RuleOf<'age'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const birth = text(scene, 'basic_info.birth_date')
  if (!field || birth === undefined || !isDate(birth) || birth > scene.known.today) return []
  if (rule.when && holds(rule.when, scene.values) !== 'yes') return []
  const years = ageOn(birth, scene.known.today)
  if ((rule.min === undefined || years >= rule.min) && (rule.max === undefined || years <= rule.max)) return []
  const expected = [
    rule.min !== undefined && `满 ${rule.min} 周岁`,
    rule.max !== undefined && `不超过 ${rule.max} 周岁`,
  ]
  const message = `按出生日期计算现在是 ${years} 周岁。${rule.say}。`
  const parts = { expected: expected.filter(Boolean).join('，'), seen: `${years}`, severity: 'warning' as const }
  return [valueFinding(field, 'rule.age', message, parts)]
}

function idNumber(rule: RuleOf<'id-number'>, scene: RowScene): ValueFinding[] {
  const [numberField, birthField, genderField] = [rule.number, rule.birthDate, rule.gender].map((name) =>
    fieldOf(scene, name),
  )
  const [type, id] = [text(scene, rule.type), text(scene, rule.number)]
  if (!numberField || !birthField || !genderField || type === undefined || id === undefined) return []
  if (type !== '1') {
    const problem = documentProblem(type, id)
    return problem ? [valueFinding(numberField, 'id.document', problem)] : []
  }
  const reading = readIdNumber(id)
  if (!reading.ok) return [valueFinding(numberField, reading.code, reading.message)]
  const findings: ValueFinding[] = []
  const suggestion = { value: reading.normalized, label: reading.normalized }
  if (reading.converted) {
    const message = '“身份证件号”是 15 位的旧号码，应换成 18 位。请对照新证件确认建议的号码。'
    findings.push(valueFinding(numberField, 'id.old-number', message, { suggestion }))
  } else if (reading.normalized !== id) {
    const message = '“身份证件号”中有空格、全角字符或小写 x。请采用整理后的号码。'
    findings.push(valueFinding(numberField, 'id.form', message, { suggestion }))
  }
  const gender = text(scene, rule.gender)
  if ((gender === '1' || gender === '2') && gender !== reading.gender) {
    const name = reading.gender === '1' ? '男性' : '女性'
    const message = `“${genderField.label}”与身份证号不一致：身份证号显示为${name}。请对照证件改正其中一项。`
    const parts = { expected: name, seen: gender, suggestion: { value: reading.gender, label: name } }
    findings.push(valueFinding(genderField, 'id.gender', message, parts))
  }
  const birth = text(scene, rule.birthDate)
  if (birth !== undefined && isDate(birth) && birth !== reading.birthDate) {
    findings.push(birthMismatch(birthField, birth, reading.birthDate, scene.known.confirmed?.[rule.birthDate]))
  }
  return findings
}

/** 档案为准: the personnel file outweighs the document, if somebody says so and why. */
function birthMismatch(field: ProfileField, seen: string, inside: string, reason: string | undefined): ValueFinding {
  const both = `“${field.label}”是 ${seen}，身份证号中是 ${inside}`
  const suggestion = { value: inside, label: inside }
  if (reason?.trim()) {
    return valueFinding(field, 'id.birth-date', `${both}，已说明以档案为准：${reason.trim()}。`, {
      expected: inside,
      seen,
      severity: 'warning',
    })
  }
  const message = `${both}，两者不一致。填错的请改正；人事档案确实如此的，请选择“以档案为准”并写明理由。`
  return valueFinding(field, 'id.birth-date', message, { expected: inside, seen, suggestion })
}

function schoolTypes(rule: RuleOf<'school-types'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const school = scene.known.school
  if (!field || !school || rule.types.includes(school.type) || holds(rule.when, scene.values) !== 'yes') return []
  return [valueFinding(field, 'rule.school-type', `${rule.say}。`, { seen: text(scene, rule.field) ?? '' })]
}

function ownSchool(rule: RuleOf<'own-school'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  const [value, org, own] = [text(scene, rule.field), text(scene, rule.org), scene.known.school?.name]
  if (!field || value === undefined || org === undefined || own === undefined) return []
  if ((value === rule.own) === (org === own)) return []
  return [
    valueFinding(field, 'rule.own-school', `${rule.say}：“${labelOf(scene, rule.org)}”是“${org}”。`, {
      severity: 'warning',
    }),
  ]
}

function notPrivate(rule: RuleOf<'not-private'>, scene: RowScene): ValueFinding[] {
  const field = fieldOf(scene, rule.field)
  if (!field || !scene.known.school?.private || holds(rule.when, scene.values) !== 'yes') return []
  return [valueFinding(field, 'rule.private', `${rule.say}。`, { severity: 'warning' })]
}

function fieldOf(scene: RowScene, name: string): ProfileField | undefined {
  return scene.subset.fields.find((field) => field.name === name)
}

function labelOf(scene: RowScene, name: string): string {
  return fieldOf(scene, name)?.label ?? scene.subset.labels[name] ?? name
}

/** The text of a field of this row, or of the single row of another subset; a locked field has none. */
function text(scene: RowScene, name: string): string | undefined {
  const [subset, field] = name.includes('.') ? name.split('.') : [undefined, name]
  const own = subset === undefined || subset === scene.subset.name
  if (own && isLocked(scene.subset, field ?? name, scene.values)) return undefined
  const values = own ? scene.values : scene.person[subset]?.[0]?.values
  const value = values?.[field ?? name]
  return typeof value === 'string' && !isBlank(value) ? value : undefined
}

function number(scene: RowScene, name: string): number | undefined {
  const value = text(scene, name)
  return value !== undefined && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

function isDated(value: string | undefined): value is string {
  return value !== undefined && (isDate(value) || isMonth(value) || isYear(value))
}
