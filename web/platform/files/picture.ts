import { encodeUnder, fitted, mostPixels, type Part, photoSize, type Size } from './photo.ts'

/** What the browser made of a chosen file: upright, whatever the camera's orientation. `close` frees its memory. */
export interface Picture {
  image: HTMLImageElement
  size: Size
  close: () => void
}

/** Reads any picture that this browser can show. @throws Error with a sentence for people */
export async function openPicture(file: Blob): Promise<Picture> {
  const address = URL.createObjectURL(file)
  const image = new Image()
  image.src = address
  try {
    await image.decode()
  } catch {
    URL.revokeObjectURL(address)
    throw new Error(
      '浏览器打不开这个图片文件。请换一张 JPG 或 PNG 图片；苹果手机可在“设置－相机－格式”中选“兼容性最佳”后重拍',
    )
  }
  const size = { width: image.naturalWidth, height: image.naturalHeight }
  return { image, size, close: () => URL.revokeObjectURL(address) }
}

/** Draws the part that will be the photo, on white. */
export function drawPhoto(canvas: HTMLCanvasElement, picture: Picture, part: Part): void {
  canvas.width = photoSize.width
  canvas.height = photoSize.height
  draw(canvas, picture.image, part)
}

/** The canvas as a JPEG of at most so many KB, without anything but the picture. @throws Error with a sentence for people */
export async function photoFile(canvas: HTMLCanvasElement, maxKb: number): Promise<File> {
  const blob = await encodeUnder(maxKb * 1024, (quality) => toJpeg(canvas, quality))
  if (!blob) throw new Error(`照片压缩后仍超过 ${maxKb} KB，请换一张背景简单的照片`)
  return new File([blob], 'photo.jpg', { type: 'image/jpeg' })
}

const mostBytes = 10 * 1024 * 1024

/**
 * An attachment as the server takes it: PDF, JPEG and PNG as they are; pictures of too many pixels or bytes, or of another kind (a phone's HEIC, WebP),
 * as JPEG. @throws Error with a sentence for people
 */
export async function attachmentFile(file: File): Promise<File> {
  if (!file.type.startsWith('image/')) return file
  const picture = await openPicture(file)
  try {
    const plain = ['image/jpeg', 'image/png'].includes(file.type) && file.size <= mostBytes
    if (plain && Math.max(picture.size.width, picture.size.height) <= mostPixels) return file
    const canvas = document.createElement('canvas')
    Object.assign(canvas, fitted(picture.size))
    draw(canvas, picture.image, { left: 0, top: 0, ...picture.size })
    const blob = await encodeUnder(mostBytes, (quality) => toJpeg(canvas, quality))
    if (!blob) throw new Error('图片太大，缩小后仍超过 10 MB，请换一个文件')
    return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' })
  } finally {
    picture.close()
  }
}

function draw(canvas: HTMLCanvasElement, image: HTMLImageElement, part: Part): void {
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('浏览器不能处理图片，请换用新版浏览器')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(image, part.left, part.top, part.width, part.height, 0, 0, canvas.width, canvas.height)
}

function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
}
