import { stageNames, type TeacherView } from '../../contract/teacher.ts'
import type { ProfileSubset } from '../../standard/indicator.ts'
import { useMe } from '../platform/me.ts'
import { inWords, type Standard } from '../record/standard.tsx'

/** 教师信息登记表 on A4: black lines, 宋体, signature boxes. Only printed; sensitive values stay masked. */
export function RegisterCard({ teacher, standard }: { teacher: TeacherView; standard: Standard }) {
  const { today } = useMe()
  return (
    <article className="xt-register xt-only-print" aria-hidden="true">
      <h1>教师信息登记表</h1>
      <p className="xt-register-head">
        <span>学校：{teacher.unitName}</span>
        <span>全国唯一编号：{teacher.nationalNo}</span>
        <span>状态：{stageNames[teacher.stage]}</span>
        <span>打印日期：{today}</span>
      </p>
      {standard.profile.subsets
        .filter((subset) => subset.rows !== 'derived')
        .map((subset) => (
          <Part key={subset.name} {...{ teacher, standard, subset }} />
        ))}
      <table className="xt-register-signs">
        <tbody>
          <tr>
            {['教师本人签字', '学校信息管理员', '学校负责人（盖章）', '主管部门（盖章）'].map((who) => (
              <td key={who}>
                {who}
                <div />
                <span>年　　月　　日</span>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </article>
  )
}

function Part({ teacher, standard, subset }: { teacher: TeacherView; standard: Standard; subset: ProfileSubset }) {
  const rows = teacher.subsets.find((each) => each.subset === subset.name)?.rows ?? []
  const [only] = rows
  if (!only) return null
  const derived = subset.name === 'basic_info' ? teacher.derived : {}
  const text = (row: (typeof rows)[number], name: string) =>
    row.masked[name] ??
    inWords(
      standard,
      subset.fields.find((field) => field.name === name),
      { ...row.values, ...derived }[name],
    )
  const shown = subset.fields.filter(
    (field) => field.type !== 'image' && field.type !== 'file' && rows.some((row) => text(row, field.name) !== ''),
  )
  if (subset.rows === 'single') {
    const pairs = Array.from({ length: Math.ceil(shown.length / 2) }, (_, place) =>
      shown.slice(place * 2, place * 2 + 2),
    )
    return (
      <table>
        <caption>{subset.label}</caption>
        <tbody>
          {pairs.map((pair) => (
            <tr key={pair[0]?.name}>
              {pair.flatMap((field) => [
                <th key={`${field.name}-label`} scope="row">
                  {field.label}
                </th>,
                <td key={field.name} {...(pair.length === 1 && { colSpan: 3 })}>
                  {text(only, field.name)}
                </td>,
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    )
  }
  // a page takes some eight columns: the rest of a row goes into lines of their own
  const [across, below] = [shown.slice(0, 8), shown.slice(8)]
  return (
    <table>
      <caption>{subset.label}</caption>
      <thead>
        <tr>
          {across.map((field) => (
            <th key={field.name} scope="col">
              {field.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.flatMap((row) => {
          const rest = below
            .map((field) => [field.label, text(row, field.name)])
            .filter(([, words]) => words !== '')
            .map(([label, words]) => `${label}：${words}`)
            .join('；')
          return [
            <tr key={row.rowId}>
              {across.map((field) => (
                <td key={field.name}>{text(row, field.name)}</td>
              ))}
            </tr>,
            ...(rest === ''
              ? []
              : [
                  <tr key={`${row.rowId}-rest`}>
                    <td colSpan={across.length}>{rest}</td>
                  </tr>,
                ]),
          ]
        })}
      </tbody>
    </table>
  )
}
