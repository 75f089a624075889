import { newId } from '../platform/ids.ts'

/** The objects of one place: what stands behind an id in a path or body. */
export interface Objects {
  unit: string
  teacher: string
  case: string
  account: string
  batch: string
}

export interface Sample {
  path?: Record<string, string>
  query?: Record<string, string>
  body?: object
  /** one file is sent instead of a body */
  file?: { name: string; content: string }
  /** how the answer says that nothing was done to what is out of reach, when it does not refuse as a whole */
  nothing?: (body: { done?: number; total?: number }) => boolean
}

const nothingDone = (body: { done?: number }) => body.done === 0
const nothingListed = (body: { total?: number }) => body.total === 0
const four = { name: '张三', gender: '男', birthDate: '1985-06-01', idNumber: '339900198506019993' }

/**
 * One well-formed request for every endpoint, on the objects of a place. An endpoint without a sample fails the matrix, so a new door joins it in the commit that opens it.
 * `reads` of units and lists without an object are tried as they are.
 */
export const samples: Record<string, (of: Objects) => Sample> = {
  'POST /session': () => ({ body: { login: 'nobody', secret: 'nothing' } }),
  'GET /session': () => ({}),
  'POST /session/end': () => ({}),
  'POST /session/password': () => ({ body: { password: 'x', notice: '' } }),
  'POST /session/post': () => ({ body: { postId: newId() } }),
  'GET /home': () => ({}),
  'GET /units': (of) => ({ query: { parentId: of.unit } }),
  'POST /units/lists': () => ({
    query: { commit: 'no' },
    file: { name: 'list.csv', content: '学校标识码,学校名称,主管部门,所在地,办学层次,备注\n' },
  }),
  'GET /accounts': () => ({}),
  'POST /accounts/check': (of) => ({ body: { rows: [four], unitId: of.unit } }),
  'POST /accounts': (of) => ({ body: { rows: [{ ...four, idNumber: '1' }], unitId: of.unit } }),
  'POST /accounts/:accountId/codes': (of) => ({ path: { accountId: of.account }, body: { checked: 'in-person' } }),
  'POST /accounts/:accountId/head': (of) => ({ path: { accountId: of.account } }),
  'POST /accounts/:accountId/head/end': (of) => ({ path: { accountId: of.account } }),
  'GET /accounts/unknown': () => ({}),
  'GET /standard/profile': () => ({ query: { category: 'k12' } }),
  'GET /standard/codes/:name': () => ({ path: { name: 'gender' } }),
  'GET /teachers': (of) => ({ query: { unitId: of.unit } }),
  'GET /teachers/mine': () => ({}),
  'GET /teachers/:teacherId': (of) => ({ path: { teacherId: of.teacher } }),
  'GET /teachers/:teacherId/history': (of) => ({ path: { teacherId: of.teacher } }),
  'POST /teachers/:teacherId/unmask': (of) => ({
    path: { teacherId: of.teacher },
    body: { subset: 'basic_info', rowId: of.teacher, field: 'id_number', reason: '核对证件' },
  }),
  'POST /teachers/:teacherId/rows': (of) => ({
    path: { teacherId: of.teacher },
    body: { subset: 'contact', values: { mobile: '19900001234' } },
  }),
  'POST /teachers/:teacherId/rows/:rowId/removal': (of) => ({
    path: { teacherId: of.teacher, rowId: of.teacher },
    body: { subset: 'contact' },
  }),
  'GET /teachers/:teacherId/findings': (of) => ({ path: { teacherId: of.teacher } }),
  'POST /teachers/:teacherId/submission': (of) => ({ path: { teacherId: of.teacher } }),
  'GET /teachers/:teacherId/files': (of) => ({ path: { teacherId: of.teacher } }),
  'POST /teachers/:teacherId/files': (of) => ({
    path: { teacherId: of.teacher },
    query: { subset: 'education_history', field: 'attachment' },
    file: { name: 'a.pdf', content: '%PDF-1.4\n%%EOF\n' },
  }),
  'GET /teachers/:teacherId/files/:fileId': (of) => ({ path: { teacherId: of.teacher, fileId: of.teacher } }),
  'POST /reports/hand-over': (of) => ({ body: { teacherIds: [of.teacher], dry: true }, nothing: nothingDone }),
  'POST /reports/send': (of) => ({ body: { teacherIds: [of.teacher] }, nothing: nothingDone }),
  'GET /cases': (of) => ({ query: { unitId: of.unit }, nothing: nothingListed }),
  'GET /cases/:caseId': (of) => ({ path: { caseId: of.case } }),
  'POST /cases/decisions': (of) => ({
    body: { cases: [{ id: of.case, round: 99, decision: 'pass' }] },
    nothing: nothingDone,
  }),
  'GET /places': () => ({}),
  'GET /training-institutions': () => ({}),
  'POST /training-institutions': () => ({ body: { name: '某培训机构', kind: 'other', creditCode: '' } }),
  'POST /training-institutions/:unitId': (of) => ({
    path: { unitId: of.unit },
    body: { name: '某培训机构', kind: 'other', creditCode: '' },
  }),
  'GET /intake/template': (of) => ({ query: { withPeople: 'no', unitId: of.unit } }),
  'GET /intake/batches': () => ({}),
  'POST /intake/batches': (of) => ({
    query: { unitId: of.unit },
    file: { name: 'a.csv', content: '姓名,身份证件号\n' },
  }),
  'POST /intake/batches/:batchId/uploads': (of) => ({
    path: { batchId: of.batch },
    file: { name: 'a.csv', content: '姓名,身份证件号\n' },
  }),
  'GET /intake/batches/:batchId': (of) => ({ path: { batchId: of.batch } }),
  'GET /intake/batches/:batchId/rows': (of) => ({ path: { batchId: of.batch } }),
  'POST /intake/batches/:batchId/mending': (of) => ({
    path: { batchId: of.batch },
    body: { sheet: 0, row: 2, column: 3, text: '汉族' },
  }),
  'POST /intake/batches/:batchId/columns': (of) => ({
    path: { batchId: of.batch },
    body: { sheet: 0, column: 3, field: null },
  }),
  'GET /intake/batches/:batchId/workbook': (of) => ({ path: { batchId: of.batch } }),
  'GET /intake/batches/:batchId/trial': (of) => ({ path: { batchId: of.batch } }),
  'POST /intake/batches/:batchId/commit': (of) => ({ path: { batchId: of.batch }, body: { skipErrors: true } }),
  'POST /intake/batches/:batchId/undo': (of) => ({ path: { batchId: of.batch } }),
  'POST /intake/batches/:batchId/cancel': (of) => ({ path: { batchId: of.batch } }),
  'GET /progress': (of) => ({ query: { unitId: of.unit } }),
}
