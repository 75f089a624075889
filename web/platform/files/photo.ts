/** Sizes in pixels. */
export interface Size {
  width: number
  height: number
}
/** A part of a picture, in its own pixels. */
export interface Part extends Size {
  left: number
  top: number
}
/** How a picture is looked at: the point in the middle, and how much larger than when it just fills the frame. */
export interface Look {
  x: number
  y: number
  zoom: number
}

/** 26 mm × 32 mm at 350 dpi. */
export const photoSize: Size = { width: 358, height: 441 }
/** Fewer pixels than these are not a clear photo (the server says no as well). */
export const leastPhoto: Size = { width: 300, height: 370 }
/** No side of an attached picture is longer. */
export const mostPixels = 4000

export const isLargeEnough = (picture: Size): boolean =>
  picture.width >= leastPhoto.width && picture.height >= leastPhoto.height

/** The whole width or height in the frame; a standing picture a little above its middle, where a face is. */
export function firstLook(picture: Size): Look {
  return within(picture, { x: picture.width / 2, y: Math.min(picture.height / 2, picture.height * 0.45), zoom: 1 })
}

/** As near as one may go: the part shown still has the pixels of a clear photo. */
export function mostZoom(picture: Size): number {
  const whole = largestPart(picture)
  return Math.max(1, Math.min(whole.width / leastPhoto.width, whole.height / leastPhoto.height))
}

/** The part of the picture that a look shows. */
export function partOf(picture: Size, look: Look): Part {
  const whole = largestPart(picture)
  const [width, height] = [whole.width / look.zoom, whole.height / look.zoom]
  return { left: look.x - width / 2, top: look.y - height / 2, width, height }
}

/** The look after a drag, in parts of the frame's width; the picture follows the finger and never leaves the frame. */
export function dragged(picture: Size, look: Look, right: number, down: number): Look {
  const { width } = partOf(picture, look)
  return within(picture, { ...look, x: look.x - right * width, y: look.y - down * width })
}

export function zoomed(picture: Size, look: Look, zoom: number): Look {
  return within(picture, { ...look, zoom })
}

function within(picture: Size, look: Look): Look {
  const zoom = clamp(look.zoom, 1, mostZoom(picture))
  const { width, height } = partOf(picture, { ...look, zoom })
  return {
    zoom,
    x: clamp(look.x, width / 2, picture.width - width / 2),
    y: clamp(look.y, height / 2, picture.height - height / 2),
  }
}

function largestPart(picture: Size): Size {
  const ratio = photoSize.width / photoSize.height
  return picture.width / picture.height > ratio
    ? { width: picture.height * ratio, height: picture.height }
    : { width: picture.width, height: picture.width / ratio }
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most))

/** The same picture with no side longer than `most`. */
export function fitted(picture: Size, most: number = mostPixels): Size {
  const by = Math.min(1, most / Math.max(picture.width, picture.height))
  return { width: Math.max(1, Math.round(picture.width * by)), height: Math.max(1, Math.round(picture.height * by)) }
}

const qualities = [0.92, 0.86, 0.8, 0.72, 0.64, 0.56, 0.48, 0.4]

/** The best encoding that is no larger than `mostBytes`; null when even the poorest is. */
export async function encodeUnder(
  mostBytes: number,
  encode: (quality: number) => Promise<Blob | null>,
): Promise<Blob | null> {
  for (const quality of qualities) {
    const blob = await encode(quality)
    if (blob && blob.size <= mostBytes) return blob
  }
  return null
}
