import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { standardApi } from '../../contract/standard.ts'
import { codeName } from '../../standard/check-value.ts'
import { tablesWith } from '../../standard/extension.ts'
import type { Known, Profile, ProfileField, ProfileSubset, Tables, Values } from '../../standard/indicator.ts'
import { showValue } from '../../standard/show-value.ts'
import { call, Refusal } from '../platform/api.ts'
import { useMe } from '../platform/me.ts'
import { Loading, Refused } from '../platform/Page.tsx'
import { type AreaBook, areaBook } from './areas.ts'

/** What a form or a view of records must know: the indicators in force, the code tables, the divisions, today. */
export interface Standard {
  profile: Profile
  tables: Tables
  areas: AreaBook
  known: Known
}

/** The profile in force for a category of school; a published one never changes, so it is asked for once. */
export function useProfile(category: string | null) {
  return useQuery<Profile, Refusal>({
    queryKey: ['standard', 'profile', category],
    queryFn: () => call(standardApi.profile, { query: category === null ? {} : { category } }),
    staleTime: 'static',
    gcTime: Number.POSITIVE_INFINITY,
  })
}

/** All code tables (25 KB compressed), fetched when the first page needs them. */
export function useTables() {
  return useQuery<Tables, Refusal>({
    queryKey: ['standard', 'tables'],
    queryFn: async () => {
      const { codeTable } = await import('../../standard/tables.ts').catch(() => {
        throw new Refusal({ code: 'network', status: 0, title: '代码表没有读到，请检查网络后重试' })
      })
      // a national version may have changed some since the application was built
      const { tables } = await call(standardApi.changedTables, {})
      const changed = new Map(tables.map((table) => [table.name, table]))
      return (name: string) => changed.get(name) ?? codeTable(name)
    },
    staleTime: 'static',
    gcTime: Number.POSITIVE_INFINITY,
  })
}

function useAreas() {
  return useQuery<AreaBook, Refusal>({
    queryKey: ['standard', 'areas'],
    queryFn: async () => areaBook((await call(standardApi.codeTable, { params: { name: 'area' } })).rows),
    staleTime: 'static',
    gcTime: Number.POSITIVE_INFINITY,
  })
}

/** Waits for the standard of a category, then draws. */
export function WithStandard(props: { category: string | null; children: (standard: Standard) => ReactNode }) {
  const { today } = useMe()
  const parts = [useProfile(props.category), useTables(), useAreas()] as const
  const [profile, tables, areas] = parts
  const failed = parts.find((part) => part.error)
  if (failed?.error) return <Refused refusal={failed.error} again={() => void failed.refetch()} />
  if (!profile.data || !tables.data || !areas.data) return <Loading />
  const all = tablesWith(profile.data, tables.data)
  return (
    <>
      {props.children({
        profile: profile.data,
        tables: all,
        areas: areas.data,
        known: { today, tables: all, areas: areas.data },
      })}
    </>
  )
}

export const subsetOf = (standard: Standard, name: string | null): ProfileSubset | undefined =>
  standard.profile.subsets.find((subset) => subset.name === name)

export const fieldOf = (standard: Standard, subset: string | null, name: string | null): ProfileField | undefined =>
  subsetOf(standard, subset)?.fields.find((field) => field.name === name)

/** 学习经历 · 毕业年月, for anything that points at a place in a record. */
export function placeName(standard: Standard, at: { subset: string | null; field: string | null }): string {
  const subset = subsetOf(standard, at.subset)
  const field = fieldOf(standard, at.subset, at.field)
  return [subset?.label ?? at.subset, field?.label ?? at.field].filter(Boolean).join(' · ')
}

/** A stored value in words; '' for a blank. */
export function inWords(standard: Standard, field: ProfileField | undefined, value: Values[string] | null | undefined) {
  if (value === null || value === undefined) return ''
  if (!field) return typeof value === 'string' ? value : value.join('、')
  return showValue(field, value, standard.tables, standard.areas)
}

/** The name of a code of a table known by name; the text itself where it is none. */
export function nameOfCode(tables: Tables | undefined, table: string, code: string | null): string {
  const found = code === null ? undefined : tables?.(table)
  return code === null ? '' : found ? codeName(found, code) : code
}
