import { pinyin } from 'pinyin-pro'

/** The first letters of a name as people type them to find somebody: 曾诚 → zc, 单于晓 → cyx, John·王 → jw. Lower case. */
export function initialsOf(name: string): string {
  return pinyin(name, { pattern: 'first', surname: 'head', toneType: 'none', type: 'array', nonZh: 'consecutive' })
    .map((part) => part.replace(/[^\p{L}]/gu, '').charAt(0))
    .join('')
    .toLowerCase()
}
