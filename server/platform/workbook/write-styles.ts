/** How a cell is drawn. Every one of ours has the text format '@', whatever else it has. */
export interface CellLook {
  bold?: boolean
  /** 'RRGGBB' */
  fill?: string
  wrap?: boolean
}

/** Gathers the looks that a workbook uses while it is written, and writes them down at the end. */
export interface StyleTable {
  /** the index of a look, for a cell's or a column's style */
  of(look: CellLook): number
  xml(): string
}

export function styleTable(): StyleTable {
  const fills: string[] = []
  const looks = new Map<string, number>()
  const xfs: string[] = []
  return {
    of({ bold = false, fill, wrap = false }) {
      const key = `${bold}|${fill ?? ''}|${wrap}`
      const known = looks.get(key)
      if (known !== undefined) return known
      if (fill !== undefined && !/^[0-9A-Fa-f]{6}$/.test(fill)) throw new Error(`fill is 'RRGGBB', not '${fill}'`)
      if (fill !== undefined && !fills.includes(fill)) fills.push(fill)
      const fillId = fill === undefined ? 0 : fills.indexOf(fill) + 2
      const align = `<alignment vertical="${wrap ? 'top' : 'center'}"${wrap ? ' wrapText="1"' : ''}/>`
      xfs.push(
        `<xf numFmtId="49" fontId="${bold ? 1 : 0}" fillId="${fillId}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">${align}</xf>`,
      )
      looks.set(key, xfs.length)
      return xfs.length
    },
    xml() {
      const solid = fills.map(
        (fill) =>
          `<fill><patternFill patternType="solid"><fgColor rgb="FF${fill.toUpperCase()}"/><bgColor indexed="64"/></patternFill></fill>`,
      )
      const font = '<sz val="11"/><name val="宋体"/><charset val="134"/>'
      return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts><fills count="${fills.length + 2}"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid.join('')}</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${xfs.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${xfs.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
    },
  }
}

/** What XML 1.0 cannot carry, or not unchanged. */
const unwritable = String.raw`\0-\x08\x0b-\x1f\ufffe\uffff`
const special = new RegExp(String.raw`[&<>"${unwritable}\ud800-\udfff]|_x[0-9A-Fa-f]{4}_`)
const each = new RegExp(String.raw`[&<>"${unwritable}]|\p{Cs}|_(?=x[0-9A-Fa-f]{4}_)`, 'gu')
const unwritables = new RegExp(`[${unwritable}]`, 'g')
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/**
 * Text for a cell: what XML cannot carry becomes `_xHHHH_`, and text that looks like such an escape is escaped itself
 * (ECMA-376 part 1, 22.9.2.19). A lone surrogate, which is no character, becomes U+FFFD.
 */
export function cellXml(text: string): string {
  if (!special.test(text)) return text
  return text.replace(each, (char) => {
    const entity = entities[char]
    if (entity !== undefined) return entity
    if (/\p{Cs}/u.test(char)) return '\ufffd'
    return `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
  })
}

/** Text for an attribute or a plain element, where `_xHHHH_` has no meaning. */
export function attributeXml(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(unwritables, '')
    .replace(/[&<>"]/g, (char) => entities[char] ?? char)
    .replace(/[\n\t]/g, (char) => `&#${char.charCodeAt(0)};`)
}
