/** Marks that people type for the dot in a minority or foreign name; GB 18030 files and keyboards disagree. */
const middleDots = /[\u2022\u2027\u22C5\u30FB\uFF65]/g

/** Zero-width marks that web pages and chat programs leave behind. */
const zeroWidth = /\u200B|\u200C|\u200D|\u2060|\uFEFF|\u00AD/g

/**
 * Text as it is kept: NFC, digits and letters half width, no zero-width marks, no blanks at the ends, single blanks
 * inside. Chinese punctuation stays as typed.
 */
export function tidy(text: string): string {
  return halfWidth(text.normalize('NFC'))
    .replace(zeroWidth, '')
    .replace(/[\s\u3000\u00A0]+/g, ' ')
    .trim()
}

/** A person's name: the middle dot is U+00B7, and blanks between Chinese characters or around the dot go. */
export function tidyName(text: string): string {
  return (
    tidy(text)
      .replace(middleDots, '·')
      .replace(/ ?· ?/g, '·')
      // no lookbehind: Safari reads it only from 16.4 on
      .replace(/(\p{Script=Han}) (?=\p{Script=Han})/gu, '$1')
  )
}

/** Full-width digits, letters and the full-width blank as half-width ones. */
export function halfWidth(text: string): string {
  return text
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
}

/**
 * The first mark that must never be stored, as 'U+202E', or undefined: NUL and other controls break files and
 * databases, half characters cannot be encoded, bidirectional controls let a name show as another one.
 */
export function forbiddenMark(text: string): string | undefined {
  const found = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.exec(text)
  if (!found) return undefined
  return `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** '1.10105E+17': a spreadsheet has rounded a long number; its last digits are gone. */
export function isScientific(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?[eE]\+?\d+$/.test(halfWidth(text).trim())
}

/** How many letters people see: a rare Chinese character outside the BMP counts as one. */
export function lengthOf(text: string): number {
  return [...text].length
}
