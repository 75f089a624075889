import { expect, test } from 'vitest'
import {
  dragged,
  encodeUnder,
  firstLook,
  fitted,
  isLargeEnough,
  type Look,
  leastPhoto,
  mostZoom,
  partOf,
  photoSize,
  type Size,
  zoomed,
} from './photo.ts'

const lying: Size = { width: 4032, height: 3024 }
const standing: Size = { width: 3024, height: 4032 }
const ratio = photoSize.width / photoSize.height

const inside = (picture: Size, look: Look) => {
  const part = partOf(picture, look)
  expect(part.left).toBeGreaterThanOrEqual(-1e-6)
  expect(part.top).toBeGreaterThanOrEqual(-1e-6)
  expect(part.left + part.width).toBeLessThanOrEqual(picture.width + 1e-6)
  expect(part.top + part.height).toBeLessThanOrEqual(picture.height + 1e-6)
  expect(part.width / part.height).toBeCloseTo(ratio, 6)
  return part
}

test('the frame has the shape of 26 mm × 32 mm, to the pixel', () => {
  expect(ratio).toBeCloseTo(26 / 32, 2)
})

test('at first the whole height or width is in the frame', () => {
  expect(inside(lying, firstLook(lying)).height).toBe(3024)
  expect(inside(standing, firstLook(standing)).width).toBe(3024)
  const exact = inside(photoSize, firstLook(photoSize))
  expect(exact).toEqual({ left: 0, top: 0, ...photoSize })
})

test('however far it is dragged, and however near, nothing but the picture is in the frame', () => {
  for (const picture of [lying, standing, { width: 320, height: 5000 }, leastPhoto])
    for (const zoom of [0.1, 1, 2.5, 99])
      for (const [right, down] of [
        [0, 0],
        [9, -9],
        [-0.3, 0.2],
        [-9, 9],
      ] as const)
        inside(picture, dragged(picture, zoomed(picture, firstLook(picture), zoom), right, down))
})

test('the picture follows the finger: to the right by a tenth of the frame shows what was a tenth further left', () => {
  const before = zoomed(lying, firstLook(lying), 2)
  const after = dragged(lying, before, 0.1, 0)
  const width = partOf(lying, before).width
  expect(partOf(lying, after).left).toBeCloseTo(partOf(lying, before).left - width / 10, 6)
})

test('one cannot go so near that the photo is no longer clear', () => {
  const nearest = zoomed(lying, firstLook(lying), 99)
  const part = partOf(lying, nearest)
  expect(part.width).toBeGreaterThanOrEqual(leastPhoto.width - 1e-6)
  expect(part.height).toBeGreaterThanOrEqual(leastPhoto.height - 1e-6)
  expect(mostZoom(leastPhoto)).toBe(1)
  expect(isLargeEnough(leastPhoto)).toBe(true)
  expect(isLargeEnough({ width: 299, height: 4000 })).toBe(false)
})

test('the best quality that fits is taken, and none when nothing fits', async () => {
  const tried: number[] = []
  const encode = async (quality: number) => {
    tried.push(quality)
    return new Blob([new Uint8Array(Math.round(quality * 80_000))])
  }
  const blob = await encodeUnder(60 * 1024, encode)
  expect(tried).toEqual([0.92, 0.86, 0.8, 0.72])
  expect(blob?.size).toBe(57_600)
  expect(await encodeUnder(1000, encode)).toBeNull()
  expect(await encodeUnder(1000, async () => null)).toBeNull()
})

test('a picture of too many pixels is made smaller in its own shape; a small one stays', () => {
  expect(fitted({ width: 8000, height: 6000 })).toEqual({ width: 4000, height: 3000 })
  expect(fitted({ width: 3000, height: 4032 })).toEqual({ width: 2976, height: 4000 })
  expect(fitted({ width: 800, height: 600 })).toEqual({ width: 800, height: 600 })
  expect(fitted({ width: 90_000, height: 2 })).toEqual({ width: 4000, height: 1 })
})
