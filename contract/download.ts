import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Done, Id, Paging, pageOf } from './shape.ts'

/** What is made: 教师名册 as a workbook, 教师信息登记表 as one PDF. */
export const downloadKinds = ['roster', 'registration'] as const
export type DownloadKind = (typeof downloadKinds)[number]
export const downloadKindNames: Record<DownloadKind, string> = { roster: '教师名册', registration: '教师信息登记表' }

/** Most people in one file; without a second person; of one person in a day. `hours`: how long a file lies (P04). */
export const downloadLimits = { most: 50_000, alone: 5000, aDay: 50_000, hours: 24 } as const

/** waiting: for the unit's 系统管理员; gone: downloaded, or after `downloadLimits.hours`. */
export const downloadStates = ['waiting', 'refused', 'making', 'ready', 'gone', 'cancelled', 'failed'] as const
export type DownloadState = (typeof downloadStates)[number]
export const downloadStateNames: Record<DownloadState, string> = {
  waiting: '待系统管理员确认',
  refused: '未同意',
  making: '正在生成',
  ready: '可下载',
  gone: '已下载或过期',
  cancelled: '已取消',
  failed: '生成失败',
}

export const Purpose = z.string().trim().min(4, '请写明用途，至少 4 个字').max(200, '用途最多 200 个字')

export const Download = z.object({
  id: Id,
  /** printed in the file */
  no: z.string(),
  kind: z.enum(downloadKinds),
  title: z.string(),
  state: z.enum(downloadStates),
  purpose: z.string(),
  /** of whom, in words; never a name that was searched for */
  scope: z.string(),
  columns: z.array(z.string()),
  people: z.number().int(),
  done: z.number().int(),
  /** with sensitive indicators (class 3) */
  sensitive: z.boolean(),
  askedAt: z.string(),
  askedBy: z.string(),
  decidedBy: z.string().nullable(),
  why: z.string().nullable(),
  madeAt: z.string().nullable(),
  /** last moment of the file */
  until: z.string().nullable(),
  downloadedAt: z.string().nullable(),
  bytes: z.number().int().nullable(),
  sm3: z.string().nullable(),
  can: z.array(z.enum(['download', 'cancel', 'decide'])),
})
export type Download = z.infer<typeof Download>

const which = { params: z.object({ downloadId: Id }) } as const

/** 下载中心 */
export const downloadApi = {
  list: endpoint({
    method: 'GET',
    path: '/downloads',
    summary: '下载中心：本岗位生成的文件',
    permission: 'download.read',
    query: z.object(Paging),
    returns: pageOf(Download),
  }),
  cancel: endpoint({
    method: 'POST',
    path: '/downloads/:downloadId/cancel',
    summary: '取消生成，或删除已生成的文件',
    permission: 'download.read',
    ...which,
    returns: Done,
  }),
  file: endpoint({
    method: 'GET',
    path: '/downloads/:downloadId/file',
    summary: '下载文件',
    permission: 'download.read',
    kind: 'download',
    fresh: true,
    ...which,
    returns: z.any(),
  }),
  requests: endpoint({
    method: 'GET',
    path: '/downloads/requests',
    summary: '导出确认：本单位的申请',
    permission: 'export.confirm',
    query: z.object(Paging),
    returns: pageOf(Download),
  }),
  decide: endpoint({
    method: 'POST',
    path: '/downloads/requests/:downloadId/decision',
    summary: '同意或不同意导出',
    permission: 'export.confirm',
    fresh: true,
    ...which,
    body: z.object({ agree: z.boolean(), why: z.string().trim().max(200).optional() }),
    returns: Done,
  }),
}
