import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { BoxFile, StoredFile } from '../../contract/file.ts'
import type { ProfileField } from '../../standard/indicator.ts'
import { lockReports } from '../change/door.ts'
import { audit } from '../platform/audit.ts'
import { blindIndex, sealBytes, unsealBytes } from '../platform/cipher.ts'
import { type Context, demand } from '../platform/context.ts'
import type { FileAnswer, Upload } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import { demandFilling } from '../profile/filling.ts'
import { profileOf } from '../profile/rules.ts'
import type { Standing } from '../record/door.ts'
import { teacherFor } from '../teacher/door.ts'
import { demandWritable } from '../teacher/save.ts'
import { seesDraftsOf } from '../teacher/view.ts'
import { accept, demandSize } from './accept.ts'
import * as store from './sql.ts'

/** Uploads that no row names yet, at most so many a teacher; and what may lie in the 材料袋. */
const mostUnsaved = 20
const box = { files: 200, bytes: 200 * 1024 * 1024 }

/** A file opens for its teacher and id only: a content moved to another row does not. */
const placeOf = (teacherId: string, fileId: string) => `file|${teacherId}|${fileId}`

/**
 * Keeps one upload, encrypted: for one indicator, which only who may write it now uploads for; or without one, in the 材料袋, where it stays. A document that the
 * teacher already keeps is not kept twice: the answer names the one that is there.
 * @throws Problem teacher.locked, teacher.field-closed, file.refused
 */
export async function keep(
  ctx: Context,
  teacherId: string,
  asked: { subset?: string | undefined; field?: string | undefined },
  upload: Upload,
): Promise<StoredFile> {
  const standing = await teacherFor(ctx, 'teacher.edit', teacherId)
  await demandFilling(ctx, standing)
  const { provinceCode } = standing
  const { subset, field: name } = asked
  const at = subset && name ? { subset, field: name } : null
  const field = at ? await fieldForUpload(ctx, standing, at) : looseField
  await demandRoom(ctx, standing, at === null, upload.size)
  const accepted = accept(field, upload.name, await readFile(upload.path))
  const secret = field.secrecy === 4
  const digest = secret ? null : digestOf(ctx, teacherId, accepted.content)
  const found = digest && (await store.sameContent(ctx, provinceCode, teacherId, digest))
  if (found) return infoOf(found)
  const file = {
    id: newId(),
    subset: at?.subset ?? null,
    field: at?.field ?? null,
    secret,
    name: accepted.name,
    media_type: accepted.mediaType,
    size: accepted.content.length,
    used_at: at ? null : ctx.now,
  }
  const content = sealBytes(ctx.keys, accepted.content, placeOf(teacherId, file.id))
  await store.insertFile(ctx, { ...file, digest, content, province_code: provinceCode, teacher_id: teacherId })
  await audit(ctx, {
    action: 'teacher.upload-file',
    object: { type: 'teacher', id: teacherId },
    detail: { ...at, file: file.id, size: file.size },
  })
  return infoOf(file)
}

/** What lies in the 材料袋 is an attachment of no indicator yet. */
const looseField: Pick<ProfileField, 'type' | 'label' | 'secrecy'> = { type: 'file', label: '材料', secrecy: 3 }

async function fieldForUpload(ctx: Context, standing: Standing, at: { subset: string; field: string }) {
  const profile = await profileOf(ctx, standing.provinceCode, standing.category)
  await demandWritable(
    ctx,
    standing,
    profile.subsets.find(({ name }) => name === at.subset),
    undefined,
  )
  const field = await fieldOf(ctx, standing, at)
  if (!field || (field.type !== 'image' && field.type !== 'file'))
    throw new Problem('not-found', { title: '生效的指标体系中没有这个照片或附件指标' })
  const closed = ctx.actor.role === 'teacher' ? !field.openToTeacher : field.filledBy === 'A'
  if (closed) throw new Problem('teacher.field-closed', { title: field.lockedWhy ?? `“${field.label}”由学校填报` })
  return field
}

async function demandRoom(ctx: Context, standing: Standing, inBox: boolean, size: number): Promise<void> {
  const { provinceCode, teacherId } = standing
  demandSize(size)
  if (inBox) {
    const lies = await store.boxSize(ctx, provinceCode, teacherId)
    if (lies.files >= box.files || lies.bytes + size > box.bytes)
      throw new Problem('file.refused', {
        title: `材料袋最多放 ${box.files} 份、共 ${box.bytes / 1024 / 1024} MB，请先删除没有用到的材料`,
      })
  } else if ((await store.sweepUnsaved(ctx, provinceCode, teacherId)) >= mostUnsaved)
    throw new Problem('file.refused', {
      title: `已有 ${mostUnsaved} 个上传了但没有保存的文件，请先保存所填内容，或一天后再传`,
    })
}

const digestOf = (ctx: Context, teacherId: string, content: Buffer): Buffer =>
  blindIndex(ctx.keys, 'file', teacherId, createHash('sm3').update(content).digest('hex'))

/**
 * Drops a document of the 材料袋 that no row names or ever named.
 * @throws Problem not-found, file.in-use
 */
export async function drop(ctx: Context, teacherId: string, fileId: string): Promise<void> {
  const standing = await teacherFor(ctx, 'teacher.edit', teacherId)
  await demandFilling(ctx, standing)
  // a row that is being saved with this file comes first, and then it stays
  await lockReports(ctx, [teacherId])
  const file = (await store.filesOf(ctx, standing.provinceCode, teacherId)).find(({ id }) => id === fileId)
  if (!file) throw new Problem('not-found', { title: '没有这份材料，可能已被删除' })
  if (!(await store.dropFile(ctx, standing.provinceCode, teacherId, fileId))) throw new Problem('file.in-use')
  await audit(ctx, {
    action: 'teacher.drop-file',
    object: { type: 'teacher', id: teacherId },
    detail: { file: fileId },
  })
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

/** What the rows this reader sees refer to, with these rows; files of class 4 only in one's own record, where their ids are in clear anyway. */
export async function list(ctx: Context, teacherId: string): Promise<BoxFile[]> {
  const standing = await teacherFor(ctx, 'teacher.read', teacherId)
  const own = ctx.actor.role === 'teacher'
  const rows = await seenRows(ctx, standing)
  const shown: BoxFile[] = []
  for (const file of await seenFiles(ctx, standing))
    if (own || !(await isSecret(ctx, standing, file)))
      shown.push({
        ...infoOf(file),
        subset: file.subset,
        field: file.field,
        secret: file.secret,
        at: file.stored_at.toISOString(),
        uses: rows
          .filter(({ bodies }) => bodies.some((body) => Object.values(body).includes(file.id)))
          .map(({ subset, rowId }) => ({ subset, rowId })),
      })
  return shown
}

/** The school and the person see every file of the record, also what a row no longer names; the authority what the rows name that it sees. */
async function seenFiles(ctx: Context, standing: Standing): Promise<store.FileRow[]> {
  const files = await store.filesOf(ctx, standing.provinceCode, standing.teacherId)
  if (files.length === 0) return []
  if (ctx.actor.level === 'school' && (await seesDraftsOf(ctx, standing))) return files
  const named = new Set((await seenRows(ctx, standing)).flatMap(({ bodies }) => bodies.flatMap(Object.values)))
  return files.filter(({ id }) => named.has(id))
}

/** The rows as this reader sees them: in effect; with the drafts of the school's own people; and what is to be decided at his desk. */
async function seenRows(ctx: Context, standing: Standing) {
  const pending = await seesDraftsOf(ctx, standing)
  const atDesk = pending ? new Set<string>() : await store.rowsAtMyDesk(ctx, standing.provinceCode, standing.teacherId)
  return standing.rows.map(({ subset, rowId, effective, values }) => ({
    subset,
    rowId,
    bodies: [effective, pending || atDesk.has(rowId) ? values : null].filter((body) => body !== null),
  }))
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
async function isSecret(ctx: Context, standing: Standing, file: store.FileRow): Promise<boolean> {
  const { subset, field, secret } = file
  if (secret || subset === null || field === null) return secret
  return ((await fieldOf(ctx, standing, { subset, field }))?.secrecy ?? 4) === 4
}

const infoOf = ({
  id,
  name,
  size,
  media_type,
}: Pick<store.FileRow, 'id' | 'name' | 'size' | 'media_type'>): StoredFile => ({
  fileId: id,
  name,
  size,
  mediaType: media_type,
})
