import type { Category } from './categories.ts'

/**
 * What an indicator is. The standard's data (`subsets/`) satisfies these types; nothing here knows a particular field.
 *
 * Stored values are always text: '0'/'1' for yes and no, 'YYYY-MM-DD', 'YYYY-MM', 'YYYY', plain digits for numbers, a
 * code for a code, a list of codes for 'codes', the id of a stored file for 'image' and 'file'. A blank is an absent key.
 */
export type FieldType =
  | 'string'
  | 'text'
  | 'code'
  | 'codes'
  | 'area'
  | 'bool'
  | 'date'
  | 'month'
  | 'year'
  | 'decimal'
  | 'integer'
  | 'image'
  | 'file'

/** R required, C required under a condition, O optional, D derived from other subsets, A set by the system, - not asked. */
export type Requirement = 'R' | 'C' | 'O' | 'D' | 'A' | '-'

/** T the teacher may fill it where the province opens it, S only the school or the authority, A the system. */
export type FilledBy = 'T' | 'S' | 'A'

/** 1 known to the unit anyway, 2 personal, 3 sensitive (pay, discipline, health …), 4 encrypted in the database. */
export type Secrecy = 1 | 2 | 3 | 4

/** One value for every category, or a default with the categories that differ. */
export type PerCategory<T> =
  | T
  | ({ readonly default: T; readonly higher_education?: T } & { readonly [C in Category]?: T })

/** True or false of one row's values. A list of conditions means that all must hold. */
export type Condition =
  | { readonly field: string; readonly is: readonly string[] }
  | { readonly field: string; readonly not: readonly string[] }
  | { readonly field: string; readonly filled: true }
  | { readonly anyOf: readonly Condition[] }

/** A literal, or where the value comes from: today's date, the present school, another field of the row. */
export type Default =
  | string
  | readonly string[]
  | { readonly today: 'date' | 'month' | 'year' | 'last-year' }
  | { readonly school: 'name' }
  | { readonly by: string; readonly values: Readonly<Record<string, string>> }

/** Shapes of text that have a check of their own. */
export type Format = 'id-number' | 'person-name' | 'mobile' | 'phone' | 'email'

export type Indicator = {
  readonly name: string
  readonly label: PerCategory<string>
  readonly type: FieldType
  /** Most characters, or digits before and after the point together for numbers. */
  readonly length?: number
  /** Digits after the point. */
  readonly scale?: number
  /** Largest picture in KB after the program has cropped and compressed it. */
  readonly maxKb?: number
  readonly codes?: PerCategory<string>
  /** An 'area' that also accepts free text. */
  readonly freeText?: true
  readonly format?: Format
  readonly requirement: PerCategory<Requirement>
  /** When a 'C' field is required. */
  readonly requiredWhen?: PerCategory<Condition | readonly Condition[]>
  /** When the field may hold a value at all; otherwise it is blank and locked. Without it `requiredWhen` counts. */
  readonly openWhen?: PerCategory<Condition | readonly Condition[]>
  readonly default?: Default
  readonly filledBy: FilledBy
  /** 国家核心指标: a province cannot leave it out. */
  readonly core: boolean
  readonly secrecy: Secrecy
  /** 关键信息: once in effect it changes only by 关键信息变更. */
  readonly key?: true
  readonly help?: string
  readonly example?: PerCategory<string>
  /** What the real rule says and no executable rule covers: for people who maintain the standard. */
  readonly note?: string
}

type Severity = 'error' | 'warning'

/**
 * Executable rules of a subset. A field may be named 'subset.field' where another, single-row subset is meant. A rule
 * whose fields are not all in a profile falls away there.
 */
export type Rule =
  /** `field` is not before `notBefore`; `later` means strictly after; months are compared unless both are dates. */
  | {
      readonly kind: 'order'
      readonly field: string
      readonly notBefore: string
      readonly later?: true
      readonly plusMonths?: number
      readonly severity?: Severity
      readonly say?: string
    }
  /** Not after today (this month, this year); `past` means before today. */
  | { readonly kind: 'not-future'; readonly field: string; readonly past?: true; readonly say?: string }
  | {
      readonly kind: 'range'
      readonly field: string
      readonly min?: number
      readonly max?: number
      readonly severity?: Severity
    }
  /** Characters: how many, and of which kind only. */
  | {
      readonly kind: 'text'
      readonly field: string
      readonly min?: number
      readonly max?: number
      readonly only?: 'digits' | 'latin' | 'chinese'
    }
  /** Number `field` is at least number `other`. */
  | { readonly kind: 'at-least'; readonly field: string; readonly other: string }
  /** The code's parent in its table must be one of those that the leading field allows. */
  | {
      readonly kind: 'cascade'
      readonly field: string
      readonly on: string
      readonly parents: Readonly<Record<string, readonly string[]>>
      readonly always?: readonly string[]
    }
  | { readonly kind: 'differs'; readonly field: string; readonly from: string }
  /** When the conditions hold, `must` has to hold too. */
  | {
      readonly kind: 'implies'
      readonly when: Condition | readonly Condition[]
      readonly must: Condition
      readonly severity: Severity
      readonly say: string
    }
  /** When the conditions hold, some row of another subset must satisfy `where`. */
  | {
      readonly kind: 'needs-row'
      readonly when: Condition | readonly Condition[]
      readonly subset: string
      readonly where: Condition
      readonly field: string
      readonly severity: Severity
      readonly say: string
    }
  /** Years of age today, by the birth date of basic_info. */
  | {
      readonly kind: 'age'
      readonly field: string
      readonly when?: Condition
      readonly min?: number
      readonly max?: number
      readonly say: string
    }
  /** Document type, number, birth date and sex of one person. */
  | {
      readonly kind: 'id-number'
      readonly type: string
      readonly number: string
      readonly birthDate: string
      readonly gender: string
    }
  /** Only at schools of these 办学类型. */
  | {
      readonly kind: 'school-types'
      readonly field: string
      readonly when: Condition
      readonly types: readonly string[]
      readonly say: string
    }
  /** The code `own` says that the organisation named in `org` is the present school. */
  | {
      readonly kind: 'own-school'
      readonly field: string
      readonly org: string
      readonly own: string
      readonly say: string
    }
  /** Not expected at a 民办 school. */
  | { readonly kind: 'not-private'; readonly field: string; readonly when: Condition; readonly say: string }
  /** Over all rows: at most one row with this field blank. */
  | { readonly kind: 'one-open'; readonly field: string }
  /** Over all rows: periods should not overlap (warning). */
  | { readonly kind: 'no-overlap'; readonly start: string; readonly end: string }

export type SubsetRequirement = 'R' | 'O' | 'D' | '-'

export type Subset = {
  /** Number in the printed standard. */
  readonly id: string
  readonly name: string
  readonly label: string
  /** 教学科研成果及获奖 unites ten tables. */
  readonly group?: string
  readonly rows: 'single' | 'multiple' | 'derived'
  readonly requirement: PerCategory<SubsetRequirement>
  /** What no row at all means where the subset is required; 'error' unless said. 'nothing': it is the answer "none", in tables that have no row for it. */
  readonly missing?: Severity | 'nothing'
  /** Fields that tell two rows apart; [] where there is one row. */
  readonly naturalKey: readonly string[]
  /** The mission document keeps it from teachers: no province can open it. */
  readonly neverTeachers?: true
  readonly help?: string
  readonly note?: string
  readonly fields: readonly Indicator[]
  readonly rules: readonly Rule[]
}

export type Values = Readonly<Record<string, string | readonly string[]>>
export type Row = { readonly id: string; readonly values: Values }
/** All rows of one person by subset name. */
export type Person = { readonly [subset: string]: readonly Row[] | undefined }

export type ProfileField = {
  readonly name: string
  readonly label: string
  readonly type: FieldType
  readonly length?: number
  readonly scale?: number
  readonly maxKb?: number
  readonly codes?: string
  readonly freeText?: true
  readonly format?: Format
  readonly requirement: Exclude<Requirement, '-'>
  readonly requiredWhen?: readonly Condition[]
  readonly openWhen?: readonly Condition[]
  readonly default?: Default
  readonly filledBy: FilledBy
  readonly openToTeacher: boolean
  /** Why a teacher cannot fill it, and who does (Chinese). */
  readonly lockedWhy?: string
  readonly core: boolean
  readonly secrecy: Secrecy
  readonly key?: true
  readonly help?: string
  readonly example?: string
}

export type ProfileSubset = {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly group?: string
  readonly category: Category
  readonly rows: 'single' | 'multiple' | 'derived'
  readonly requirement: Exclude<SubsetRequirement, '-'>
  readonly missing: Severity | 'nothing'
  readonly naturalKey: readonly string[]
  readonly help?: string
  readonly fields: readonly ProfileField[]
  readonly rules: readonly Rule[]
  /** Labels of fields of other subsets that the rules speak of, by 'subset.field'. */
  readonly labels: Readonly<Record<string, string>>
}

/** The indicators in force for one province and category: plain JSON, sent to the browser as it is. */
export type Profile = {
  readonly category: Category
  readonly categoryName: string
  /** '00' for the national core. */
  readonly province: string
  readonly version: number
  readonly subsets: readonly ProfileSubset[]
  /** The national version it stands on; absent: the standard as shipped. */
  readonly national?: number
  /** Code tables that are not as shipped: the province's own, and those that the centre has changed. */
  readonly tables?: readonly CodeTable[]
  /** Parts of the province's selection that the standard does not allow, and why (Chinese). */
  readonly ignored: readonly { readonly key: string; readonly message: string }[]
}

/** How sure the project is of a table: 'exact' from the mission document … 'proposal' the project's own. */
export type Sureness = 'exact' | 'high' | 'medium' | 'low' | 'proposal'

export type CodeRow = {
  readonly code: string
  readonly name: string
  readonly parent?: string
  readonly short?: string
  /** In the standard but never chosen in a form. */
  readonly selectable?: false
  /** Offered no more: the code that is chosen instead. */
  readonly successor?: string
  /** Not in the standard that the table names. */
  readonly ext?: true
  /** Categories that use the row; all when absent. */
  readonly applies?: readonly Category[]
  /** Categories whose lists begin with the row. */
  readonly offeredFirst?: readonly Category[]
  readonly stages?: readonly string[]
  readonly titleLevel?: string
  readonly titleLevels?: readonly string[]
  readonly group?: string
  readonly letter?: string
  readonly alpha2?: string
  readonly alpha3?: string
  readonly category?: Category
  readonly inScope?: boolean
  readonly institutions?: number
}

export type CodeTable = {
  readonly name: string
  readonly label: string
  /** GB/T or JY/T number, '国家系统' for the national system's own list, '本项目拟定' for the project's. */
  readonly standard: string
  readonly sure: Sureness
  /** Only rows without children may be chosen. */
  readonly leafOnly?: true
  /** Codes that stand alone in a list of several. */
  readonly exclusive?: readonly string[]
  readonly rows: readonly CodeRow[]
}

export type Suggestion = { readonly value: string; readonly label: string }

export type Finding = {
  readonly subset: string
  /** null: the subset as a whole. */
  readonly row: string | null
  /** null: the row as a whole. */
  readonly field: string | null
  readonly severity: Severity
  /** Stable and dotted, for grouping and tests: 'value.required', 'code.unknown', 'date.order' … */
  readonly code: string
  /** A whole Chinese sentence: which field, what is expected, what was seen, what to do. */
  readonly message: string
  readonly expected?: string | undefined
  readonly seen?: string | undefined
  readonly suggestion?: Suggestion | undefined
  /** Further near codes, best first. */
  readonly alternatives?: readonly Suggestion[] | undefined
}

export type Tables = (name: string) => CodeTable | undefined

/** GB/T 2260 divisions, handed in: `has` by code, `name` for showing, `find` for typed names. */
export type Areas = {
  readonly has: (code: string) => boolean
  readonly name?: (code: string) => string | undefined
  readonly find?: (text: string) => Suggestion | undefined
}

/** What a check must know besides the record. */
export type Known = {
  /** YYYY-MM-DD in Asia/Shanghai. */
  readonly today: string
  readonly tables: Tables
  readonly areas?: Areas
  readonly school?: {
    readonly type: string
    readonly private?: boolean
    readonly name?: string
    /** 统计用城乡划分代码 */
    readonly urbanRural?: string
  }
  /** Reasons given for what contradicts a document, by field: {birth_date: '以档案为准：…'}. */
  readonly confirmed?: Readonly<Record<string, string>>
}
