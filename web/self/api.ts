import type { Answer, AnyEndpoint } from '../../contract/endpoint.ts'

/** What went wrong with a request, in a sentence for the person at the screen. `code` is the problem's stable name, 'offline' without an answer. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly code: string

  constructor(code: string, sentence: string) {
    super(sentence)
    this.code = code
  }
}

type Session = typeof import('../../contract/session.ts').sessionApi
type Teacher = typeof import('../../contract/teacher.ts').teacherApi
type Audit = typeof import('../../contract/audit.ts').auditApi
type Standard = typeof import('../../contract/standard.ts').standardApi
type Addition = typeof import('../../contract/addition.ts').additionApi
type Review = typeof import('../../contract/review-desk.ts').reviewDeskApi
type Lesson = typeof import('../../contract/lesson.ts').lessonApi
type Message = typeof import('../../contract/message.ts').messageApi
type Help = typeof import('../../contract/help.ts').helpApi
type File = typeof import('../../contract/file.ts').fileApi
type Saved = { subset: string; rowId?: string; values: Record<string, string | string[]> }

/** Longest wait for an answer, in milliseconds: a weak mobile network still gets through, a dead one is said. */
const patience = 20_000

/**
 * The operations this entry needs, with the shapes of the contract. Paths are written here, because the contract's own
 * code would bring its schema library (60 KB) to every phone. All throw a `Refusal`.
 */
export const api = {
  me: () => ask<Session['me']>('GET', '/session'),
  logout: () => ask<Session['logout']>('POST', '/session/end'),
  switchPost: (postId: string) => ask<Session['switchPost']>('POST', '/session/post', { postId }),
  readNotices: (ids: string[]) => ask<Session['readNotices']>('POST', '/session/notices/read', { ids }),
  mine: () => ask<Teacher['mine']>('GET', '/teachers/mine'),
  check: (teacher: string) => ask<Teacher['check']>('GET', `/teachers/${teacher}/findings`),
  history: (teacher: string) => ask<Teacher['history']>('GET', `/teachers/${teacher}/history`),
  saveRow: (teacher: string, row: Saved) => ask<Teacher['saveRow']>('POST', `/teachers/${teacher}/rows`, row),
  removeRow: (teacher: string, subset: string, rowId: string) =>
    ask<Teacher['removeRow']>('POST', `/teachers/${teacher}/rows/${rowId}/removal`, { subset }),
  unmask: (teacher: string, item: { subset: string; rowId: string; field: string; reason: string }) =>
    ask<Teacher['unmask']>('POST', `/teachers/${teacher}/unmask`, item),
  submit: (teacher: string) => ask<Teacher['submit']>('POST', `/teachers/${teacher}/submission`),
  submitAddition: (teacher: string, change: string) =>
    ask<Addition['submit']>('POST', `/teachers/${teacher}/additions/${change}/submission`, {}),
  withdraw: (caseId: string) => ask<Review['withdraw']>('POST', '/cases/withdrawals', { caseIds: [caseId] }),
  messages: (page: number) => ask<Message['list']>('GET', `/messages?page=${page}`),
  unread: () => ask<Message['unread']>('GET', '/messages/unread'),
  readMessages: (what: { ids: string[] } | { all: true }) => ask<Message['read']>('POST', '/messages/read', what),
  askHelp: (question: { page: string; subject: 'information' | 'system'; question: string }) =>
    ask<Help['ask']>('POST', '/help', question),
  myHelp: (page: number) => ask<Help['mine']>('GET', `/help/mine?page=${page}`),
  closeHelp: (id: string) => ask<Help['close']>('POST', `/help/${id}/close`, {}),
  files: (teacher: string) => ask<File['list']>('GET', `/teachers/${teacher}/files`),
  removeFile: (teacher: string, file: string) =>
    ask<File['remove']>('POST', `/teachers/${teacher}/files/${file}/removal`, {}),
  lesson: () => ask<Lesson['read']>('GET', '/lessons'),
  readers: (page: number) => ask<Audit['readers']>('GET', `/audit/readers?page=${page}`),
  profile: (category: string) => ask<Standard['profile']>('GET', `/standard/profile?category=${category}`),
  codeTable: (name: string) => ask<Standard['codeTable']>('GET', `/standard/codes/${name}`),
}

async function ask<E extends AnyEndpoint>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer<E>> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), patience)
  try {
    const response = await fetch(`/api${path}`, {
      method,
      signal: stop.signal,
      // a save that is under way when the page closes still arrives
      keepalive: method === 'POST',
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    // the server answers in the contract's shapes, or with a problem
    const said: unknown = await response.json()
    if (!response.ok) throw refusalOf(said)
    return said as Answer<E>
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('offline', '连不上服务器。请检查网络后再试')
  } finally {
    clearTimeout(timer)
  }
}

function refusalOf(said: unknown): Refusal {
  const problem = said as { code?: string; title?: string; findings?: { message: string }[]; request?: string }
  const sentence = [
    problem.title ?? '没有办成，请稍后再试',
    ...(problem.findings ?? []).slice(0, 3).map((finding) => finding.message),
  ].join('；')
  return new Refusal(
    problem.code ?? 'system.failed',
    problem.request ? `${sentence}（编号 ${problem.request}）` : sentence,
  )
}

/** The sentence for any error. */
export function sentenceOf(error: unknown): string {
  return error instanceof Refusal ? error.message : '页面出现错误，请刷新后再试'
}
