import type { Actor } from '../../contract/policy.ts'
import type { SecuritySettings } from '../../contract/security.ts'
import type { factorStates } from '../../contract/session.ts'

type Seat = Pick<Actor, 'role' | 'level'>

/** 系统、安全、审计管理员: those who hold the keys of others. Shorter idle time, one session, passwords that end, accounts that are stopped when unused. */
export const isAdministrator = ({ role }: { role: string | null }): boolean =>
  role === 'system' || role === 'security' || role === 'audit'

/**
 * Whether a post asks for the second factor (A11): every administrator at every level; 信息管理员 and 信息查询员 at county and above; at schools
 * these and the 负责人 if the province's 安全策略 says so. Teachers reach only their own record and training institutions only their own courses:
 * never demanded, anybody may set one up. In a practice environment it is demanded of nobody, for its people are invented and have no telephones.
 */
export function needsFactor(
  seat: Seat,
  settings: Pick<SecuritySettings, 'factorAtSchools'>,
  practice: boolean,
): boolean {
  if (practice) return false
  if (isAdministrator(seat)) return true
  if (seat.role === 'information' || seat.role === 'query')
    return seat.level === 'school' ? settings.factorAtSchools : true
  return seat.role === 'head' && settings.factorAtSchools
}

/** Where a session stands with the second factor. Whoever has one gives it, demanded or not. */
export function factorState(of: {
  needed: boolean
  since: Date | null
  givenAt: Date | null
}): (typeof factorStates)[number] {
  if (of.givenAt) return 'done'
  if (of.since) return 'give'
  return of.needed ? 'set-up' : 'not-needed'
}

const day = 86_400_000

/** What the age of a password asks for: an administrator must choose a new one, everybody else is reminded and told how many days it is old. */
export function passwordState(
  setAt: Date | null,
  now: Date,
  administrator: boolean,
  settings: Pick<SecuritySettings, 'passwordDays' | 'passwordDaysAdmin'>,
): { mustSet: 'first' | 'expired' | null; age: number | null } {
  if (!setAt) return { mustSet: 'first', age: null }
  const age = Math.floor((now.getTime() - setAt.getTime()) / day)
  if (administrator) return { mustSet: age >= settings.passwordDaysAdmin ? 'expired' : null, age: null }
  return { mustSet: null, age: age >= settings.passwordDays ? age : null }
}

/** Whether a session is over by its age or by idleness (A14). Settings count as they are now, not as they were at the login. */
export function isOver(
  session: { created_at: Date; seen_at: Date; ends_at: Date; role: string | null; now: Date },
  settings: Pick<SecuritySettings, 'idleMinutes' | 'idleMinutesAdmin' | 'longestHours'>,
): boolean {
  const { now } = session
  const idle = isAdministrator(session) ? settings.idleMinutesAdmin : settings.idleMinutes
  return (
    session.ends_at <= now ||
    now.getTime() - session.created_at.getTime() > settings.longestHours * 3_600_000 ||
    now.getTime() - session.seen_at.getTime() > idle * 60_000
  )
}

/** What a browser says of itself, shortened to what its owner recognizes: “Windows · Chrome 120”. */
export function deviceOf(agent: string): string {
  const system = /iPhone|iPad/.test(agent)
    ? 'iOS'
    : /HarmonyOS|OpenHarmony/.test(agent)
      ? '鸿蒙'
      : (/Android|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? '未知系统')
  const known = [
    [/MicroMessenger\/(\d+)/, '微信'],
    [/Edg\w*\/(\d+)/, 'Edge'],
    [/Firefox\/(\d+)/, 'Firefox'],
    [/Chrome\/(\d+)/, 'Chrome'],
    [/Version\/(\d+)[\d.]* .*Safari/, 'Safari'],
  ] as const
  for (const [pattern, name] of known) {
    const version = pattern.exec(agent)?.[1]
    if (version) return `${system} · ${name} ${version}`
  }
  return `${system} · 未知浏览器`
}
