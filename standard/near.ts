import type { CodeRow, CodeTable, Suggestion } from './indicator.ts'

/** Names that people use and no table has, by table; each leads to a suggestion, never to a silent change. */
const customary: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  education_level: {
    博士: '11',
    博士研究生: '11',
    硕士: '14',
    硕士研究生: '14',
    研究生: '14',
    研究生毕业: '14',
    研究生班: '17',
    本科: '21',
    大学: '21',
    大学本科: '21',
    本科毕业: '21',
    全日制本科: '21',
    大专: '31',
    专科: '31',
    大学专科: '31',
    专科毕业: '31',
    大专毕业: '31',
    中专: '41',
    中师: '41',
    中等专科: '41',
    中专毕业: '41',
    职高: '44',
    技校: '47',
    高中: '61',
    普通高中: '61',
    高中毕业: '61',
    初中: '71',
    小学: '81',
  },
  degree_level: { 博士学位: '2', 硕士学位: '3', 学士学位: '4', 没有: '0', 无学位: '0' },
  political_status: {
    党员: '01',
    共产党员: '01',
    中国共产党员: '01',
    预备党员: '02',
    团员: '03',
    共青团: '03',
    民革: '04',
    民盟: '05',
    民建: '06',
    民进: '07',
    农工党: '08',
    致公党: '09',
    九三学社: '10',
    台盟: '11',
    无党派: '12',
    无党派人士: '12',
    普通公民: '13',
    无: '13',
  },
  ethnicity: { 维族: '05', 哈族: '17', 蒙族: '02' },
  yes_no: {
    有: '1',
    对: '1',
    '√': '1',
    y: '1',
    yes: '1',
    true: '1',
    无: '0',
    没有: '0',
    '×': '0',
    n: '0',
    no: '0',
    false: '0',
  },
  country: { 中国大陆: '156', 中华人民共和国: '156', 中国内地: '156', 美利坚合众国: '840' },
  id_document_type: { 身份证: '1', 二代身份证: '1', 台胞证: '8', 永久居留证: '9' },
  health_status: { 健康: '1', 良好: '1', 一般: '2' },
  contract_status: { 聘用: '1', 劳动: '2', 无: '0', 未签: '0' },
  personnel_status: { 在岗: '100', 在职: '100', 在编在岗: '100' },
  staff_category: { 教师: '11', 专任: '11', 教辅: '12', 行政: '13', 工勤: '14' },
  staff_category_kindergarten: { 教师: '11', 专任: '11', 教辅: '12', 行政: '13', 工勤: '14', 保育: '15', 保健医: '16' },
  post_category: { 教师: '1', 专任教师: '1', 专业技术岗位: '1', 管理: '3', 工勤: '4' },
  study_mode: { 全日制: '1', 脱产: '1', 半脱产: '2', 函授: '3', 在职: '3', 业余: '3', 自考: '3' },
}

/** Up to four rows that the text probably means, best first; none where nothing is near. */
export function nearest(text: string, table: CodeTable, rows: readonly CodeRow[]): Suggestion[] {
  const typed = plain(text)
  if (typed === '') return []
  const usual = customary[table.name]?.[typed]
  const scored = rows
    .map((row) => ({ row, score: row.code === usual ? 0 : distanceTo(typed, row) }))
    .filter(({ score }) => score <= 1)
    .sort((a, b) => a.score - b.score)
  return scored.slice(0, 4).map(({ row }) => ({ value: row.code, label: row.name }))
}

/** 0 the same … 1 just near; more is not near. One name within the other counts by what is left over. */
function distanceTo(typed: string, row: CodeRow): number {
  const names = row.short ? [row.short, row.name] : [row.name]
  return Math.min(
    ...names.map(plain).map((name) => {
      const [short, long] = name.length < typed.length ? [name, typed] : [typed, name]
      if (long.includes(short)) return 0.1 + (0.8 * (long.length - short.length)) / long.length
      const edits = editDistance(typed, name)
      return edits <= Math.max(1, Math.floor(long.length / 3)) && edits < short.length ? 0.2 + edits / long.length : 2
    }),
  )
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, left] of [...a].entries()) {
    const now = [i + 1]
    for (const [j, right] of [...b].entries()) {
      const replaced = (before[j] ?? 0) + (left === right ? 0 : 1)
      now.push(Math.min(replaced, (before[j + 1] ?? 0) + 1, (now[j] ?? 0) + 1))
    }
    before = now
  }
  return before[b.length] ?? 0
}

/** For comparing names: without blanks and brackets, full and half width alike, in lower case. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()（）“”"'·,，、]/g, '')
}
