import { readFile } from 'node:fs/promises'
import type { StoredFile } from '../../contract/file.ts'
import type { ProfileField } from '../../standard/indicator.ts'
import { lockReports } from '../change/door.ts'
import { audit } from '../platform/audit.ts'
import { sealBytes, unsealBytes } from '../platform/cipher.ts'
import { type Context, demand } from '../platform/context.ts'
import type { FileAnswer, Upload } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { demandFilling } from '../profile/modes.ts'
import { profileOf } from '../profile/rules.ts'
import type { Standing } from '../record/door.ts'
import { teacherFor } from '../teacher/door.ts'
import { mayEdit, seesPending } from '../teacher/view.ts'
import { accept, demandSize } from './accept.ts'
import * as store from './sql.ts'

/** Uploads that no row names yet, at most so many a teacher. */
const mostUnsaved = 20

/** A file opens for its teacher and id only: a content moved to another row does not. */
const placeOf = (teacherId: string, fileId: string) => `file|${teacherId}|${fileId}`

/**
 * Keeps one upload for one indicator, encrypted. Only who may write the indicator now may upload for it.
 * @throws Problem teacher.locked, teacher.field-closed, file.refused
 */
export async function keep(
  ctx: Context,
  teacherId: string,
  at: { subset: string; field: string },
  upload: Upload,
): Promise<StoredFile> {
  const standing = await teacherFor(ctx, 'teacher.edit', teacherId)
  await demandFilling(ctx, standing.provinceCode)
  const [report] = await lockReports(ctx, [teacherId])
  if (!report || !mayEdit(ctx, standing, report.stage)) throw new Problem('teacher.locked')
  const field = await fieldOf(ctx, standing, at)
  if (!field || (field.type !== 'image' && field.type !== 'file'))
    throw new Problem('not-found', { title: '生效的指标体系中没有这个照片或附件指标' })
  const closed = ctx.actor.role === 'teacher' ? !field.openToTeacher : field.filledBy === 'A'
  if (closed) throw new Problem('teacher.field-closed', { title: field.lockedWhy ?? `“${field.label}”由学校填报` })

  const { provinceCode } = standing
  if ((await store.sweepUnsaved(ctx, provinceCode, teacherId)) >= mostUnsaved)
    throw new Problem('file.refused', {
      title: `已有 ${mostUnsaved} 个上传了但没有保存的文件，请先保存所填内容，或一天后再传`,
    })
  demandSize(upload.size)
  const accepted = accept(field, upload.name, await readFile(upload.path))
  const file = { id: newId(), name: accepted.name, media_type: accepted.mediaType, size: accepted.content.length }
  const content = sealBytes(ctx.keys, accepted.content, placeOf(teacherId, file.id))
  await store.insertFile(ctx, { ...file, ...at, content, province_code: provinceCode, teacher_id: teacherId })
  await audit(ctx, {
    action: 'teacher.upload-file',
    object: { type: 'teacher', id: teacherId },
    detail: { ...at, file: file.id, size: file.size },
  })
  return infoOf({ ...file, ...at, used_at: null })
}

/**
 * One file in clear, of what this reader may see at all; audited. A file of class 4 asks for the permission of the eye.
 * @throws Problem not-found, not-allowed
 */
export async function read(ctx: Context, teacherId: string, fileId: string): Promise<FileAnswer> {
  const standing = await teacherFor(ctx, 'teacher.read', teacherId)
  const file = (await seenFiles(ctx, standing)).find(({ id }) => id === fileId)
  if (!file) throw new Problem('not-found', { title: '该项没有内容' })
  const secret = await isSecret(ctx, standing, file)
  if (secret) demand(ctx, 'teacher.unmask', standing)
  const sealed = await store.contentOf(ctx, standing.provinceCode, file.id)
  const content = unsealBytes(ctx.keys, sealed, placeOf(teacherId, file.id))
  await audit(ctx, {
    action: secret ? 'teacher.unmask' : 'teacher.read-file',
    object: { type: 'teacher', id: teacherId },
    detail: { subset: file.subset, field: file.field, file: file.id },
  })
  return { name: file.name, type: file.media_type, content }
}

/** What the rows this reader sees refer to; files of class 4 only in one's own record, where their ids are in clear anyway. */
export async function list(ctx: Context, teacherId: string): Promise<StoredFile[]> {
  const standing = await teacherFor(ctx, 'teacher.read', teacherId)
  const own = ctx.actor.role === 'teacher'
  const shown: StoredFile[] = []
  for (const file of await seenFiles(ctx, standing))
    if (own || !(await isSecret(ctx, standing, file))) shown.push(infoOf(file))
  return shown
}

/** The school and the person see every file of the record, also what a row no longer names; the authority what the rows name that it sees. */
async function seenFiles(ctx: Context, standing: Standing): Promise<store.FileRow[]> {
  const files = await store.filesOf(ctx, standing.provinceCode, standing.teacherId)
  if (files.length === 0) return []
  const pending = seesPending(ctx, standing, await store.stageOf(ctx, standing.provinceCode, standing.teacherId))
  if (pending && ctx.actor.level === 'school') return files
  return files.filter(({ id, subset, field }) =>
    standing.rows.some(
      (row) => row.subset === subset && (row.effective?.[field] === id || (pending && row.values?.[field] === id)),
    ),
  )
}

async function fieldOf(
  ctx: Context,
  standing: Standing,
  at: { subset: string; field: string },
): Promise<ProfileField | undefined> {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  return profile.subsets.find(({ name }) => name === at.subset)?.fields.find(({ name }) => name === at.field)
}

/** What the profile no longer knows is treated as the most secret. */
const isSecret = async (ctx: Context, standing: Standing, file: store.FileRow) =>
  ((await fieldOf(ctx, standing, file))?.secrecy ?? 4) === 4

const infoOf = ({ id, name, size, media_type }: store.FileRow): StoredFile => ({
  fileId: id,
  name,
  size,
  mediaType: media_type,
})
