import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './shape.ts'

/** Stored files: the value of an indicator of type 'image' or 'file' is the id of one. */
export const StoredFile = z.object({
  fileId: Id,
  name: z.string(),
  /** bytes */
  size: z.number().int(),
  mediaType: z.string(),
})
export type StoredFile = z.infer<typeof StoredFile>

const params = z.object({ teacherId: Id })
const objects = { teacherId: 'teacher' } as const

export const fileApi = {
  /** what the rows that this reader sees refer to; the photo only in one's own record, others open its id with the eye (teacherApi.unmask) */
  list: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/files',
    summary: '附件清单',
    permission: 'teacher.read',
    objects,
    params,
    returns: z.object({ files: z.array(StoredFile) }),
  }),
  /**
   * One file for one indicator: a photo (JPEG, 300×370 to 4000×4000, at most the indicator's maxKb) or an attachment (PDF, JPEG, PNG, at most 10 MB).
   * It belongs to the record once a row is saved with `fileId` as the value; what no row names is removed after a day.
   */
  upload: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/files',
    summary: '上传照片或附件',
    permission: 'teacher.edit',
    kind: 'upload',
    maxBytes: 10 * 1024 * 1024,
    objects,
    params,
    query: z.object({ subset: z.string().max(60), field: z.string().max(60) }),
    returns: StoredFile,
  }),
  /** every reading is audited; a photo (class 4) needs what the eye needs */
  download: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/files/:fileId',
    summary: '下载照片或附件',
    permission: 'teacher.read',
    kind: 'download',
    objects,
    params: params.extend({ fileId: Id }),
    returns: z.any(),
  }),
}
