import type { Person, Values } from '../standard/indicator.ts'

/** Ways to make a right record wrong, and what 完整性检测 must then say. */
export const spoilings = {
  incomplete: { subset: 'basic_info', field: 'work_start_month', severity: 'error', label: '参加工作年月未填' },
  'no-education': { subset: 'education_history', field: null, severity: 'error', label: '学习经历一行也没有' },
  'wrong-check-digit': { subset: 'basic_info', field: 'id_number', severity: 'error', label: '身份证件号校验位不对' },
  'wrong-sex': { subset: 'basic_info', field: 'gender', severity: 'error', label: '性别与身份证件号不符' },
  'other-birth-date': {
    subset: 'basic_info',
    field: 'birth_date',
    severity: 'error',
    label: '出生日期与身份证件号不符',
  },
  'unknown-code': {
    subset: 'basic_info',
    field: 'contract_status',
    severity: 'error',
    label: '签订合同情况不在代码表中',
  },
  'months-reversed': {
    subset: 'basic_info',
    field: 'school_entry_month',
    severity: 'error',
    label: '进本校早于参加工作',
  },
  warned: { subset: 'basic_info', field: 'political_status', severity: 'warning', label: '超过 28 周岁仍为共青团员' },
  'income-in-wan': {
    subset: 'remuneration',
    field: 'annual_income',
    severity: 'warning',
    label: '年工资收入按万元填写',
  },
  'year-missing': { subset: 'annual_assessment', field: 'year', severity: 'warning', label: '年度考核缺一年' },
} as const satisfies Record<
  string,
  { subset: string; field: string | null; severity: 'error' | 'warning'; label: string }
>

export type Spoiling = keyof typeof spoilings

/** A copy of a record with one thing wrong; the record itself stays. For `warned` the person must be over 28, for the yearly ones have worked for four years. */
export function spoil(record: Person, kind: Spoiling): Person {
  if (kind === 'no-education') return { ...record, education_history: [] }
  if (kind === 'income-in-wan') {
    const [earliest, ...rest] = record.remuneration ?? []
    if (!earliest) throw new Error('the record has no remuneration')
    const income = (Number(text(earliest.values, 'annual_income')) / 10_000).toFixed(2)
    return {
      ...record,
      remuneration: [{ ...earliest, values: { ...earliest.values, annual_income: income } }, ...rest],
    }
  }
  if (kind === 'year-missing')
    return { ...record, annual_assessment: (record.annual_assessment ?? []).filter((_, at) => at !== 1) }
  const [first] = record.basic_info ?? []
  if (!first) throw new Error('the record has no basic_info')
  return { ...record, basic_info: [{ ...first, values: spoilBasicInfo(first.values, kind) }] }
}

function spoilBasicInfo(
  values: Values,
  kind: Exclude<Spoiling, 'no-education' | 'income-in-wan' | 'year-missing'>,
): Values {
  switch (kind) {
    case 'incomplete': {
      const { work_start_month: _, ...rest } = values
      return rest
    }
    case 'wrong-check-digit': {
      const number = text(values, 'id_number')
      return { ...values, id_number: number.slice(0, 17) + (number.endsWith('1') ? '2' : '1') }
    }
    case 'wrong-sex':
      return { ...values, gender: values.gender === '1' ? '2' : '1' }
    case 'other-birth-date': {
      const date = text(values, 'birth_date')
      return { ...values, birth_date: `${date.slice(0, 8)}${date.endsWith('01') ? '02' : '01'}` }
    }
    case 'unknown-code':
      return { ...values, contract_status: '7' }
    case 'months-reversed': {
      const month = text(values, 'work_start_month')
      return { ...values, school_entry_month: `${Number(month.slice(0, 4)) - 1}${month.slice(4)}` }
    }
    case 'warned':
      return { ...values, political_status: ['03'] }
  }
}

function text(values: Values, field: string): string {
  const value = values[field]
  if (typeof value !== 'string') throw new Error(`the record has no ${field}`)
  return value
}
