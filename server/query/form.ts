import { sql } from 'kysely'
import type { FilterOp, QueryForm } from '../../contract/query.ts'
import { type Category, categories } from '../../standard/categories.ts'
import type { Areas, FieldType, Profile, ProfileField, ProfileSubset, Tables } from '../../standard/indicator.ts'
import { nationalCore } from '../../standard/profile.ts'
import { teacherColumns } from '../change/derive-sql.ts'
import type { Context } from '../platform/context.ts'
import { Problem } from '../platform/problem.ts'
import { asCategory, knownFor, profileOf } from '../profile/rules.ts'
import { pathWithin } from '../teacher/roster.ts'

/** An indicator as lists and tables use it. `column`: the typed column of `teacher t` that holds it, so that no record is read. */
export interface Asked {
  key: string
  label: string
  subset: ProfileSubset
  field: ProfileField
  column: string | null
  /** shown in lists and asked in filters, by this reader */
  listed: boolean
  counted: boolean
}

/** By which indicators a scope is read: of one category its profile in force, of several what they share. */
export interface Form {
  unitPath: string
  category: Category | null
  profile: Profile
  version: number | null
  tables: Tables
  areas: Areas | undefined
  asked: ReadonlyMap<string, Asked>
}

/** Typed columns by the name of the field of 基本信息 that they hold. */
const columnOf: ReadonlySet<string> = new Set<string>(['gender', 'birth_date', ...teacherColumns])
/** They stand in every list anyway, and are found by the search. */
const given: readonly string[] = ['name', 'national_teacher_no']
const coded: readonly FieldType[] = ['code', 'codes', 'bool']
const dated: readonly FieldType[] = ['date', 'month', 'year']

/** @throws Problem not-found for a unit out of reach, or a category nobody has published for */
export async function formOf(
  ctx: Context,
  ask: { category?: string | undefined; unitId?: string | undefined },
): Promise<Form> {
  const unitPath = await pathWithin(ctx, ask.unitId)
  const category = ask.category === undefined ? null : asCategory(ask.category)
  const profile = category === null ? sharedCore() : await profileIn(ctx, category, unitPath)
  const sensitive = ctx.guard.can(ctx.actor, 'query.sensitive', { unitId: ctx.actor.unitId, unitPath })
  const asked = new Map<string, Asked>()
  for (const subset of profile.subsets) {
    if (subset.rows === 'derived') continue
    for (const field of subset.fields) {
      const one = askedOf(subset, field, sensitive)
      if (one) asked.set(one.key, one)
    }
  }
  const { tables, areas } = knownFor(ctx, profile, { type: null, private: false, name: '' })
  return {
    unitPath,
    category,
    profile,
    version: category === null ? null : profile.version,
    tables,
    areas,
    asked,
  }
}

/** What of class 4 is, is nowhere here; class 3 is listed for who may, and counted for everybody who counts. The day of birth stands in every list. */
function askedOf(subset: ProfileSubset, field: ProfileField, sensitive: boolean): Asked | null {
  const { name, type, secrecy } = field
  if (secrecy === 4 || type === 'image' || type === 'file' || given.includes(name)) return null
  const basic = subset.name === 'basic_info'
  const column = basic && columnOf.has(name) ? name : null
  // what is derived and has no column of its own is kept nowhere
  if (basic && column === null && (field.requirement === 'D' || field.filledBy === 'A')) return null
  return {
    key: `${subset.name}.${name}`,
    label: basic ? field.label : `${subset.label}·${field.label}`,
    subset,
    field,
    column,
    listed: secrecy < 3 || sensitive || name === 'birth_date',
    counted: coded.includes(type) || dated.includes(type),
  }
}

async function profileIn(ctx: Context, category: Category, unitPath: string): Promise<Profile> {
  if (ctx.actor.level !== 'ministry') return profileOf(ctx, ctx.actor.provinceCode, category)
  const found = await ctx.db.selectFrom('unit').select('province_code').where('path', '=', unitPath).executeTakeFirst()
  // over all provinces the national core is what they share
  return !found || unitPath === ctx.actor.unitPath
    ? nationalCore(category)
    : profileOf(ctx, found.province_code, category)
}

let shared: Profile | undefined

/** The core indicators that every category has under the same name, type and code table. */
function sharedCore(): Profile {
  if (shared) return shared
  const [first, ...others] = categories.map(({ id }) => nationalCore(id))
  if (!first) throw new Error('the standard has no category')
  const same = (subset: string, field: ProfileField) =>
    others.every((other) =>
      other.subsets
        .find(({ name }) => name === subset)
        ?.fields.some(({ name, type, codes }) => name === field.name && type === field.type && codes === field.codes),
    )
  const subsets = first.subsets
    .map((subset) => ({ ...subset, fields: subset.fields.filter((field) => same(subset.name, field)) }))
    .filter(({ fields }) => fields.length > 0)
  shared = { ...first, subsets }
  return shared
}

/** @throws Problem query.no-indicator, which names it */
export function askedFor(form: Form, key: string, use: 'listed' | 'counted'): Asked {
  const asked = form.asked.get(key)
  if (!asked?.[use])
    throw new Problem('query.no-indicator', {
      fields: [{ at: key, message: asked ? `“${asked.label}”不能这样使用` : '当前学校类别中没有这个指标' }],
    })
  return asked
}

export function opsOf({ type }: ProfileField): FilterOp[] {
  if (coded.includes(type) || type === 'area') return ['is', 'blank', 'filled']
  if (dated.includes(type) || type === 'integer' || type === 'decimal') return ['between', 'blank', 'filled']
  return ['contains', 'blank', 'filled']
}

/** What may be chosen, as the pages draw it. */
export async function indicatorsOf(
  ctx: Context,
  ask: { category?: string | undefined; unitId?: string | undefined },
): Promise<QueryForm> {
  const form = await formOf(ctx, ask)
  const subsets = form.profile.subsets.flatMap((subset) => {
    const fields = [...form.asked.values()].filter(
      (asked) => asked.subset.name === subset.name && (asked.listed || asked.counted),
    )
    if (fields.length === 0) return []
    return [
      {
        name: subset.name,
        label: subset.label,
        multiple: subset.rows === 'multiple',
        fields: fields.map(({ key, field, listed, counted, column }) => ({
          key,
          label: field.label,
          type: field.type,
          codes: field.codes ?? null,
          own: /^p\d\d_/.test(field.name),
          listed,
          counted,
          sorted: listed && column !== null,
          ops: opsOf(field),
        })),
      },
    ]
  })
  return {
    category: form.category,
    version: form.version,
    categories: await categoriesBelow(ctx, form.unitPath),
    subsets,
  }
}

/** The categories of the schools under a path. */
async function categoriesBelow(ctx: Context, unitPath: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ category: string }>`
    select distinct v.category from unit u join unit_version v on v.unit_id = u.id and v.valid_to is null
     where u.path >= ${unitPath} and u.path < ${`${unitPath}~`} and v.category is not null`.execute(ctx.db)
  return categories
    .filter(({ id }) => rows.some(({ category }) => category === id))
    .map(({ id, name }) => ({ id, name }))
}
