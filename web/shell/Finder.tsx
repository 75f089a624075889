import { useNavigate } from '@tanstack/react-router'
import { Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { accountApi } from '../../contract/account.ts'
import { levelNames } from '../../contract/policy.ts'
import { teacherApi } from '../../contract/teacher.ts'
import { unitApi } from '../../contract/unit.ts'
import { useLoad } from '../platform/api.ts'
import { useCan, useMe } from '../platform/me.ts'
import { StageTag } from '../platform/stage.tsx'
import { entriesOf } from './menu.tsx'

interface Hit {
  key: string
  group: '菜单' | '账号' | '教师' | '单位'
  title: string
  note: React.ReactNode
  open: () => void
}

/** Ctrl+K: a person, a unit or a menu entry; the first is opened with Enter, others by arrows. */
export function Finder({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} width={640} title={null} destroyOnHidden>
      {open && <Search onClose={onClose} />}
    </Modal>
  )
}

function Search({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [composing, setComposing] = useState(false)
  const [at, setAt] = useState(0)
  const search = useSettled(composing ? '' : text.trim(), 200)
  const { hits, waiting } = useHits(search, text.trim(), onClose)
  const place = Math.min(at, Math.max(0, hits.length - 1))
  const settled = search === text.trim() && !waiting
  return (
    <>
      <Input
        autoFocus
        size="large"
        value={text}
        placeholder="教师姓名、单位名称或代码、菜单"
        aria-label="查找"
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls="finder-hits"
        aria-activedescendant={hits[place] ? `hit-${hits[place].key}` : undefined}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'ArrowDown') setAt(Math.min(hits.length - 1, place + 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(0, place - 1))
          else if (event.key === 'Enter' && settled) hits[place]?.open()
          else return
          event.preventDefault()
        }}
      />
      <div id="finder-hits" role="listbox" aria-label="查找结果" className="xt-hits">
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field above (aria-activedescendant)
          <div
            key={hit.key}
            id={`hit-${hit.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === place}
            className="xt-hit"
            onClick={hit.open}
            onMouseMove={() => setAt(index)}
          >
            <span className="xt-hit-group">{hit.group}</span>
            <span>{hit.title}</span>
            <span className="xt-hit-note">{hit.note}</span>
          </div>
        ))}
      </div>
      {hits.length === 0 && (
        <p className="xt-quiet" role="status">
          {waiting || !settled ? '正在查找…' : `没有找到“${text.trim()}”。请核对姓名或改用单位代码查找。`}
        </p>
      )}
    </>
  )
}

function useHits(search: string, typed: string, onClose: () => void): { hits: Hit[]; waiting: boolean } {
  const can = useCan()
  const me = useMe()
  const navigate = useNavigate()
  const query = { search, page: 1, size: 6 }
  const people = useLoad(teacherApi.list, { query }, { enabled: search !== '' && can('teacher.list') })
  const units = useLoad(unitApi.list, { query }, { enabled: search !== '' && can('unit.read') })
  const accounts = useAccounts(search)
  const go = (act: () => Promise<void>) => () => {
    onClose()
    void act()
  }
  const small = typed.toLowerCase()
  const menu = entriesOf(me)
    .filter((entry) => entry.title.includes(typed) || entry.initials.startsWith(small))
    .map<Hit>((entry) => ({
      key: entry.to,
      group: '菜单',
      title: entry.title,
      note: entry.initials,
      open: go(() => navigate({ to: entry.to, search: {} })),
    }))
  const teachers = (search ? (people.data?.rows ?? []) : []).map<Hit>((row) => ({
    key: row.id,
    group: '教师',
    title: row.name,
    note: (
      <>
        {row.unitName} <StageTag stage={row.stage} />
      </>
    ),
    open: go(() => navigate({ to: '/teachers/$teacherId', params: { teacherId: row.id }, search: {} })),
  }))
  const logins = accounts.rows.map<Hit>(({ row, scope }) => ({
    key: `a${row.accountId}`,
    group: '账号',
    title: row.name,
    note: `${row.unitName} · ${row.roles.join('、')}`,
    open: go(() =>
      navigate({ to: '/accounts', search: { ...(scope === 'next' && { tab: scope }), search: row.login } }),
    ),
  }))
  const places = (search ? (units.data?.rows ?? []) : []).map<Hit>((row) => ({
    key: `u${row.id}`,
    group: '单位',
    title: row.name,
    note: `${levelNames[row.level]} · ${row.code}`,
    open: go(() =>
      row.level === 'school' && can('teacher.list')
        ? navigate({ to: '/teachers', search: { unitId: row.id } })
        : can('progress.read')
          ? navigate({ to: '/progress', search: { unitId: row.id } })
          : navigate({ to: '/units/$unitId', params: { unitId: row.id }, search: {} }),
    ),
  }))
  return {
    hits: [...menu, ...logins, ...teachers, ...places],
    waiting: people.isFetching || units.isFetching || accounts.waiting,
  }
}

/** Whom a 系统管理员 may have to help: accounts of the own unit, and the 系统管理员 of the units under it. */
function useAccounts(search: string) {
  const enabled = useCan()('account.list') && search !== ''
  const ask = (scope: 'own' | 'next') => ({ query: { search, scope, page: 1, size: 4 } })
  const own = useLoad(accountApi.list, ask('own'), { enabled })
  const next = useLoad(accountApi.list, ask('next'), { enabled })
  const rows = (['own', 'next'] as const).flatMap((scope) =>
    (enabled ? ((scope === 'own' ? own : next).data?.rows ?? []) : []).map((row) => ({ row, scope })),
  )
  return { rows, waiting: own.isFetching || next.isFetching }
}

/** A value that has been still for a while. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}
