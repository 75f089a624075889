import PDFDocument from 'pdfkit'
import { printFaces } from '../platform/print-faces.ts'

/** What one letter (密码函) says. The code stands here and nowhere else. */
export interface Letter {
  unitName: string
  unitCode: string
  role: string
  slipNo: string
  code: string
  /** last day, YYYY-MM-DD */
  expiresOn: string
}

export interface Sender {
  unitName: string
  batchNo: string
  /** YYYY-MM-DD */
  madeOn: string
  /** 演练环境: said on every page */
  practice: boolean
}

/** A4 in points, and its margins. */
const page = { width: 595.28, height: 841.89, left: 64, right: 64 }
const inner = page.width - page.left - page.right

/** Pages drawn before others may have a turn, and progress is told. */
const atOnce = 50

/**
 * Draws one A4 page a letter, sealed with the pick-up code (AES-256): without it no reader opens the file.
 * @param told is told how many pages are drawn; false stops the drawing
 * @returns the file, or null when it was stopped
 */
export async function drawLetters(
  letters: readonly Letter[],
  sender: Sender,
  pickUpCode: string,
  told: (drawn: number) => Promise<boolean>,
): Promise<Buffer | null> {
  const paper = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7ext3',
    userPassword: pickUpCode,
    info: { Title: `密码函 ${sender.batchNo}`, Author: sender.unitName },
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => paper.on('end', resolve).on('error', reject))
  paper.on('data', (chunk: Buffer) => chunks.push(chunk))
  paper.registerFont('regular', printFaces.regular)
  paper.registerFont('bold', printFaces.bold)
  for (const [at, letter] of letters.entries()) {
    paper.addPage()
    drawLetter(paper, letter, sender)
    if ((at + 1) % atOnce === 0 && !(await told(at + 1))) return null
  }
  paper.end()
  await ended
  return Buffer.concat(chunks)
}

function drawLetter(paper: PDFKit.PDFDocument, letter: Letter, sender: Sender): void {
  const line = (text: string, x: number, y: number, size: number, face = 'regular', colour = '#1f1f1f') =>
    paper.font(face).fontSize(size).fillColor(colour).text(text, x, y, { lineBreak: false })
  const block = (text: string, y: number, size = 10.5) =>
    paper.font('regular').fontSize(size).fillColor('#1f1f1f').text(text, page.left, y, { width: inner, lineGap: 4 })
  const pair = (label: string, value: string, y: number, size = 14) => {
    line(label, page.left, y + (size - 11) * 0.6, 11, 'regular', '#595959')
    line(value, page.left + 96, y, size, 'bold')
  }

  line('全国教师管理信息系统', page.left, 56, 12, 'regular', '#595959')
  line('密 码 函', page.left, 78, 26, 'bold')
  if (sender.practice) line('演练环境，不作他用', page.width - page.right - 100, 60, 11, 'bold', '#b3261e')
  pair('收件单位', letter.unitName, 132, fitting(paper, letter.unitName, inner - 96))
  pair('机构代码', letter.unitCode, 162, 12)
  pair('拆封人', `${letter.role}（本人拆封）`, 188, 12)
  fold(paper, 226, '沿此线向后折叠封口，内页勿示他人')

  pair('密码函编号', letter.slipNo, 262, 18)
  pair('激活码', letter.code, 302, 24)
  pair('岗位', letter.role, 348)
  pair('有效期至', letter.expiresOn, 376)

  line('怎样使用', page.left, 420, 12, 'bold')
  block(
    '1. 在登录页选择“首次使用：我有密码函”，输入密码函编号和激活码。\n' +
      '2. 核对屏幕上的单位和岗位与本函一致，填写本人姓名、性别、出生日期、身份证件号。\n' +
      '3. 自己设置密码；本人在系统中已有账号的，选择“我已有账号”，用原账号激活。\n' +
      '4. 激活后本函作废，请销毁。',
    442,
  )
  line('请先核对', page.left, 540, 12, 'bold')
  block(
    '· 封口完好、未被拆开；收件单位是本单位。封口破损的不要使用，请发放单位作废后重发。\n' +
      '· 激活码只能使用一次，到期作废，不是密码；任何人都不会向您索要激活码或密码。\n' +
      '· 不要拍照，不要用微信、QQ、邮件转发。',
    562,
  )
  fold(paper, 664, '签收回执，沿此线剪下交发放单位')
  line(`发放单位：${sender.unitName}`, page.left, 692, 10.5)
  line(`批次：${sender.batchNo}　制作日期：${sender.madeOn}`, page.left, 712, 10.5)
  line(`今收到编号 ${letter.slipNo} 的密码函一份，封口完好。`, page.left, 738, 10.5)
  line('收件单位（章）：', page.left, 768, 10.5)
  line('签收人：', page.left + 220, 768, 10.5)
  line('日期：', page.left + 350, 768, 10.5)
}

function fold(paper: PDFKit.PDFDocument, y: number, words: string): void {
  paper
    .save()
    .lineWidth(0.7)
    .dash(4, { space: 3 })
    .strokeColor('#8c8c8c')
    .moveTo(page.left - 24, y)
    .lineTo(page.width - page.right + 24, y)
    .stroke()
    .restore()
  paper
    .font('regular')
    .fontSize(8)
    .fillColor('#8c8c8c')
    .text(words, page.left, y + 4, { lineBreak: false })
}

/** The largest size at which a name stays on its line. */
function fitting(paper: PDFKit.PDFDocument, text: string, width: number): number {
  const wide = paper.font('bold').fontSize(14).widthOfString(text)
  return wide <= width ? 14 : Math.max(7, Math.floor((14 * width * 2) / wide) / 2)
}
