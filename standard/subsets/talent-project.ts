import type { Subset } from '../indicator.ts'

/** A12 入选人才项目. */
export const talentProject = {
  id: 'A12',
  name: 'talent_project',
  label: '入选人才项目',
  rows: 'multiple',
  requirement: { default: 'O', higher_education: 'R' },
  naturalKey: ['project', 'year'],
  help: '没有入选的，选“无”即可。',
  fields: [
    {
      name: 'project',
      label: '入选人才项目名称',
      type: 'code',
      codes: 'talent_project',
      requirement: 'R',
      filledBy: 'T',
      core: true,
      secrecy: 1,
    },
    {
      name: 'year',
      label: '入选年份',
      type: 'year',
      requirement: 'C',
      requiredWhen: { field: 'project', not: ['00'] },
      default: { today: 'year' },
      filledBy: 'T',
      core: true,
      secrecy: 1,
    },
    { name: 'attachment', label: '附件', type: 'file', requirement: 'O', filledBy: 'T', core: false, secrecy: 3 },
  ],
  rules: [{ kind: 'not-future', field: 'year' }],
} as const satisfies Subset
