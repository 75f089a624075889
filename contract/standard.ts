import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** A table of codes, whole: the JSON of standard/indicator.ts, with what forms need of it (which codes stand alone, which come first, which are chosen). */
export const CodeTable = z.custom<import('../standard/indicator.ts').CodeTable>(
  (value) => typeof value === 'object' && value !== null,
)

export const standardApi = {
  /** The profile in force for a school category in the post's province: the JSON of standard/profile.ts. */
  profile: endpoint({
    method: 'GET',
    path: '/standard/profile',
    summary: '生效中的指标体系（按学校类别）',
    permission: 'standard.read',
    query: z.object({ category: z.string().max(40).optional() }),
    returns: z.custom<import('../standard/indicator.ts').Profile>(
      (value) => typeof value === 'object' && value !== null,
    ),
  }),
  /** what the browser must know besides the tables it was built with */
  changedTables: endpoint({
    method: 'GET',
    path: '/standard/codes',
    summary: '国家版本改动过的代码表',
    permission: 'standard.read',
    returns: z.object({ tables: z.array(CodeTable).max(300) }),
  }),
  codeTable: endpoint({
    method: 'GET',
    path: '/standard/codes/:name',
    summary: '代码表',
    permission: 'standard.read',
    params: z.object({
      name: z
        .string()
        .max(60)
        .regex(/^[a-z0-9_]+$/),
    }),
    returns: CodeTable,
  }),
}
