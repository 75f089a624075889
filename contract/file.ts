import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Done, Id } from './shape.ts'

/** Stored files: the value of an indicator of type 'image' or 'file' is the id of one. */
export const StoredFile = z.object({
  fileId: Id,
  name: z.string(),
  /** bytes */
  size: z.number().int(),
  mediaType: z.string(),
})
export type StoredFile = z.infer<typeof StoredFile>

/** A file of the 材料袋: everything that was ever uploaded for a person, once, with the rows that name it. */
export const BoxFile = StoredFile.extend({
  /** the indicator it was uploaded for; null when it was put into the 材料袋 */
  subset: z.string().nullable(),
  field: z.string().nullable(),
  /** stays with its one indicator: the photo */
  secret: z.boolean(),
  at: z.string(),
  uses: z.array(z.object({ subset: z.string(), rowId: Id })),
})
export type BoxFile = z.infer<typeof BoxFile>

const params = z.object({ teacherId: Id })
const objects = { teacherId: 'teacher' } as const

export const fileApi = {
  /** what the rows that this reader sees refer to; the photo only in one's own record, others open its id with the eye (teacherApi.unmask) */
  list: endpoint({
    method: 'GET',
    path: '/teachers/:teacherId/files',
    summary: '材料袋：附件清单',
    permission: 'teacher.read',
    objects,
    params,
    returns: z.object({ files: z.array(BoxFile) }),
  }),
  /**
   * One file for one indicator: a photo (JPEG, 300×370 to 4000×4000, at most the indicator's maxKb) or an attachment (PDF, JPEG, PNG, at most 10 MB).
   * It belongs to the record once a row is saved with `fileId` as the value; what no row names is removed after a day. Without `subset` and `field` it is put into the
   * 材料袋, where it stays, and any row may name it. A document that is already there is not kept twice: its own `fileId` is the answer.
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
    query: z
      .object({ subset: z.string().max(60).optional(), field: z.string().max(60).optional() })
      .refine(
        ({ subset, field }) => (subset === undefined) === (field === undefined),
        '应同时写明信息集和指标，或都不写',
      ),
    returns: StoredFile,
  }),
  /** of a document that no row names or ever named (file.in-use otherwise) */
  remove: endpoint({
    method: 'POST',
    path: '/teachers/:teacherId/files/:fileId/removal',
    summary: '删除材料袋中没有用到的材料',
    permission: 'teacher.edit',
    objects,
    params: params.extend({ fileId: Id }),
    returns: Done,
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
