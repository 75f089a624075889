/** What a verification has seen; told in sentences at the end. */
export interface Report {
  block: (no: bigint, head: string) => void
  row: () => void
  waiting: (rows: number) => void
  broken: (no: bigint | null, seq: string | null, what: string) => void
  result: () => Result
}

export interface Result {
  blocks: number
  rows: number
  waiting: number
  last: { no: bigint; head: string } | null
  breaks: { no: bigint | null; seq: string | null; what: string }[]
  broken: number
}

/** As many breaks as are told one by one. */
const told = 50

/** @param wanted heads noted elsewhere (number → head), which must be there. @param whole the chain is complete: a noted head beyond its end is a break */
export function newReport(wanted: ReadonlyMap<bigint, string>, whole: boolean): Report {
  const missing = new Map(wanted)
  const result: Result = { blocks: 0, rows: 0, waiting: 0, last: null, breaks: [], broken: 0 }
  const broken: Report['broken'] = (no, seq, what) => {
    result.broken += 1
    if (result.breaks.length < told) result.breaks.push({ no, seq, what })
  }
  return {
    block: (no, head) => {
      result.blocks += 1
      result.last = { no, head }
      const noted = missing.get(no)
      if (noted !== undefined && noted !== head) broken(no, null, '区块的头与您记下的不同：从这里或更早起被重写过')
      missing.delete(no)
    },
    row: () => {
      result.rows += 1
    },
    waiting: (rows) => {
      result.waiting = rows
    },
    broken,
    result: () => {
      if (whole) for (const no of missing.keys()) broken(no, null, '您记下的这个区块已经没有了：日志的末尾被截去')
      missing.clear()
      return result
    },
  }
}

/** The result in Chinese. */
export function sentences({ blocks, rows, waiting, last, breaks, broken }: Result): string[] {
  const lines = [`核对了 ${blocks} 个区块、${rows} 行。`]
  if (waiting > 0) lines.push(`另有 ${waiting} 行尚未封存（新写入的日志约两秒后封存）。`)
  if (broken === 0) lines.push('完好：没有发现改动、删除、插入或移动。')
  else {
    lines.push(`发现 ${broken} 处不符，最早的一处在${placeOf(breaks[0])}。`)
    for (const each of breaks) lines.push(`  ${placeOf(each)}：${each.what}`)
    if (broken > breaks.length) lines.push(`  ……其余 ${broken - breaks.length} 处从略`)
  }
  if (last)
    lines.push(
      `最后一个区块：${last.no}:${last.head}`,
      '请把上面这一行记在别处。末尾被截去、或整段被重写，只有与记下的头核对才能发现：下次核验时加上 --head 区块号:头。',
    )
  return lines
}

const placeOf = (at: { no: bigint | null; seq: string | null } | undefined): string =>
  [at?.no == null ? '' : `区块 ${at.no}`, at?.seq == null ? '' : `序号 ${at.seq}`].filter(Boolean).join('、') || '文件'
