/**
 * Reads what Excel, WPS and browsers put on the clipboard: cells parted by tabs, rows by line breaks. A cell that holds a tab, a line break or
 * begins with a quotation mark stands in quotation marks, with those inside doubled; one that only looks so is taken as it is.
 * The line break that ends the last row makes no row of its own.
 */
export function parseTsv(text: string): string[][] {
  let row: string[] = []
  const rows = [row]
  const end = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let at = 0; at <= end.length; ) {
    const quoted = end[at] === '"' ? quotedCell(end, at) : null
    const next = quoted?.next ?? plainEnd(end, at)
    row.push(quoted?.text ?? end.slice(at, next))
    if (end[next] === '\n') {
      row = []
      rows.push(row)
    }
    at = next + 1
  }
  return rows
}

/** Writes cells so that Excel and WPS read them back as they are. */
export function toTsv(cells: readonly (readonly string[])[]): string {
  return cells.map((row) => row.map(written).join('\t')).join('\n')
}

const written = (text: string) => (/[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function plainEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\t\n]/)
  return found < 0 ? text.length : from + found
}

/** Null when no closing mark stands before a tab, a line break or the end: then the mark is part of the text. */
function quotedCell(text: string, from: number): { text: string; next: number } | null {
  const found = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(text.slice(from))
  return found ? { text: (found[1] ?? '').replaceAll('""', '"'), next: from + found[0].length } : null
}
