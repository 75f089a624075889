import { z } from 'zod'

/**
 * 安全策略: what a province's 安全管理员 may set, and between what bounds. A setting may only be stricter than the built-in one (A14), which is what counts
 * where nothing is set.
 */
export const SecuritySettings = z.object({
  /** minutes without a request after which a session of a 系统、安全、审计管理员 ends */
  idleMinutesAdmin: z.int().min(5).max(15).default(15),
  /** … of everybody else */
  idleMinutes: z.int().min(5).max(30).default(30),
  /** hours after which any session ends */
  longestHours: z.int().min(1).max(8).default(8),
  /** sessions that one account may have at once; administrators have one */
  sessions: z.int().min(1).max(3).default(3),
  /** failures of one account from one network in 15 minutes before that network must wait (A07) */
  failures: z.int().min(3).max(5).default(5),
  /** failures of one account in a day before it is locked until its administrator unlocks it */
  failuresADay: z.int().min(10).max(20).default(20),
  /** failures after which a proof of work is asked for (C01) */
  proofAfter: z.int().min(0).max(2).default(2),
  /** days after which an administrator must choose a new password, and after which everybody else is reminded */
  passwordDaysAdmin: z.int().min(30).max(90).default(90),
  passwordDays: z.int().min(90).max(365).default(365),
  /** days without signing in after which an administrator's account is stopped (A21) */
  unusedDaysAdmin: z.int().min(30).max(90).default(90),
  /** whether 信息管理员, 信息查询员 and 负责人 of schools need the second factor too (A11) */
  factorAtSchools: z.boolean().default(false),
  /** class-4 values that one person may have shown in clear in a day (P03) */
  unmaskADay: z.int().min(0).max(50).default(50),
})
export type SecuritySettings = z.infer<typeof SecuritySettings>

const builtIn = SecuritySettings.parse({})

/** The settings in force, from how they are kept; what is missing or no longer allowed counts as built in. */
export function settingsInForce(kept: unknown): SecuritySettings {
  const found = SecuritySettings.safeParse(kept ?? {})
  return found.success ? found.data : builtIn
}
