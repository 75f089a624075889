/** Pictures put together segment by segment: whole in form, and with everything a phone adds. */

const marker = (code: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, code, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** Little-endian Exif: make, orientation, and a position further on. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(orientation, 18)
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from('GPS 30.2741N 120.1551E')])
}

export interface JpegParts {
  width?: number
  height?: number
  orientation?: number
  /** bytes of entropy-coded data, with a stuffed byte and a restart in them */
  data?: number
  progressive?: boolean
}

export function jpeg({ width = 358, height = 441, orientation = 1, data = 400, progressive }: JpegParts = {}): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  const scan = Buffer.concat([
    marker(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.alloc(data, 0x55),
    Buffer.from([0xff, 0x00, 0xff, 0xd0, 0x12]),
  ])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    marker(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01THUMB', 'latin1')),
    marker(0xe1, exif(orientation)),
    marker(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>')),
    marker(0xe2, Buffer.from('MPF\0second picture')),
    marker(0xfe, Buffer.from('taken by 王芳')),
    marker(0xdb, Buffer.alloc(65, 1)),
    marker(progressive ? 0xc2 : 0xc0, frame),
    marker(0xc4, Buffer.alloc(20, 1)),
    scan,
    ...(progressive ? [marker(0xc4, Buffer.alloc(20, 2)), scan] : []),
    Buffer.from([0xff, 0xd9]),
    Buffer.from('PK\x03\x04 something behind the end'),
  ])
}

const chunk = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body, Buffer.alloc(4)])
}

export function png(width = 800, height = 600): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('eXIf', Buffer.from('GPS 30.2741N')),
    chunk('tEXt', Buffer.from('Author\0王芳')),
    chunk('IDAT', Buffer.alloc(50, 7)),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from('<script>'),
  ])
}

export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
