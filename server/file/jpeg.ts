/** A picture without what it carries besides the picture, and its size in pixels as stored. */
export interface Picture {
  content: Buffer
  width: number
  height: number
}

const [soi, eoi, sos] = [0xd8, 0xd9, 0xda]
/** baseline and progressive: what browsers show */
const frames = [0xc0, 0xc1, 0xc2]
const [tables, app0, app1, app2, app14] = [[0xc4, 0xdb, 0xdd], 0xe0, 0xe1, 0xe2, 0xee]

/**
 * Rewrites a JPEG (ITU-T T.81) segment by segment, without decoding it: only what is needed to show it stays. Position, device, time, comments, thumbnails
 * (Exif, XMP, MPF) and anything behind the end go; of Exif only the orientation is written again, or a phone's scan would lie on its side.
 * @returns null when it is no whole JPEG
 */
export function cleanJpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  const kept: Buffer[] = []
  let size: { width: number; height: number } | null = null
  let orientation = 1
  let scans = 0
  let at = 2
  while (at + 4 <= bytes.length || bytes[at + 1] === eoi) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === eoi) return size && scans > 0 ? { ...size, content: assemble(kept, orientation) } : null
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= soi)) return null
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (end < at + 4 || end > bytes.length) return null
    const segment = bytes.subarray(at, end)
    at = end
    if (frames.includes(marker)) {
      if (size || segment.length < 10) return null
      size = { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) }
      kept.push(segment)
    } else if (marker === sos) {
      scans += 1
      at = endOfScan(bytes, end)
      if (at < 0) return null
      kept.push(bytes.subarray(end - segment.length, at))
    } else if (tables.includes(marker)) kept.push(segment)
    else if (marker === app0 && says(segment, 'JFIF\0') && segment.length >= 18) kept.push(withoutThumbnail(segment))
    else if (marker === app2 && says(segment, 'ICC_PROFILE\0')) kept.push(segment)
    else if (marker === app14 && says(segment, 'Adobe')) kept.push(segment)
    else if (marker === app1 && says(segment, 'Exif\0\0')) orientation = orientationOf(segment.subarray(10))
    // a frame of another coding process
    else if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc8) return null
  }
  return null
}

const says = (segment: Buffer, word: string) => segment.toString('latin1', 4, 4 + word.length) === word

/** Where the entropy-coded data ends: at the first marker that is neither a stuffed byte nor a restart; -1 when it never does. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0) {
    const next = bytes[at + 1]
    if (next === undefined) return -1
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2)
  }
  return -1
}

function withoutThumbnail(segment: Buffer): Buffer {
  const head = Buffer.from(segment.subarray(0, 18))
  head.writeUInt16BE(16, 2)
  head.writeUInt16BE(0, 16)
  return head
}

function assemble(kept: readonly Buffer[], orientation: number): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, soi]),
    ...(orientation > 1 ? [exifWith(orientation)] : []),
    ...kept,
    Buffer.from([0xff, eoi]),
  ])
}

/** Tag 0x0112 of the first directory (TIFF 6.0); 1 when there is none or it makes no sense. */
function orientationOf(tiff: Buffer): number {
  if (tiff.length < 14) return 1
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const two = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  for (let entry = 0; entry < Math.min(two(directory), 200); entry++) {
    const at = directory + 2 + entry * 12
    if (two(at) !== 0x0112) continue
    const value = two(at + 8)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** Exif with one entry. */
function exifWith(orientation: number): Buffer {
  const body = Buffer.from(
    '457869660000' + '4d4d002a00000008' + '0001' + '0112000300000001' + '00000000' + '00000000',
    'hex',
  )
  body.writeUInt16BE(orientation, body.length - 8)
  const head = Buffer.from([0xff, app1, 0, body.length + 2])
  return Buffer.concat([head, body])
}
