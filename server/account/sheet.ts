import { Newcoming } from '../../contract/account.ts'
import { tidy } from '../../standard/text.ts'
import type { Upload } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { Row } from '../platform/workbook/cells.ts'
import { readInChild } from '../platform/workbook/read-process.ts'
import { WorkbookRefusal } from '../platform/workbook/refusal.ts'

/** The names under which a column of the sheet is known. */
const titles: Record<keyof Newcoming, readonly string[]> = {
  name: ['姓名', '教师姓名'],
  gender: ['性别'],
  birthDate: ['出生日期', '出生年月日'],
  idType: ['证件类型', '身份证件类型'],
  idNumber: ['身份证件号', '身份证件号码', '身份证号', '身份证号码', '证件号码', '证件号'],
  birthDateReason: ['出生日期以档案为准的依据', '档案依据'],
  relation: ['人员关系', '是否在编', '用人形式'],
  postKind: ['岗位', '岗位类别'],
  contractFrom: ['合同起', '合同开始日期', '合同起始日期'],
  contractTo: ['合同止', '合同结束日期', '合同终止日期'],
}
const most = 500
/** rows in which the names of the columns are looked for */
const headerWithin = 10

/**
 * The people of a workbook, as typed in it, for the sheet on the page; `left`: columns that are none of ours. Read in a process behind walls.
 * @throws Problem file.refused in one sentence: what is no workbook, has no such columns, or holds more than 500 people
 */
export async function readSheet(file: Upload): Promise<{ rows: Newcoming[]; left: string[] }> {
  const found = { columns: null as Map<number, keyof Newcoming> | null, rows: [] as Newcoming[], left: [] as string[] }
  let looked = 0
  const take = (row: Row) => {
    if (found.columns) {
      const said = row.cells.flatMap(({ col, text }) => {
        const field = found.columns?.get(col)
        return field ? [[field, text.slice(0, 200)] as const] : []
      })
      if (said.some(([, text]) => text.trim() !== '')) found.rows.push(Newcoming.parse({ ...blank, ...cut(said) }))
      if (found.rows.length > most)
        throw new Problem('file.refused', { title: `名单超过 ${most} 人。请分成几个文件，一次最多 ${most} 人` })
    } else if (looked++ < headerWithin) {
      const columns = columnsOf(row)
      if (!columns) return
      found.columns = columns
      found.left = row.cells.filter(({ col, text }) => text.trim() !== '' && !columns.has(col)).map(({ text }) => text)
    }
  }
  try {
    for await (const event of readInChild(file.path, { name: file.name, heapMb: 128, cpuSeconds: 20 })) {
      // the first sheet that has the columns is the list; what follows is not looked at
      if ('sheet' in event && found.columns) break
      if ('sheet' in event) looked = event.sheet.state === 'visible' ? 0 : headerWithin
      if ('rows' in event) event.rows.forEach(take)
    }
  } catch (error) {
    if (error instanceof WorkbookRefusal) throw new Problem('file.refused', { title: error.message })
    throw error
  }
  if (!found.columns)
    throw new Problem('file.refused', {
      title: '没有找到“姓名”和“身份证件号”两列。请把列名写在前 10 行中的一行，或把名单粘贴到页面上',
    })
  return { rows: found.rows, left: found.left.slice(0, 50) }
}

const blank = { name: '', gender: '', birthDate: '', idNumber: '' }

/** Cells that are longer than any right value are kept as far as the contract takes them; the judge says what is wrong. */
const cut = (said: readonly (readonly [keyof Newcoming, string])[]) =>
  Object.fromEntries(said.map(([field, text]) => [field, text.slice(0, limits[field] ?? 40)]))
const limits: Partial<Record<keyof Newcoming, number>> = { name: 200, gender: 20, idNumber: 60, birthDateReason: 200 }

function columnsOf(row: Row): Map<number, keyof Newcoming> | null {
  const columns = new Map<number, keyof Newcoming>()
  for (const { col, text } of row.cells) {
    const title = tidy(text).replace(/[*＊\s]/g, '')
    const field = Object.entries(titles).find(([, names]) => names.includes(title))?.[0] as keyof Newcoming | undefined
    if (field && ![...columns.values()].includes(field)) columns.set(col, field)
  }
  const has = new Set(columns.values())
  return has.has('name') && has.has('idNumber') ? columns : null
}
