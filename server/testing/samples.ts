import { builtInSettings } from '../../contract/security.ts'
import { newId } from '../platform/ids.ts'

/** The objects of one place: what stands behind an id in a path or body. */
export interface Objects {
  unit: string
  teacher: string
  case: string
  account: string
  batch: string
  post: string
  /** a list of institutions */
  list: string
  /** what a unit reported about institutions */
  report: string
  /** of 安全策略 */
  proposal: string
  /** a making of activation slips, one slip, and a request to take a second factor away */
  handout: string
  slip: string
  request: string
  /** a collection round, and a question to the level above */
  round: string
  help: string
  /** what was added to a record in effect and is not yet handed over, and a reason for returning of the own library */
  addition: string
  reason: string
  /** of the teacher: a row of 联系方式, and a file */
  row: string
  file: string
}

export interface Sample {
  path?: Record<string, string>
  query?: Record<string, string>
  body?: object
  /** one file is sent instead of a body */
  file?: { name: string; content: string }
  /** how the answer says that nothing was done to what is out of reach, when it does not refuse as a whole */
  nothing?: (body: { done?: number; total?: number; list?: unknown }) => boolean
}

const nothingDone = (body: { done?: number }) => body.done === 0
const nothingListed = (body: { total?: number }) => body.total === 0
const plan = {
  name: '补充采集',
  startsOn: '2099-01-05',
  fillUntil: null,
  deadline: '2099-03-06',
  reviewUntil: null,
  categories: [],
  filling: null,
  urgeHours: 24,
  note: '',
}
const four = {
  name: '张三',
  gender: '男',
  birthDate: '1985-06-01',
  idNumber: '339900198506019993',
  relation: '在编',
  postKind: '教师',
}

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
  'POST /session/confirmation': () => ({ body: { secret: 'nothing' } }),
  'POST /session/factor': () => ({ body: { code: '000000' } }),
  'POST /session/factor/set-up': () => ({}),
  'POST /session/factor/confirmation': () => ({ body: { code: '000000' } }),
  'GET /session/account': () => ({}),
  'GET /session/logins': () => ({}),
  'POST /session/others/:sessionId/end': () => ({ path: { sessionId: newId() } }),
  'POST /session/others/end': () => ({}),
  'POST /session/notices/read': () => ({ body: { ids: [newId()] } }),
  'GET /home': () => ({}),
  'GET /lessons': () => ({}),
  'POST /lessons/reset': () => ({ body: { reason: '重新演练' } }),
  'GET /units': (of) => ({ query: { parentId: of.unit } }),
  'GET /units/:unitId': (of) => ({ path: { unitId: of.unit } }),
  'GET /units/:unitId/authority': (of) => ({ path: { unitId: of.unit } }),
  'POST /units/:unitId/authority': (of) => ({
    path: { unitId: of.unit },
    body: { authorityId: 'derived', reason: '恢复按规则推导' },
  }),
  'GET /unit-reports': (of) => ({ query: { aboutUnitId: of.unit } }),
  'POST /unit-reports': (of) => ({ body: { kind: 'name', aboutUnitId: of.unit, text: '名称有误' } }),
  'POST /unit-reports/:reportId/forwarding': (of) => ({ path: { reportId: of.report } }),
  'POST /unit-reports/:reportId/answer': (of) => ({ path: { reportId: of.report }, body: { answer: '已知悉' } }),
  'POST /units/lists': () => ({
    query: { effectiveOn: '2099-09-01' },
    file: { name: 'list.csv', content: '学校标识码,学校名称,主管部门,所在地,办学层次,备注\n' },
  }),
  'GET /units/lists': () => ({}),
  'GET /units/lists/template': () => ({}),
  'GET /units/lists/:listId': (of) => ({ path: { listId: of.list } }),
  'GET /units/lists/:listId/changes': (of) => ({ path: { listId: of.list } }),
  'GET /units/lists/:listId/findings': (of) => ({ path: { listId: of.list } }),
  'GET /units/lists/:listId/findings/workbook': (of) => ({ path: { listId: of.list } }),
  'POST /units/lists/:listId/decisions': (of) => ({
    path: { listId: of.list },
    body: { decision: 'accept', which: { items: [1] } },
  }),
  'POST /units/lists/:listId/destinations': (of) => ({ path: { listId: of.list }, body: { item: 1, unitId: null } }),
  'POST /units/lists/:listId/effective-day': (of) => ({
    path: { listId: of.list },
    body: { effectiveOn: '2099-09-01' },
  }),
  'POST /units/lists/:listId/undo': (of) => ({ path: { listId: of.list }, body: {} }),
  'POST /units/lists/:listId/cancel': (of) => ({ path: { listId: of.list } }),
  'GET /accounts': () => ({}),
  'POST /accounts/check': (of) => ({ body: { rows: [four], unitId: of.unit } }),
  'POST /accounts': (of) => ({ body: { rows: [{ ...four, idNumber: '1' }], unitId: of.unit } }),
  'POST /accounts/:accountId/codes': (of) => ({ path: { accountId: of.account }, body: { checked: 'in-person' } }),
  'POST /accounts/:accountId/head': (of) => ({ path: { accountId: of.account } }),
  'POST /accounts/:accountId/head/end': (of) => ({ path: { accountId: of.account } }),
  'GET /accounts/scope-questions': () => ({}),
  'POST /accounts/scope-answers': () => ({ body: { answers: [{ personId: newId(), answer: 'ended' }] } }),
  'POST /accounts/sheet': () => ({ file: { name: '名单.csv', content: '姓名,身份证件号\n张三,1' } }),
  'GET /accounts/unknown': () => ({}),
  'POST /accounts/:accountId/unlock': (of) => ({ path: { accountId: of.account }, body: { checked: 'in-person' } }),
  'POST /accounts/:accountId/stop': (of) => ({ path: { accountId: of.account }, body: { reason: '已离岗' } }),
  'POST /accounts/:accountId/restart': (of) => ({ path: { accountId: of.account }, body: { reason: '已返岗' } }),
  'POST /accounts/:accountId/factor': (of) => ({
    path: { accountId: of.account },
    body: { checked: 'in-person', reason: '手机遗失' },
  }),
  'GET /accounts/factor-requests': () => ({}),
  'POST /accounts/factor-requests/:requestId/decision': (of) => ({
    path: { requestId: of.request },
    body: { agree: false, reason: '未核实' },
  }),
  'GET /posts': (of) => ({ query: { unitId: of.unit } }),
  'POST /posts': (of) => ({ body: { role: 'query', seat: 2, accountId: of.account } }),
  'POST /posts/:postId/end': (of) => ({ path: { postId: of.post }, body: { reason: '工作调整' } }),
  'GET /posts/:postId/matters': (of) => ({ path: { postId: of.post } }),
  'POST /posts/:postId/hand-over': (of) => ({ path: { postId: of.post }, body: { accountId: of.account } }),
  'POST /units/:unitId/posts/quota': (of) => ({ path: { unitId: of.unit }, body: { extra: 2, reason: '校区较多' } }),
  'GET /handout/board': () => ({}),
  'POST /handout/batches': (of) => ({ body: { target: 'next', unitIds: [of.unit] } }),
  'GET /handout/batches': () => ({}),
  'GET /handout/batches/:batchId': (of) => ({ path: { batchId: of.handout } }),
  'POST /handout/batches/:batchId/cancel': (of) => ({ path: { batchId: of.handout } }),
  'GET /handout/batches/:batchId/file': (of) => ({ path: { batchId: of.handout } }),
  'POST /handout/slips/:slipId/void': (of) => ({ path: { slipId: of.slip }, body: { reason: '封口破损' } }),
  'POST /handout/receipts': (of) => ({ body: { unitIds: [of.unit], receivedBy: '收件人', on: '2026-11-24' } }),
  'POST /handout/urgings': (of) => ({ body: { unitIds: [of.unit] } }),
  'GET /handout/urgings': () => ({}),
  'POST /handout/urgings/seen': () => ({}),
  'POST /slips/opening': () => ({ body: { slipNo: '2171001101-7K3M', code: '0000-0000-0000-0' } }),
  'POST /slips/redemption': () => ({
    body: { slipNo: '2171001101-7K3M', code: '0000-0000-0000-0', person: four, password: 'x', notice: '' },
  }),
  'POST /slips/redemption/account': () => ({
    body: { slipNo: '2171001101-7K3M', code: '0000-0000-0000-0', login: 'nobody', secret: 'nothing' },
  }),
  'GET /standard/profile': () => ({ query: { category: 'k12' } }),
  'GET /standard/codes/:name': () => ({ path: { name: 'gender' } }),
  'GET /standard/codes': () => ({}),
  'GET /national': () => ({}),
  'GET /national/tables': () => ({}),
  'GET /national/tables/:name': () => ({ path: { name: 'honor_title' } }),
  'POST /national/draft/tables/:name': () => ({ path: { name: 'honor_title' }, body: { v: 0, rows: [] } }),
  'POST /national/tables/:name/reading': () => ({
    path: { name: 'honor_title' },
    file: { name: 'honor.csv', content: '代码,名称\n1,甲\n' },
  }),
  'GET /national/tables/:name/workbook': () => ({ path: { name: 'honor_title' } }),
  'GET /national/indicators': () => ({ query: { category: 'k12' } }),
  'POST /national/draft/indicators': () => ({
    body: { v: 0, category: 'k12', indicators: [{ key: 'contact.email', help: '常用邮箱' }] },
  }),
  'POST /national/draft/copy': () => ({ body: { v: 0, version: 0 } }),
  'POST /national/draft/discard': () => ({ body: { v: 1 } }),
  'GET /national/draft/differences': () => ({}),
  'POST /national/submission': () => ({ body: { v: 1, reason: '按教育部通知', inForceOn: '2099-09-01' } }),
  'POST /national/submission/withdrawal': () => ({ body: { v: 1 } }),
  'POST /national/submission/decision': () => ({ body: { decision: 'return', why: '请先论证' } }),
  'GET /national/versions': () => ({}),
  'GET /national/versions/:version': () => ({ path: { version: '1' } }),
  'POST /national/versions/:version/seen': () => ({ path: { version: '1' } }),
  'GET /profiles': () => ({}),
  'GET /profiles/:category': () => ({ path: { category: 'k12' } }),
  'POST /profiles/:category/draft/fields': () => ({
    path: { category: 'k12' },
    body: { v: 0, fields: [{ key: 'contact.address', enabled: false }] },
  }),
  'POST /profiles/:category/draft/subsets': () => ({
    path: { category: 'k12' },
    body: { v: 0, subsets: [{ name: 'patent', enabled: true }] },
  }),
  'POST /profiles/:category/draft/own': () => ({
    path: { category: 'k12' },
    body: { v: 0, fields: [], subsets: [], tables: [] },
  }),
  'POST /profiles/:category/draft/copy': () => ({ path: { category: 'k12' }, body: { v: 0, from: 'kindergarten' } }),
  'POST /profiles/:category/draft/discard': () => ({ path: { category: 'k12' }, body: { v: 1 } }),
  'GET /profiles/:category/impact': () => ({ path: { category: 'k12' } }),
  'GET /profiles/:category/preview': () => ({ path: { category: 'k12' } }),
  'GET /profiles/:category/template': () => ({ path: { category: 'k12' } }),
  'POST /profiles/:category/submission': () => ({
    path: { category: 'k12' },
    body: { v: 1, reason: '按省里的通知调整', when: 'now' },
  }),
  'POST /profiles/:category/submission/withdrawal': () => ({ path: { category: 'k12' }, body: { v: 1 } }),
  'POST /profiles/:category/submission/decision': () => ({
    path: { category: 'k12' },
    body: { decision: 'return', why: '请先征求意见' },
  }),
  'GET /profiles/:category/versions': () => ({ path: { category: 'k12' } }),
  'GET /profiles/:category/comparison': () => ({ path: { category: 'k12' }, query: { from: '1', to: '1' } }),
  'GET /province-modes': () => ({}),
  'POST /province-modes/proposal': () => ({
    body: {
      version: 0,
      modes: { modules: { training: true }, teachersFill: true, signingSends: true },
      reason: '减少一道手续',
    },
  }),
  'POST /province-modes/proposal/withdrawal': () => ({}),
  'POST /province-modes/proposal/decision': () => ({ body: { decision: 'return', why: '暂不调整' } }),
  'GET /teachers': (of) => ({ query: { unitId: of.unit } }),
  'GET /query/indicators': (of) => ({ query: { unitId: of.unit } }),
  'POST /query/teachers': (of) => ({
    body: {
      unitId: of.unit,
      filters: [{ key: 'basic_info.gender', op: 'is', values: ['1', '2'] }],
      columns: ['basic_info.staff_no', 'education_history.education_org'],
    },
  }),
  'GET /query/views': () => ({ query: { kind: 'list' } }),
  'POST /query/views': () => ({ body: { kind: 'list', name: '本校', state: { search: '王' } } }),
  'POST /query/views/:viewId/removal': () => ({ path: { viewId: newId() } }),
  'POST /query/statistics': (of) => ({ body: { unitId: of.unit, rows: 'unit', columns: 'age' } }),
  'POST /query/statistics/workbook': (of) => ({ body: { unitId: of.unit, rows: 'basic_info.gender' } }),
  'POST /query/export': (of) => ({ body: { unitId: of.unit, purpose: '核对在职教师名单' } }),
  'GET /downloads': () => ({}),
  'POST /downloads/:downloadId/cancel': () => ({ path: { downloadId: newId() } }),
  'GET /downloads/:downloadId/file': () => ({ path: { downloadId: newId() } }),
  'GET /downloads/requests': () => ({}),
  'POST /downloads/requests/:downloadId/decision': () => ({ path: { downloadId: newId() }, body: { agree: true } }),
  'GET /teachers/mine': () => ({}),
  'GET /teachers/:teacherId': (of) => ({ path: { teacherId: of.teacher } }),
  'GET /teachers/:teacherId/history': (of) => ({ path: { teacherId: of.teacher } }),
  'GET /teachers/:teacherId/as-of': (of) => ({ path: { teacherId: of.teacher }, query: { on: '2026-01-01' } }),
  'GET /teachers/:teacherId/comparison': (of) => ({
    path: { teacherId: of.teacher },
    query: { from: '2026-01-01', to: '2026-02-01' },
  }),
  'GET /teachers/:teacherId/rows/:rowId/provenance': (of) => ({
    path: { teacherId: of.teacher, rowId: of.teacher },
    query: { subset: 'basic_info' },
  }),
  'GET /teachers/:teacherId/registration-form': (of) => ({ path: { teacherId: of.teacher } }),
  'POST /registration-forms': (of) => ({ body: { teacherIds: [of.teacher], purpose: '存入人事档案' } }),
  'POST /teachers/:teacherId/unmask': (of) => ({
    path: { teacherId: of.teacher },
    body: { subset: 'contact', rowId: of.row, field: 'mobile', reason: '核对证件' },
  }),
  'POST /teachers/:teacherId/rows': (of) => ({
    path: { teacherId: of.teacher },
    body: { subset: 'contact', values: { mobile: '19900001234' } },
  }),
  'POST /teachers/:teacherId/rows/:rowId/removal': (of) => ({
    path: { teacherId: of.teacher, rowId: of.row },
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
  'GET /teachers/:teacherId/files/:fileId': (of) => ({ path: { teacherId: of.teacher, fileId: of.file } }),
  'GET /desk/problems': (of) => ({ query: { unitId: of.unit } }),
  'GET /desk/problems/schools': (of) => ({ query: { unitId: of.unit } }),
  'GET /desk/problems/people': (of) => ({ query: { unitId: of.unit } }),
  'GET /desk/heat': (of) => ({ query: { unitId: of.unit } }),
  'GET /desk/checks': (of) => ({ query: { unitId: of.unit } }),
  'POST /desk/checks': (of) => ({ body: { teacherIds: [of.teacher] }, nothing: nothingDone }),
  'GET /desk/sheet': (of) => ({ query: { unitId: of.unit, subset: 'contact' } }),
  'POST /desk/sheet': (of) => ({
    body: {
      unitId: of.unit,
      subset: 'contact',
      rows: [{ teacherId: newId(), rowId: newId(), cells: [{ field: 'mobile', was: '', text: '19900001234' }] }],
    },
  }),
  'GET /desk/summary': () => ({}),
  'GET /desk/filling': () => ({}),
  'POST /desk/filling': () => ({ body: { teachersFill: true } }),
  'GET /entries/sheet': (of) => ({ query: { unitId: of.unit, subset: 'annual_assessment' } }),
  'POST /entries/sheet': (of) => ({
    body: {
      unitId: of.unit,
      subset: 'annual_assessment',
      rows: [{ teacherId: newId(), rowId: newId(), cells: [{ field: 'result', was: '', text: '合格' }] }],
    },
  }),
  'POST /entries/submissions': (of) => ({ body: { unitId: of.unit, dry: true } }),
  'POST /reports/hand-over': (of) => ({ body: { teacherIds: [of.teacher], dry: true }, nothing: nothingDone }),
  'POST /reports/send': (of) => ({ body: { teacherIds: [of.teacher] }, nothing: nothingDone }),
  'GET /additions': () => ({}),
  'POST /additions/hand-over': (of) => ({ body: { teacherIds: [of.teacher] }, nothing: nothingDone }),
  'POST /teachers/:teacherId/files/:fileId/removal': (of) => ({ path: { teacherId: of.teacher, fileId: of.file } }),
  'POST /teachers/:teacherId/additions/:changeId/submission': (of) => ({
    path: { teacherId: of.teacher, changeId: of.addition },
  }),
  'GET /cases': (of) => ({ query: { unitId: of.unit }, nothing: nothingListed }),
  'GET /cases/:caseId': (of) => ({ path: { caseId: of.case } }),
  'POST /cases/decisions': (of) => ({
    body: { cases: [{ id: of.case, round: 99, decision: 'pass' }] },
    nothing: nothingDone,
  }),
  'GET /cases/schools': () => ({}),
  'POST /cases/looks': (of) => ({ body: { cases: [{ id: of.case, round: 1 }] }, nothing: nothingDone }),
  'POST /cases/marks': (of) => ({
    body: { cases: [{ id: of.case, round: 1, verdict: 'pass' }] },
    nothing: nothingDone,
  }),
  'POST /cases/marks/removal': (of) => ({ body: { ids: [of.case] }, nothing: nothingDone }),
  'POST /cases/lists': (of) => ({ body: { unitId: of.unit }, nothing: ({ list }) => list === null }),
  'POST /cases/lists/enlarging': (of) => ({ body: { unitId: of.unit }, nothing: ({ list }) => list === null }),
  'POST /cases/decisions/marked': (of) => ({
    body: { unitId: of.unit, expect: { pass: 0, back: 0, rest: 0 } },
    nothing: nothingDone,
  }),
  'POST /cases/withdrawals': (of) => ({ body: { caseIds: [of.case] }, nothing: nothingDone }),
  'GET /cases/setting': () => ({}),
  'POST /cases/setting': () => ({ body: { rate: 10, atLeast: 5, atMost: 50, targetDays: 5 } }),
  'GET /cases/reasons': () => ({}),
  'POST /cases/reasons': () => ({ body: { text: '与证件不符' } }),
  'POST /cases/reasons/:reasonId/removal': (of) => ({ path: { reasonId: of.reason } }),
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
  'GET /intake/batches/:batchId/changes': (of) => ({ path: { batchId: of.batch } }),
  'POST /intake/batches/:batchId/halt': (of) => ({ path: { batchId: of.batch } }),
  'POST /intake/batches/:batchId/undo': (of) => ({ path: { batchId: of.batch } }),
  'POST /intake/batches/:batchId/cancel': (of) => ({ path: { batchId: of.batch } }),
  'GET /audit/events': (of) => ({ query: { unitId: of.unit } }),
  'GET /audit/people': () => ({ query: { name: '张三' } }),
  'GET /audit/chain': () => ({}),
  'POST /audit/verification': () => ({ body: { blocks: 1 } }),
  'POST /audit/export': (of) => ({ body: { unitId: of.unit, format: 'xlsx' } }),
  'GET /audit/accounts': () => ({}),
  'GET /audit/readers': () => ({}),
  'GET /progress': (of) => ({ query: { unitId: of.unit } }),
  'GET /progress/workbook': (of) => ({ query: { unitId: of.unit } }),
  'GET /progress/people': (of) => ({ query: { unitId: of.unit } }),
  'POST /progress/urgings': (of) => ({ body: { unitIds: [of.unit], text: null } }),
  'POST /progress/urgings/people': (of) => ({ body: { teacherIds: [of.teacher], text: null } }),
  'GET /rounds': () => ({}),
  'POST /rounds': (of) => ({ body: { ...plan, rootIds: [of.unit] } }),
  'POST /rounds/:roundId': (of) => ({ path: { roundId: of.round }, body: { ...plan, v: 99, reason: '推迟' } }),
  'POST /rounds/:roundId/close': (of) => ({ path: { roundId: of.round }, body: { reason: '已完成' } }),
  'POST /rounds/:roundId/reopening': (of) => ({
    path: { roundId: of.round },
    body: { deadline: plan.deadline, reason: '补报' },
  }),
  'POST /rounds/:roundId/deadlines': (of) => ({
    path: { roundId: of.round },
    body: { unitIds: [of.unit], deadline: plan.startsOn },
  }),
  'GET /rounds/deadlines': () => ({}),
  'GET /rounds/calendar': () => ({ query: { year: '2026' } }),
  'POST /rounds/calendar': () => ({ body: { day: '2027-02-09', working: false, name: '春节', source: 'published' } }),
  'GET /messages': () => ({}),
  'GET /messages/unread': () => ({}),
  'POST /messages/read': () => ({ body: { ids: [newId()] } }),
  'POST /help': () => ({ body: { page: '/teachers', subject: 'information', question: '学历该怎么填写？' } }),
  'GET /help/mine': () => ({}),
  'GET /help': () => ({}),
  'POST /help/:helpId/answer': (of) => ({ path: { helpId: of.help }, body: { answer: '按毕业证填写' } }),
  'POST /help/:helpId/close': (of) => ({ path: { helpId: of.help } }),
  'GET /security': () => ({}),
  'POST /security/proposals': () => ({
    body: { settings: { ...builtInSettings, idleMinutes: 20 }, reason: '缩短无操作退出时间', basedOn: newId() },
  }),
  'POST /security/proposals/:proposalId/decision': (of) => ({
    path: { proposalId: of.proposal },
    body: { decision: 'refuse', reason: '没有必要' },
  }),
  'POST /security/proposals/:proposalId/withdrawal': (of) => ({
    path: { proposalId: of.proposal },
    body: { reason: '写错了' },
  }),
}
