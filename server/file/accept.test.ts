import { describe, expect, test } from 'vitest'
import { accept, demandSize, named } from './accept.ts'
import { cleanJpeg } from './jpeg.ts'
import { jpeg, pdf, png } from './pictures.fixture.ts'
import { cleanPng } from './png.ts'

const photo = { type: 'image', label: '个人照片', maxKb: 60 } as const
const attachment = { type: 'file', label: '附件' } as const
const secrets = ['GPS', 'xmpmeta', 'MPF', 'THUMB', '王芳', 'PK\x03\x04', '<script>']
const carries = (content: Buffer) => secrets.filter((word) => content.includes(word))

describe('a JPEG', () => {
  test('comes out with its size and nothing that was not needed to show it', () => {
    for (const progressive of [false, true]) {
      const before = jpeg({ width: 640, height: 480, progressive })
      expect(carries(before)).toEqual(['GPS', 'xmpmeta', 'MPF', 'THUMB', '王芳', 'PK\x03\x04'])
      const clean = cleanJpeg(before)
      expect(clean).toMatchObject({ width: 640, height: 480 })
      expect(carries(clean?.content ?? before)).toEqual([])
      expect(clean?.content.includes('Exif')).toBe(false)
      expect(clean?.content.subarray(-2).toString('hex')).toBe('ffd9')
      // cleaning what is clean changes nothing
      expect(cleanJpeg(clean?.content ?? before)).toEqual(clean)
    }
  })

  test('that lies on its side keeps its orientation, and no more of Exif', () => {
    const clean = cleanJpeg(jpeg({ orientation: 6 }))?.content ?? Buffer.alloc(0)
    expect(carries(clean)).toEqual([])
    expect(clean.toString('hex', 2, 38)).toBe(
      'ffe10022' + '457869660000' + '4d4d002a00000008' + '0001' + '011200030000000100060000' + '00000000',
    )
    expect(cleanJpeg(clean)?.content.equals(clean)).toBe(true)
  })

  test('cut off anywhere is not whole', () => {
    const whole = jpeg()
    const end = whole.lastIndexOf(Buffer.from([0xff, 0xd9]))
    for (let length = 0; length <= end + 1; length++)
      expect(cleanJpeg(whole.subarray(0, length)), `${length}`).toBeNull()
    expect(cleanJpeg(whole.subarray(0, end + 2))).not.toBeNull()
  })

  test('with any one byte changed is read or refused, never a crash or a hang', () => {
    const whole = jpeg({ data: 20 })
    for (let at = 0; at < whole.length; at++)
      for (const value of [0x00, 0x01, 0xd9, 0xff]) {
        const bytes = Buffer.from(whole)
        bytes[at] = value
        const clean = cleanJpeg(bytes)
        if (clean) expect(clean.content.length).toBeLessThanOrEqual(whole.length + 40)
      }
  })
})

describe('a PNG', () => {
  test('comes out with its size and nothing that was not needed to show it', () => {
    const clean = cleanPng(png(800, 600))
    expect(clean).toMatchObject({ width: 800, height: 600 })
    expect(carries(png())).toEqual(['GPS', '王芳', '<script>'])
    expect(carries(clean?.content ?? png())).toEqual([])
  })

  test('cut off anywhere is not whole', () => {
    const whole = png().subarray(0, -'<script>'.length)
    for (let length = 0; length < whole.length; length++) expect(cleanPng(whole.subarray(0, length))).toBeNull()
    expect(cleanPng(whole)).not.toBeNull()
  })
})

describe('what is taken', () => {
  test('an attachment is what its first bytes say, and its name says so', () => {
    expect(accept(attachment, '毕业证书.exe', pdf)).toMatchObject({
      name: '毕业证书.pdf',
      mediaType: 'application/pdf',
    })
    expect(accept(attachment, '扫描.pdf', png())).toMatchObject({ name: '扫描.png', mediaType: 'image/png' })
    expect(accept(attachment, '..\\..\\C:\\a/聘书.JPEG', jpeg())).toMatchObject({
      name: '聘书.jpg',
      mediaType: 'image/jpeg',
    })
  })

  test.each([
    ['a page of HTML', 'x.pdf', Buffer.from('<html><script>1</script>'), '应为 PDF、JPG 或 PNG'],
    ['a workbook', 'x.jpg', Buffer.from('PK\x03\x04'), '应为 PDF、JPG 或 PNG'],
    ['an SVG', 'x.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), '应为 PDF、JPG 或 PNG'],
    ['half a PDF', 'x.pdf', Buffer.concat([pdf.subarray(0, 20), Buffer.alloc(9000)]), 'PDF 文件不完整'],
    ['half a JPEG', 'x.jpg', jpeg().subarray(0, 300), '不完整'],
    ['a JPEG of too many pixels', 'x.jpg', jpeg({ width: 4001 }), '4001×441'],
    ['a PNG of too many pixels', 'x.png', png(9, 70_000), '9×70000'],
  ])('as an attachment, %s is refused and says why', (_, name, bytes, why) => {
    expect(() => accept(attachment, name, bytes)).toThrow(why)
  })

  test.each([
    ['a PNG', png(), '应为 JPEG'],
    ['a PDF', pdf, '应为 JPEG'],
    ['a small picture', jpeg({ width: 299, height: 441 }), '299×441'],
    ['a low picture', jpeg({ width: 358, height: 369 }), '358×369'],
    ['a huge picture', jpeg({ width: 358, height: 4001 }), '358×4001'],
    ['a heavy picture', jpeg({ data: 61 * 1024 }), '上限是 60 KB'],
  ])('as a photo, %s is refused and says why', (_, bytes, why) => {
    expect(() => accept(photo, '照片.jpg', bytes)).toThrow(why)
  })

  test('a photo is named after its indicator, for its own name may say anything', () => {
    expect(accept(photo, 'IMG_2023_王芳_330.jpg', jpeg())).toMatchObject({
      name: '个人照片.jpg',
      mediaType: 'image/jpeg',
    })
  })

  test('nothing, and more than 10 MB, is refused before it is read', () => {
    expect(() => demandSize(0)).toThrow('空的')
    expect(() => demandSize(10 * 1024 * 1024 + 1)).toThrow('10.1 MB，上限是 10 MB')
    expect(() => demandSize(10 * 1024 * 1024)).not.toThrow()
  })

  test('a name keeps its words and loses what a system could misread', () => {
    expect(named('聘书\u202Egpj.exe', '附件', 'pdf')).toBe('聘书gpj.pdf')
    expect(named('a\r\nx: y', '附件', 'pdf')).toBe('ax y.pdf')
    expect(named('.pdf', '附件', 'pdf')).toBe('附件.pdf')
    expect(named('证'.repeat(300), '附件', 'pdf')).toBe(`${'证'.repeat(80)}.pdf`)
  })
})
