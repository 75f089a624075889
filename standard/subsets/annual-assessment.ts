import type { Subset } from '../indicator.ts'

/** A07 年度考核. */
export const annualAssessment = {
  id: 'A07',
  name: 'annual_assessment',
  label: '年度考核',
  rows: 'multiple',
  requirement: 'R',
  missing: 'warning',
  naturalKey: ['year'],
  neverTeachers: true,
  help: '每年一条。',
  fields: [
    {
      name: 'year',
      label: '考核年度',
      type: 'year',
      requirement: 'R',
      default: { today: 'year' },
      filledBy: 'S',
      core: true,
      secrecy: 3,
    },
    {
      name: 'result',
      label: '考核结果',
      type: 'code',
      codes: 'assessment_result',
      requirement: 'R',
      filledBy: 'S',
      core: true,
      secrecy: 3,
    },
    {
      name: 'org_name',
      label: '考核单位名称',
      type: 'string',
      length: 100,
      requirement: { default: 'O', secondary_vocational: 'R' },
      default: { school: 'name' },
      filledBy: 'S',
      core: true,
      secrecy: 3,
    },
    { name: 'attachment', label: '附件', type: 'file', requirement: 'O', filledBy: 'S', core: false, secrecy: 3 },
  ],
  rules: [
    { kind: 'not-future', field: 'year' },
    { kind: 'order', field: 'year', notBefore: 'basic_info.work_start_month' },
  ],
} as const satisfies Subset
