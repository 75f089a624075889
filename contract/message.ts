import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Done, Id, Paging } from './shape.ts'

/** What a message (消息) is about, in the words of its filter. A message tells that something happened; what waits to be done stands on the 工作台. */
export const messageKinds = {
  urging: '催办',
  round: '采集轮次',
  report: '报送与审核',
  addition: '新增信息',
  entry: '主管部门填报',
  intake: '批量导入',
  indicator: '指标体系',
  account: '账号与岗位',
  help: '求助',
} as const
export type MessageKind = keyof typeof messageKinds
const Kind = z.enum(Object.keys(messageKinds) as [MessageKind, ...MessageKind[]])

/** Months that a message is kept. */
export const messageMonths = 12

export const Message = z.object({
  id: Id,
  kind: Kind,
  title: z.string(),
  text: z.string(),
  /** a path of the web application */
  link: z.string().nullable(),
  /** the unit that wrote it; null: the system */
  from: z.string().nullable(),
  at: z.string(),
  readAt: z.string().nullable(),
  /** to the post's desk: who reads first has read for all */
  desk: z.boolean(),
})
export type Message = z.infer<typeof Message>

export const messageApi = {
  list: endpoint({
    method: 'GET',
    path: '/messages',
    summary: '消息：发给本人和本岗位的，最近的在前',
    permission: 'message.read',
    query: z.object({ kind: Kind.optional(), unread: z.enum(['yes']).optional(), ...Paging }),
    returns: z.object({
      total: z.number().int(),
      unread: z.number().int(),
      rows: z.array(Message),
    }),
  }),
  /** for the number at the bell: counted up to 100 */
  unread: endpoint({
    method: 'GET',
    path: '/messages/unread',
    summary: '未读消息数',
    permission: 'message.read',
    returns: z.object({ unread: z.number().int() }),
  }),
  read: endpoint({
    method: 'POST',
    path: '/messages/read',
    summary: '标为已读：所选的，或全部',
    permission: 'message.read',
    body: z.object({ ids: z.array(Id).min(1).max(200) }).or(z.object({ all: z.literal(true) })),
    returns: Done.extend({ read: z.number().int() }),
  }),
}

/**
 * A run of digits that looks like an id number or a telephone number, as it stands in the text; null: none. Free text that travels between units holds no
 * personal data (docs/domain/message.md), and these two are what people paste.
 */
export function privateDigits(text: string): string | null {
  const narrow = text.replace(/[０-９Ｘｘ]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0))
  const found = narrow.match(privateNumber)
  return found ? text.slice(found.index, (found.index ?? 0) + found[0].length) : null
}

/** Eleven digits in a row; a mobile number, an id number or a telephone with its area code, written in groups. */
const privateNumber =
  /\d{11,}[xX]?|(?<!\d)(?:1[3-9]\d[\s-]\d{4}[\s-]\d{4}|\d{6}[\s-]\d{8}[\s-]\d{3}[\dxX]|0\d{2,3}[\s-]?\d{7,8})(?!\d)/
