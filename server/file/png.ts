import type { Picture } from './jpeg.ts'

const signature = '89504e470d0a1a0a'
/** Chunks by which the picture looks as it does; text, time, Exif and what others add go. */
const needed = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'pHYs', 'sBIT', 'bKGD']

/**
 * Rewrites a PNG (ISO/IEC 15948) chunk by chunk, without decoding it: only what is needed to show it stays, and nothing behind its end.
 * @returns null when it is no whole PNG
 */
export function cleanPng(bytes: Buffer): Picture | null {
  if (bytes.length < 45 || bytes.toString('hex', 0, 8) !== signature) return null
  const kept = [bytes.subarray(0, 8)]
  let data = false
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (end > bytes.length || (at === 8 && (type !== 'IHDR' || end !== 33))) return null
    if (needed.includes(type)) kept.push(bytes.subarray(at, end))
    data ||= type === 'IDAT'
    if (type === 'IEND')
      return data
        ? { content: Buffer.concat(kept), width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
        : null
    at = end
  }
  return null
}
