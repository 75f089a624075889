/**
 * 五级: the levels of the system, from the ministry down to the school (mission document, section 3); and the training institutions (培训机构), which
 * stand under the authority that has registered them and are no level of authority.
 */
export const levels = ['ministry', 'province', 'city', 'county', 'school', 'training'] as const
export type Level = (typeof levels)[number]

export const levelNames: Readonly<Record<Level, string>> = {
  ministry: '中央',
  province: '省',
  city: '市',
  county: '县',
  school: '校',
  training: '培训机构',
}

/**
 * 角色: the posts a person may hold. The first three are named by the mission document, section 4(2). 安全管理员 and 审计管理员 stand beside the
 * 系统管理员 at the centre and in the provinces (GB/T 22239 level 3, 8.1.5: three-way separation). The head signs before a school reports; a teacher
 * stands for himself; 培训管理员 acts for a training institution.
 */
export const roles = [
  { id: 'system', name: '系统管理员' },
  { id: 'information', name: '信息管理员' },
  { id: 'query', name: '信息查询员' },
  { id: 'security', name: '安全管理员' },
  { id: 'audit', name: '审计管理员' },
  { id: 'head', name: '学校负责人' },
  { id: 'teacher', name: '教师' },
  { id: 'training', name: '培训管理员' },
] as const
export type Role = (typeof roles)[number]['id']

export function roleName(role: Role): string {
  return roles.find((each) => each.id === role)?.name ?? role
}
