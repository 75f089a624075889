/** 五级: the levels of the system, from the ministry down to the school (mission document, section 3). */
export const levels = ['ministry', 'province', 'city', 'county', 'school'] as const
export type Level = (typeof levels)[number]

export const levelNames: Readonly<Record<Level, string>> = {
  ministry: '中央',
  province: '省',
  city: '市',
  county: '县',
  school: '校',
}

/**
 * 角色: the posts a person may hold. The first three are named by the mission document, section 4(2); the head signs
 * before a school reports; a teacher stands for himself.
 */
export const roles = [
  { id: 'system', name: '系统管理员' },
  { id: 'information', name: '信息管理员' },
  { id: 'query', name: '信息查询员' },
  { id: 'head', name: '学校负责人' },
  { id: 'teacher', name: '教师' },
] as const
export type Role = (typeof roles)[number]['id']

export function roleName(role: Role): string {
  return roles.find((each) => each.id === role)?.name ?? role
}
