import type { ProfileField } from '../../standard/indicator.ts'
import { Problem } from '../platform/problem.ts'
import { cleanJpeg, type Picture } from './jpeg.ts'
import { cleanPng } from './png.ts'

/** A file as it will be kept. */
export interface Accepted {
  name: string
  mediaType: string
  content: Buffer
}

const mostBytes = 10 * 1024 * 1024
/** 26 mm × 32 mm at more than 290 dpi; and no more pixels than are decoded with ease (I12). */
const photo = { least: { width: 300, height: 370 }, most: 4000 }

/**
 * What an upload is, by its first bytes and never by its name; pictures come out without what they carry besides the picture.
 * @throws Problem file.refused, saying what was expected and what was seen
 */
export function accept(field: Pick<ProfileField, 'type' | 'label' | 'maxKb'>, name: string, bytes: Buffer): Accepted {
  demandSize(bytes.length)
  return field.type === 'image' ? acceptPhoto(field, bytes) : acceptAttachment(field, name, bytes)
}

/** Asked before a file is read into memory, in bytes. @throws Problem file.refused */
export function demandSize(size: number): void {
  if (size === 0) throw refuse('文件是空的，请重新选择')
  if (size > mostBytes) throw refuse(`文件有 ${megabytes(size)} MB，上限是 10 MB，请压缩后再上传`)
}

function acceptPhoto(field: Pick<ProfileField, 'label' | 'maxKb'>, bytes: Buffer): Accepted {
  const found = startsJpeg(bytes) ? cleanJpeg(bytes) : null
  if (!found)
    throw refuse(
      startsJpeg(bytes)
        ? '照片文件不完整，请重新选择'
        : `“${field.label}”应为 JPEG 照片，请在填报页面上选择照片，由页面裁剪后上传`,
    )
  const { width, height, content } = found
  const { least } = photo
  if (width < least.width || height < least.height)
    throw refuse(`照片为 ${width}×${height} 像素，至少应为 ${least.width}×${least.height} 像素，请换一张更清楚的照片`)
  demandPixels(found, '照片')
  const limit = field.maxKb ?? 60
  if (content.length > limit * 1024)
    throw refuse(`照片有 ${Math.ceil(content.length / 1024)} KB，上限是 ${limit} KB，请压缩后再上传`)
  return { name: `${field.label}.jpg`, mediaType: 'image/jpeg', content }
}

function acceptAttachment(field: Pick<ProfileField, 'label'>, name: string, bytes: Buffer): Accepted {
  if (bytes.subarray(0, 8).toString('latin1').startsWith('%PDF-')) {
    if (bytes.lastIndexOf('%%EOF') < bytes.length - 4096) throw refuse('PDF 文件不完整，请重新生成或重新选择')
    return { name: named(name, field.label, 'pdf'), mediaType: 'application/pdf', content: bytes }
  }
  const jpeg = startsJpeg(bytes)
  if (!jpeg && bytes.toString('latin1', 1, 4) !== 'PNG')
    throw refuse(`“${field.label}”应为 PDF、JPG 或 PNG 文件，“${name}”的内容不是其中任何一种`)
  const picture = jpeg ? cleanJpeg(bytes) : cleanPng(bytes)
  if (!picture) throw refuse('图片文件不完整，请重新拍照或重新选择')
  demandPixels(picture, '图片')
  return {
    name: named(name, field.label, jpeg ? 'jpg' : 'png'),
    mediaType: jpeg ? 'image/jpeg' : 'image/png',
    content: picture.content,
  }
}

function demandPixels({ width, height }: Picture, what: string): void {
  if (width < 1 || height < 1) throw refuse(`${what}没有可以显示的内容，请重新选择`)
  if (width > photo.most || height > photo.most)
    throw refuse(`${what}为 ${width}×${height} 像素，长和宽都不能超过 ${photo.most} 像素，请缩小后再上传`)
}

const startsJpeg = (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))
const megabytes = (bytes: number) => (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1)
const refuse = (title: string) => new Problem('file.refused', { title })

/** The name as given, without folders and signs that a file system or a header could misread, and with the ending of what it is. */
export function named(given: string, fallback: string, ending: string): string {
  const base = (given.split(/[\\/]/).at(-1) ?? '')
    // controls, and marks that turn the direction of writing (a name must not read as another)
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .trim()
  return `${[...base].slice(0, 80).join('') || fallback}.${ending}`
}
