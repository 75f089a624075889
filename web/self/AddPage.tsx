import type { ReactElement } from 'react'
import { useHouse } from './house.ts'
import { Icon } from './icons.tsx'
import { linkTo } from './route.ts'
import { Shell } from './Shell.tsx'
import { rowsOf } from './standing.ts'

/** 新增信息: which kind of thing is new. Of a record in effect; what stands in it is changed by request. */
export function AddPage(): ReactElement {
  const { me, profile, view } = useHouse()
  const subsets = profile.subsets.filter(({ name }) => view.adds.includes(name))
  return (
    <Shell me={me} title="新增信息" back={{ page: 'home' }}>
      {subsets.length === 0 ? (
        <p className="banner">{view.lockedWhy ?? '现在没有可以由您新增的信息项目'}</p>
      ) : (
        <>
          <p className="quiet">选择要新增的项目。填好后提交学校核对，经学校负责人和主管部门审核后生效。</p>
          <ul className="card lines">
            {subsets.map((subset) => {
              const rows = rowsOf(view, subset.name).filter(({ state }) => state === 'effective').length
              return (
                <li key={subset.name}>
                  <a className="line" href={linkTo({ page: 'row', subset: subset.name, row: 'new' })}>
                    <span className="line-words">
                      {subset.label}
                      <small>{rows > 0 ? `已生效 ${rows} 条` : '还没有'}</small>
                    </span>
                    <Icon name="next" />
                  </a>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </Shell>
  )
}
