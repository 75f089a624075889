import { z } from 'zod'
import type { ProfileField } from '../standard/indicator.ts'
import { endpoint } from './endpoint.ts'
import { SetResult } from './report.ts'
import { Done, Finding, Id, Name, Paging, pageOf, UnitId, Values } from './shape.ts'
import { stages } from './teacher.ts'

/** One rule of the 完整性检测 and how many people it found, in the words of the place's own forms. */
export const ProblemRule = z.object({
  subset: z.string(),
  subsetLabel: z.string(),
  field: z.string().nullable(),
  fieldLabel: z.string().nullable(),
  code: z.string(),
  title: z.string(),
  severity: z.enum(['error', 'warning']),
  /** whether the teacher can mend it: then urging helps */
  openToTeacher: z.boolean(),
  people: z.number().int(),
  places: z.number().int(),
})
export type ProblemRule = z.infer<typeof ProblemRule>

/** How far the check of a unit goes: of how many people, as of when. */
export const Checked = z.object({
  total: z.number().int(),
  checked: z.number().int(),
  withErrors: z.number().int(),
  /** the oldest check among them */
  oldest: z.string().nullable(),
})

/** A rule as a filter: whom it found. */
const rule = {
  subset: Name.optional(),
  field: Name.optional(),
  rule: Name.optional(),
}
export const heatStates = ['complete', 'warning', 'gap', 'none'] as const
export type HeatState = (typeof heatStates)[number]

/** One line of the sheet: one row of one person; a person without a row has one line without it. */
export const SheetLine = z.object({
  teacherId: Id,
  name: z.string(),
  nationalNo: z.string(),
  rowId: Id.nullable(),
  values: Values,
  masked: z.record(z.string(), z.string()),
  /** why it cannot be written now */
  locked: z.string().nullable(),
  findings: z.array(Finding),
})
export type SheetLine = z.infer<typeof SheetLine>

/** Texts as typed or pasted, read by the server as those of a workbook are; '' clears. `was`: what the sheet showed when it was written over. */
export const SheetWrite = z.object({
  teacherId: Id,
  /** of a new row an id that the page makes, so that sending it twice makes one row */
  rowId: Id,
  isNew: z.boolean().default(false),
  cells: z
    .array(z.object({ field: z.string().max(60), was: z.string().max(4000), text: z.string().max(4000) }))
    .min(1)
    .max(120),
})
export type SheetWrite = z.infer<typeof SheetWrite>

export const SheetResult = z.object({
  line: SheetLine.nullable(),
  teacherId: Id,
  rowId: Id,
  outcome: z.enum(['saved', 'locked', 'refused', 'nothing']),
  why: z.string(),
  /** cells that were left as they are, and why: changed by somebody else meanwhile, or not to be read */
  left: z.array(z.object({ field: z.string(), code: z.string(), why: z.string(), now: z.string() })),
})
export type SheetResult = z.infer<typeof SheetResult>

/** Fields that nobody types into a sheet: the system's, what is derived, what tells who the person is, files. */
export const typedInSheet = (field: ProfileField): boolean =>
  field.filledBy !== 'A' &&
  field.requirement !== 'A' &&
  field.requirement !== 'D' &&
  !field.key &&
  field.type !== 'image' &&
  field.type !== 'file'

/** 考核、待遇、师德、专业技术职务: what the mission document lets the supervising authority fill for its schools (product decision 11). */
export const entrySubsets = ['annual_assessment', 'remuneration', 'ethics_record', 'title_appointment'] as const

const unitId = UnitId.optional()
const objects = { unitId: 'unit' } as const
const sheet = z.object({
  ...Paging,
  unitId,
  subset: Name,
  search: z.string().max(50).optional(),
  stage: z.enum(stages).optional(),
  field: rule.field,
  rule: rule.rule,
})
/** Most persons of a page of the sheet, and most lines of one writing. */
export const sheetSize = 200

/** 学校工作: problem data of a whole school, filling for many at once, the summary for the 负责人, who fills. */
export const deskApi = {
  problems: endpoint({
    method: 'GET',
    path: '/desk/problems',
    summary: '问题数据：按规则汇总',
    permission: 'problem.read',
    objects,
    query: z.object({ unitId }),
    returns: Checked.extend({
      unitId: UnitId,
      unitName: z.string(),
      /** of the own school: the people behind the numbers may be seen */
      own: z.boolean(),
      /** so many people that only the schools are listed */
      wide: z.boolean(),
      rules: z.array(ProblemRule),
    }),
  }),
  schools: endpoint({
    method: 'GET',
    path: '/desk/problems/schools',
    summary: '问题数据：按学校汇总',
    permission: 'problem.read',
    objects,
    query: z.object({ ...Paging, unitId }),
    returns: pageOf(Checked.extend({ unitId: UnitId, name: z.string() })),
  }),
  people: endpoint({
    method: 'GET',
    path: '/desk/problems/people',
    summary: '问题数据：涉及的人员',
    permission: 'problem.settle',
    objects,
    query: z.object({ ...Paging, unitId, ...rule }),
    returns: pageOf(
      z.object({
        teacherId: Id,
        name: z.string(),
        stage: z.enum(stages),
        canEdit: z.boolean(),
        findings: z.array(Finding),
      }),
    ),
  }),
  heat: endpoint({
    method: 'GET',
    path: '/desk/heat',
    summary: '完整情况：人员与信息集',
    permission: 'problem.settle',
    objects,
    query: z.object({ ...Paging, unitId, search: z.string().max(50).optional(), stage: z.enum(stages).optional() }),
    returns: pageOf(
      z.object({
        teacherId: Id,
        name: z.string(),
        stage: z.enum(stages),
        checkedAt: z.string().nullable(),
        cells: z.record(z.string(), z.enum(heatStates)),
      }),
    ).extend({ subsets: z.array(z.object({ name: z.string(), label: z.string() })) }),
  }),
  /** whose check is out of date */
  stale: endpoint({
    method: 'GET',
    path: '/desk/checks',
    summary: '完整性检测：需要重新检测的人员',
    permission: 'problem.read',
    objects,
    query: z.object({ unitId }),
    returns: z.object({ total: z.number().int(), stale: z.array(Id).max(20_000) }),
  }),
  check: endpoint({
    method: 'POST',
    path: '/desk/checks',
    summary: '完整性检测：检测一组人员',
    permission: 'problem.read',
    objects: { teacherIds: 'teacher' },
    body: z.object({ teacherIds: z.array(Id).min(1).max(200) }),
    returns: z.object({ done: z.number().int() }),
  }),
  sheet: endpoint({
    method: 'GET',
    path: '/desk/sheet',
    summary: '批量填报：读取表格',
    permission: 'desk.fill',
    objects,
    query: sheet,
    returns: pageOf(SheetLine),
  }),
  write: endpoint({
    method: 'POST',
    path: '/desk/sheet',
    summary: '批量填报：保存',
    permission: 'desk.fill',
    objects,
    body: z.object({ unitId, subset: z.string().max(60), rows: z.array(SheetWrite).min(1).max(sheetSize) }),
    returns: z.object({ done: z.number().int(), results: z.array(SheetResult) }),
  }),
  summary: endpoint({
    method: 'GET',
    path: '/desk/summary',
    summary: '交接单：本校信息采集情况',
    permission: 'desk.summary',
    returns: z.object({
      counts: z.record(z.enum(stages), z.number().int()),
      /** what waits for the 负责人's signature */
      signing: z.object({
        people: z.number().int(),
        /** filled or completed by the teachers themselves, and by the school alone */
        byTeachers: z.number().int(),
        late: z.number().int(),
        again: z.number().int(),
        handedBy: z.string().nullable(),
        handedAt: z.string().nullable(),
        changes: z.array(
          z.object({
            subset: z.string(),
            label: z.string(),
            people: z.number().int(),
            added: z.number().int(),
            edited: z.number().int(),
          }),
        ),
        warnings: z.array(ProblemRule),
        /** of these people so many were never judged since they changed */
        unchecked: z.number().int(),
      }),
    }),
  }),
  filling: endpoint({
    method: 'GET',
    path: '/desk/filling',
    summary: '填报方式：由谁填报',
    permission: 'filling.choose',
    returns: z.object({
      teachersFill: z.boolean(),
      mayChoose: z.boolean(),
      /** why it is so, and who could change it */
      why: z.string(),
      since: z.string().nullable(),
      by: z.string().nullable(),
    }),
  }),
  chooseFilling: endpoint({
    method: 'POST',
    path: '/desk/filling',
    summary: '填报方式：选择由教师填报或学校统一填报',
    permission: 'filling.choose',
    body: z.object({ teachersFill: z.boolean() }),
    returns: Done,
  }),
}

/** 主管部门填报: 考核、待遇、师德、职务 of teachers of the schools directly supervised; the school's 负责人 confirms. */
export const entryApi = {
  sheet: endpoint({
    method: 'GET',
    path: '/entries/sheet',
    summary: '主管部门填报：读取表格',
    permission: 'entry.fill',
    objects,
    query: sheet.extend({ unitId: UnitId }),
    returns: pageOf(SheetLine),
  }),
  write: endpoint({
    method: 'POST',
    path: '/entries/sheet',
    summary: '主管部门填报：保存',
    permission: 'entry.fill',
    objects,
    body: z.object({ unitId: UnitId, subset: z.string().max(60), rows: z.array(SheetWrite).min(1).max(sheetSize) }),
    returns: z.object({ done: z.number().int(), results: z.array(SheetResult) }),
  }),
  submit: endpoint({
    method: 'POST',
    path: '/entries/submissions',
    summary: '主管部门填报：提交该校负责人确认',
    permission: 'entry.fill',
    objects,
    body: z.object({ unitId: UnitId, dry: z.boolean().default(false) }),
    returns: SetResult,
  }),
}
