import { pinyin } from 'pinyin-pro'
import common from './common-passwords.json' with { type: 'json' }

/** What a password must not contain: what others know of its owner. */
export interface Owner {
  name: string
  logins: readonly string[]
  birthDate: string | null
  idNumber: string | null
}

/** The longest pieces first, so that 123456 is not left as 456. */
const pieces = [...new Set(common.pieces.flatMap((piece) => [piece, plain(piece)]))].sort((a, b) => b.length - a.length)

/**
 * Everything that is wrong with a password, as Chinese sentences; none: it may be used. The browser shows the same list as one types, but only
 * this one counts.
 */
export function weaknesses(password: string, owner: Owner): string[] {
  const found: string[] = []
  const length = [...password].length
  if (length < 10) found.push(`密码至少 10 个字符，现在是 ${length} 个`)
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  if (classes < 3) found.push(`大写字母、小写字母、数字、其他符号四类中至少要有三类，现在有 ${classes} 类`)
  const lower = password.toLowerCase()
  const holds = (part: string, least: number) => part.length >= least && lower.includes(part.toLowerCase())
  if (owner.logins.some((login) => holds(login, 3))) found.push('密码不能包含登录账号')
  if (spellings(owner.name).some((name) => holds(name, 2))) found.push('密码不能包含自己的姓名或姓名拼音')
  if (owner.birthDate && datesOf(owner.birthDate).some((date) => holds(date, 6))) found.push('密码不能包含出生日期')
  if (owner.idNumber && holds(owner.idNumber.slice(-6), 6)) found.push('密码不能包含身份证件号的后 6 位')
  // With what everybody tries first taken out, hardly anything is left.
  if (rest(password) < 5) found.push('这是常见的密码，容易被猜到，请换一个')
  return found
}

function spellings(name: string): string[] {
  const sounds = pinyin(name, { toneType: 'none', surname: 'head', type: 'array', v: true })
    .map((sound) => sound.toLowerCase().replace(/[^a-z]/g, ''))
    .filter(Boolean)
  const [surname = '', ...given] = sounds
  const whole = [sounds.join(''), [...given, surname].join('')].filter((spelling) => spelling.length >= 5)
  return [name.replaceAll('·', ''), ...whole]
}

function datesOf(birthDate: string): string[] {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  return [year + month + day, year.slice(2) + month + day, `${year}-${month}-${day}`, `${year}.${month}.${day}`]
}

function rest(password: string): number {
  const without = (text: string) =>
    pieces
      .reduce((left, piece) => left.replaceAll(piece, '\0'), text)
      // a year, and one character again and again
      .replace(/(19|20)\d\d/g, '\0')
      .replace(/(.)\1{2,}/g, '\0')
      .replaceAll('\0', '').length
  return Math.min(without(password.toLowerCase()), without(plain(password)))
}

function plain(text: string): string {
  const meant: Record<string, string> = { '@': 'a', '0': 'o', '1': 'i', '!': 'i', '3': 'e', $: 's', '5': 's' }
  return text.toLowerCase().replace(/[@01!3$5]/g, (mark) => meant[mark] ?? mark)
}
