import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { accountApi } from '../../contract/account.ts'
import { useLoad } from '../platform/api.ts'

/** Finds one account of the own unit by name or login. */
export function AccountSelect(props: {
  id: string
  value: string | null
  onChange: (accountId: string, name: string) => void
  /** the account that cannot be meant */
  except?: string
}) {
  const { id, value, onChange, except } = props
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), 300)
    return () => clearTimeout(timer)
  }, [typed])
  const query = { scope: 'own' as const, page: 1, size: 20, ...(search && { search }) }
  const load = useLoad(accountApi.list, { query }, { keep: true })
  const rows = (load.data?.rows ?? []).filter(
    (row) => row.accountId !== except && (row.state === 'active' || row.state === 'pending'),
  )
  return (
    <Select
      id={id}
      value={value}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={load.isFetching}
      placeholder="按姓名或登录账号查找"
      notFoundContent={load.isFetching ? '正在查找' : '本单位没有这样的账号'}
      onChange={(accountId: string) => {
        const row = rows.find((each) => each.accountId === accountId)
        if (row) onChange(accountId, row.name)
      }}
      options={rows.map((row) => ({
        value: row.accountId,
        label: `${row.name} · ${row.login}${row.roles.length ? ` · ${row.roles.join('、')}` : ''}`,
      }))}
      style={{ width: '100%' }}
    />
  )
}
