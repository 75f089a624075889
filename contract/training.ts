import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Paging, pageOf, UnitId } from './shape.ts'

/** 培训机构的类别. */
export const institutionKinds = {
  university: '高等学校',
  teacher_development: '教师发展机构',
  research: '教研机构',
  online: '远程培训机构',
  social: '社会培训机构',
  other: '其他',
} as const
export type InstitutionKind = keyof typeof institutionKinds
const Kind = z.enum(Object.keys(institutionKinds) as [InstitutionKind, ...InstitutionKind[]])

const Institution = z.object({
  name: z.string().trim().min(2, '机构名称至少 2 个字').max(100, '机构名称最多 100 个字'),
  kind: Kind,
  /** 统一社会信用代码; '' where there is none */
  creditCode: z.string().trim().max(30),
})

export const InstitutionRow = z.object({
  unitId: UnitId,
  code: z.string(),
  name: z.string(),
  kind: Kind,
  creditCode: z.string().nullable(),
  registeredOn: z.string(),
  can: z.array(z.enum(['change', 'hand-out'])),
})
export type InstitutionRow = z.infer<typeof InstitutionRow>

/** 培训机构: registered by the 信息管理员 of the authority that uses it; its account comes from the 系统管理员 of the same authority. */
export const trainingApi = {
  list: endpoint({
    method: 'GET',
    path: '/training-institutions',
    summary: '本级登记的培训机构',
    permission: 'training.read',
    query: z.object({ ...Paging, search: z.string().max(50).optional() }),
    returns: pageOf(InstitutionRow),
  }),
  register: endpoint({
    method: 'POST',
    path: '/training-institutions',
    summary: '登记培训机构',
    permission: 'training.register',
    body: Institution,
    returns: z.object({ unitId: UnitId, code: z.string() }),
  }),
  change: endpoint({
    method: 'POST',
    path: '/training-institutions/:unitId',
    summary: '修改培训机构的登记信息',
    permission: 'training.register',
    objects: { unitId: 'unit' },
    params: z.object({ unitId: UnitId }),
    body: Institution,
    returns: z.object({ unitId: UnitId, code: z.string() }),
  }),
}
