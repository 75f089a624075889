import { Drawer, Empty } from 'antd'
import { registerApi, type Source } from '../../contract/register.ts'
import type { Signature } from '../../contract/shape.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded } from '../platform/Page.tsx'
import { moment } from '../platform/time.tsx'
import './register.css'

/** 来源: for each row in effect of a subset, and each value of it, who entered it and from which cell, who signed and approved, under which version. */
export function SourcesDrawer(props: {
  teacherId: string
  subset: { name: string; label: string }
  /** ids of the rows in effect */
  rows: readonly string[]
  onClose: () => void
}) {
  const { teacherId, subset, rows, onClose } = props
  return (
    <Drawer open onClose={onClose} title={`来源 · ${subset.label}`} size="min(640px, 96vw)">
      {rows.length === 0 && <Empty description="这里还没有生效的信息" />}
      {rows.map((rowId, at) => (
        <section key={rowId} className="xt-sources" aria-label={`第 ${at + 1} 条`}>
          {rows.length > 1 && <h3>第 {at + 1} 条</h3>}
          <Row {...{ teacherId, rowId }} subset={subset.name} />
        </section>
      ))}
    </Drawer>
  )
}

function Row({ teacherId, subset, rowId }: { teacherId: string; subset: string; rowId: string }) {
  const load = useLoad(registerApi.provenance, { params: { teacherId, rowId }, query: { subset } })
  return (
    <Loaded load={load}>
      {({ sources, fields }) => (
        <>
          {sources.map((source, place) => (
            <div key={`${source.kind}${source.effectiveFrom}`} className="xt-source">
              <p>
                <b>{source.kind}</b>，{moment(source.effectiveFrom)} 生效，按指标体系第 {source.profileVersion} 版核验
                {source.reason && <>。理由：{source.reason}</>}
              </p>
              {source.workbook && <p>{workbookOf(source.workbook)}</p>}
              <ol className="xt-quiet">
                {source.decisions.map((step) => (
                  <li key={`${step.title}${step.at}`}>
                    {step.title}：{who(step.by)} {moment(step.at)}
                  </li>
                ))}
              </ol>
              <table>
                <thead>
                  <tr>
                    <th scope="col">指标</th>
                    <th scope="col">内容</th>
                    <th scope="col">填报</th>
                  </tr>
                </thead>
                <tbody>
                  {fields
                    .filter((field) => field.source === place)
                    .map((field) => (
                      <tr key={field.name}>
                        <th scope="row">{field.label}</th>
                        <td>{field.value}</td>
                        <td>
                          {field.by ? `${field.by.person}（${field.by.role}）` : '由系统产生'}
                          {field.at && <> {moment(field.at)}</>}
                          {field.column && source.workbook && `，单元格 ${field.column}${source.workbook.row}`}
                        </td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </div>
          ))}
        </>
      )}
    </Loaded>
  )
}

const who = (by: Signature | null): string => (by ? `${by.unit} ${by.person}` : '')

function workbookOf({ batchNo, fileName, sheet, row }: NonNullable<Source['workbook']>): string {
  const file = fileName ? `《${fileName}》` : '工作簿'
  return `由批量导入${batchNo ? `（批次 ${batchNo}）` : ''}：${file}${sheet ? `的“${sheet}”表` : ''}第 ${row} 行`
}
