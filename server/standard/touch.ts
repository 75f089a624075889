import type { NationalDifference } from '../../contract/national.ts'
import type { Profile } from '../../standard/indicator.ts'
import type { Context } from '../platform/context.ts'
import { profileOf } from '../profile/rules.ts'
import * as store from './sql.ts'

/** 学校类别：子集—指标, of those that are collected here; core and requirement are of the categories that the difference names. */
export function touchesOf({ key, what, of }: NationalDifference, profiles: readonly Profile[]): string[] {
  const byTable = what.startsWith('code-')
  const named = what === 'core' || what === 'requirement' ? of.split('、') : null
  return profiles
    .filter(({ categoryName }) => named?.includes(categoryName) ?? true)
    .flatMap(({ categoryName, subsets }) =>
      subsets.flatMap((subset) =>
        subset.fields.flatMap((field) =>
          (byTable ? field.codes === key : `${subset.name}.${field.name}` === key)
            ? [`${categoryName}：${subset.label}—${field.label}`]
            : [],
        ),
      ),
    )
}

/**
 * Of each difference, how many provinces (the universities of central departments count as one) collect what it is about in a choice in force; and of how many
 * that have published one.
 */
export async function provincesTouched(
  ctx: Context,
  differences: readonly NationalDifference[],
): Promise<{ touched: number[]; of: number }> {
  const choices = Map.groupBy(await store.choicesInForce(ctx), ({ province }) => province)
  const provinces: Profile[][] = []
  for (const [province, ofProvince] of choices) {
    const profiles: Profile[] = []
    for (const { category } of ofProvince) profiles.push(await profileOf(ctx, province, category))
    provinces.push(profiles)
  }
  return {
    touched: differences.map(
      (difference) => provinces.filter((profiles) => touchesOf(difference, profiles).length > 0).length,
    ),
    of: provinces.length,
  }
}
