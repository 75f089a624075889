import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Done, Finding, Id, Paging, pageOf } from './shape.ts'

/** One line of the sheet (四项信息): as typed or pasted. */
export const FourItems = z.object({
  name: z.string().max(200),
  gender: z.string().max(20),
  birthDate: z.string().max(40),
  idNumber: z.string().max(60),
  /** 档案为准: why the birth date differs from the one in the number */
  birthDateReason: z.string().max(200).optional(),
})
export type FourItems = z.infer<typeof FourItems>

const sheet = z.object({ rows: z.array(FourItems).min(1, '名单为空').max(500, '一次最多 500 人') })

/** A finding at a cell: row is the 0-based place in the sheet. */
export const CellFinding = Finding.extend({ row: z.string() })
export type CellFinding = z.infer<typeof CellFinding>

export const Checked = z.object({
  findings: z.array(CellFinding),
  /** the rows as they would be kept (repaired width, blanks, dates) */
  rows: z.array(FourItems),
  /** how many rows have no error */
  good: z.number().int(),
})

/** A one-time code, shown once; only its hash is kept. */
export const Slip = z.object({ name: z.string(), login: z.string(), code: z.string(), expiresOn: z.string() })

export const AccountRow = z.object({
  accountId: Id,
  name: z.string(),
  gender: z.string(),
  birthDate: z.string().nullable(),
  login: z.string(),
  roles: z.array(z.string()),
  state: z.enum(['pending', 'active', 'locked', 'stopped']),
  head: z.boolean(),
  can: z.array(z.enum(['name-head', 'end-head', 'new-code'])),
})
export type AccountRow = z.infer<typeof AccountRow>

export const UnknownPerson = z.object({ id: Id, at: z.string(), batchNo: z.string().nullable(), items: FourItems })

export const accountApi = {
  list: endpoint({
    method: 'GET',
    path: '/accounts',
    summary: '本单位账号',
    permission: 'account.list',
    query: z.object({ ...Paging, search: z.string().max(50).optional() }),
    returns: pageOf(AccountRow),
  }),
  check: endpoint({
    method: 'POST',
    path: '/accounts/check',
    summary: '核对教师四项信息（不生成账号）',
    permission: 'account.generate',
    body: sheet,
    returns: Checked,
  }),
  generate: endpoint({
    method: 'POST',
    path: '/accounts',
    summary: '生成教师账号',
    permission: 'account.generate',
    body: sheet.extend({ unknownIds: z.array(Id).max(500).default([]) }),
    returns: z.object({ slips: z.array(Slip) }),
  }),
  newCode: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/codes',
    summary: '重发激活码',
    permission: 'account.code',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    body: z.object({ checked: z.enum(['in-person', 'call-back', 'letter']) }),
    returns: Slip,
  }),
  nameHead: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/head',
    summary: '指定学校负责人',
    permission: 'head.name',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    returns: Done,
  }),
  endHead: endpoint({
    method: 'POST',
    path: '/accounts/:accountId/head/end',
    summary: '撤销学校负责人',
    permission: 'head.name',
    objects: { accountId: 'account' },
    params: z.object({ accountId: Id }),
    returns: Done,
  }),
  /** people named in an import whom the school does not have */
  unknown: endpoint({
    method: 'GET',
    path: '/accounts/unknown',
    summary: '待建账号的人员（导入中出现而本校没有）',
    permission: 'account.generate',
    returns: z.object({ people: z.array(UnknownPerson).max(500) }),
  }),
}
