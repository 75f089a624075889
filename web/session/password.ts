export interface PasswordRule {
  text: string
  met: boolean
}

/**
 * What a new password must be, each rule with whether it is met (the server applies the same and has the last word).
 * Only the name is known here; the login's own rule is applied when it was typed on this page.
 */
export function passwordRules(password: string, name: string, login: string): PasswordRule[] {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length
  const small = password.toLowerCase()
  const contains = (word: string) => word.length >= 2 && small.includes(word.toLowerCase())
  return [
    { text: '不少于 10 个字符', met: [...password].length >= 10 },
    { text: '大写字母、小写字母、数字、符号中至少三类', met: classes >= 3 },
    { text: '不含姓名和账号', met: password !== '' && !contains(name) && !contains(login) },
  ]
}
