import type { Provenance, Source } from '../../contract/register.ts'
import type { Signature } from '../../contract/shape.ts'
import type { Context } from '../platform/context.ts'
import { columnName } from '../platform/workbook/cells.ts'
import { profileOf } from '../profile/rules.ts'
import { maskValues, openBody } from '../record/body.ts'
import type { Standing } from '../record/door.ts'
import { signaturesOf } from '../review/signature.ts'
import { isOwnRecord, knownOf } from './as-of.ts'
import * as store from './sql.ts'
import { fieldsOf, said } from './words.ts'

/** What the kinds of change are called. */
const kindNames: Record<string, string> = {
  report: '首次采集',
  addition: '新增信息',
  change: '信息变更',
  contact: '联系方式更新',
  entry: '主管部门填报',
}

/**
 * 来源: of each value of one row in effect, the change that made it what it is: who entered it and from which cell, who signed and approved, under which version.
 * Of a row that is not in effect there is nothing to say.
 */
export async function provenanceOf(
  ctx: Context,
  standing: Standing,
  subset: string,
  rowId: string,
): Promise<Provenance> {
  const versions = (await store.versionsOfRow(ctx, standing, subset, rowId)).map((version) => ({
    ...version,
    values: openBody(ctx.keys, subset, standing.teacherId, rowId, version.body),
  }))
  const now = versions.at(-1)
  if (!now || now.effective_to !== null) return { sources: [], fields: [] }
  const profile = await profileOf(ctx, standing.provinceCode, standing.category, now.profile_version)
  const known = knownOf(ctx, profile, standing)
  const own = isOwnRecord(ctx, standing)
  const row = {
    rowId,
    ...maskValues(
      profile.subsets.find(({ name }) => name === subset),
      now.values,
      (field) => own && field !== 'id_number',
    ),
  }

  const changeIds = [...new Set(versions.map(({ from_change }) => from_change))]
  const origins = await store.originsOf(ctx, standing, changeIds, subset, rowId)
  const decisions = await store.decisionsOf(ctx, standing, changeIds)
  const signatures = await signaturesOf(ctx, [
    ...decisions.map(({ decided_by_post }) => decided_by_post),
    ...[...origins.values()].flatMap(({ entered_by }) => Object.values(entered_by ?? {})),
  ])

  const sources: Source[] = []
  const placeOf = new Map<string, number>()
  /** the last version in which the value became what it is */
  const madeBy = (field: string) => {
    const text = (at: number) => JSON.stringify(versions[at]?.values[field] ?? '')
    let at = versions.length - 1
    while (at > 0 && text(at - 1) === text(at)) at--
    return versions[at] ?? now
  }
  const fields = fieldsOf(profile, subset).flatMap((field) => {
    const value = said(row, field, known)
    if (value === '') return []
    const version = madeBy(field.name)
    const origin = origins.get(version.from_change)
    const place = placeOf.get(version.from_change) ?? sources.push(sourceOf(version, origin, decisions, signatures)) - 1
    placeOf.set(version.from_change, place)
    const column = origin?.sheets
      ?.find(({ index }) => index === origin.source_sheet)
      ?.columns.find((each) => each.field === field.name)
    return [
      {
        name: field.name,
        label: field.label,
        value,
        by: signatures.get(origin?.entered_by?.[field.name] ?? '') ?? null,
        at: origin?.written_at?.toISOString() ?? null,
        column: column ? columnName(column.column) : null,
        source: place,
      },
    ]
  })
  return { sources, fields }
}

function sourceOf(
  version: store.Version,
  origin: store.Origin | undefined,
  decisions: Awaited<ReturnType<typeof store.decisionsOf>>,
  signatures: ReadonlyMap<string, Signature>,
): Source {
  return {
    kind: kindNames[origin?.kind ?? ''] ?? '信息变更',
    reason: origin?.reason ?? null,
    effectiveFrom: version.effective_from.toISOString(),
    profileVersion: version.profile_version,
    workbook:
      origin && origin.source_row !== null
        ? {
            batchNo: origin.batch_no,
            fileName: origin.file_name,
            sheet: origin.sheets?.find(({ index }) => index === origin.source_sheet)?.name ?? null,
            row: origin.source_row,
          }
        : null,
    decisions: decisions
      .filter(({ change_id }) => change_id === version.from_change)
      .map((step) => ({
        title: step.title,
        by: signatures.get(step.decided_by_post) ?? null,
        at: step.decided_at.toISOString(),
      })),
  }
}
