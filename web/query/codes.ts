import { useQuery } from '@tanstack/react-query'
import { standardApi } from '../../contract/standard.ts'
import { codeName } from '../../standard/check-value.ts'
import type { CodeTable } from '../../standard/indicator.ts'
import { call } from '../platform/api.ts'
import { type AreaBook, areaBook } from '../record/areas.ts'
import { useTables } from '../record/standard.tsx'

/** A code table by name: of the standard, or the province's own, which the server tells. */
export function useCodeTable(name: string | null): CodeTable | undefined {
  const standard = useTables().data
  const known = name === null ? undefined : standard?.(name)
  const own = useQuery({
    queryKey: ['standard', 'table', name],
    queryFn: async () => (await call(standardApi.codeTable, { params: { name: name ?? '' } })) as CodeTable,
    enabled: name !== null && standard !== undefined && known === undefined,
    staleTime: 'static',
  })
  return known ?? own.data
}

export function useAreaBook(on: boolean): AreaBook | undefined {
  const { data } = useQuery({
    queryKey: ['standard', 'areas'],
    queryFn: async () => areaBook((await call(standardApi.codeTable, { params: { name: 'area' } })).rows),
    enabled: on,
    staleTime: 'static',
  })
  return data
}

/** How a value of this type is called. */
export function nameOfValue(
  type: string,
  table: CodeTable | undefined,
  areas: AreaBook | undefined,
  value: string,
): string {
  if (type === 'bool') return value === '1' ? '是' : '否'
  if (type === 'area') return areas?.name(value) ?? value
  return table ? codeName(table, value) : value
}
