import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Done, Id, Paging, pageOf } from './shape.ts'

/** What a question (求助) is about, which decides whose desk it goes to: how to fill in and review, or accounts, posts and the system. */
export const helpSubjects = { information: '信息填报与审核', system: '账号、岗位与系统使用' } as const

export const HelpRow = z.object({
  id: Id,
  page: z.string(),
  subject: z.enum(['information', 'system']),
  question: z.string(),
  /** the unit and role that ask; at the desk above nobody's name is shown */
  from: z.string(),
  /** the unit that answers */
  to: z.string(),
  at: z.string(),
  answer: z.string().nullable(),
  answeredAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  can: z.array(z.enum(['answer', 'close'])),
})
export type HelpRow = z.infer<typeof HelpRow>

const ofHelp = { objects: { helpId: 'help' }, params: z.object({ helpId: Id }) } as const

export const helpApi = {
  ask: endpoint({
    method: 'POST',
    path: '/help',
    summary: '求助：向上一级提问',
    permission: 'help.ask',
    body: z.object({
      /** the page one asks from: a path of the web application */
      page: z.string().trim().min(1).max(200).regex(/^\//, '应为本系统页面的路径'),
      subject: z.enum(['information', 'system']),
      question: z.string().trim().min(5, '请把问题写得具体一些（至少 5 个字）').max(500),
    }),
    returns: Done.extend({ id: Id, to: z.string() }),
  }),
  mine: endpoint({
    method: 'GET',
    path: '/help/mine',
    summary: '我的求助',
    permission: 'help.ask',
    query: z.object(Paging),
    returns: pageOf(HelpRow),
  }),
  desk: endpoint({
    method: 'GET',
    path: '/help',
    summary: '下级向本岗位的求助',
    permission: 'help.answer',
    query: z.object({ open: z.enum(['yes']).optional(), ...Paging }),
    returns: pageOf(HelpRow),
  }),
  answer: endpoint({
    method: 'POST',
    path: '/help/:helpId/answer',
    summary: '答复求助',
    permission: 'help.answer',
    ...ofHelp,
    body: z.object({ answer: z.string().trim().min(2, '请填写答复').max(1000) }),
    returns: Done,
  }),
  close: endpoint({
    method: 'POST',
    path: '/help/:helpId/close',
    summary: '结束自己的求助',
    permission: 'help.close',
    ...ofHelp,
    returns: Done,
  }),
}
