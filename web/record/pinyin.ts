/**
 * The browser's own collation of Chinese by pinyin gives the first letter of a character: it sorts at or after the first character of its letter.
 * A browser without it (none of those we serve) finds by code and name only. Characters of several readings answer to one of them.
 */
const firsts = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀']
const letters = [...'abcdefghjklmnopqrstwxyz']
const collator = new Intl.Collator('zh-CN-u-co-pinyin')
const inOrder = firsts.every((sign, place) => place === 0 || collator.compare(firsts[place - 1] ?? '', sign) < 0)

/** '汉族' → 'hz'; what is not Chinese stays, in small letters. */
export function initials(text: string): string {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const said = [...text].map(initial).join('').toLowerCase()
  remembered.set(text, said)
  return said
}
const remembered = new Map<string, string>()

function initial(sign: string): string {
  if (!inOrder || !/\p{Script=Han}/u.test(sign)) return sign
  let found = ''
  for (const [place, first] of firsts.entries()) {
    if (collator.compare(sign, first) < 0) break
    found = letters[place] ?? ''
  }
  return found
}

/** Initials as people type them: without a gap, or from three letters on with characters left out (zgdy, 中国共产党党员). */
function holds(letters: string, wanted: string): boolean {
  if (letters.includes(wanted)) return true
  if (wanted.length < 3) return false
  let at = -1
  return [...wanted].every((letter) => {
    at = letters.indexOf(letter, at + 1)
    return at >= 0
  })
}

/** Whether a row of a list answers to what was typed: the beginning of its code, a part of its name, or of its pinyin initials. */
export function answers(row: { code: string; name: string; short?: string }, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '' || row.code.toLowerCase().startsWith(wanted)) return true
  const names = [row.name, row.short ?? '']
  return (
    names.some((name) => name.toLowerCase().includes(wanted)) ||
    (/^[a-z]+$/.test(wanted) && names.some((name) => holds(initials(name), wanted)))
  )
}
