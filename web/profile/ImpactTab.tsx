import { Tag } from 'antd'
import type { Choice, Difference, Impact } from '../../contract/profile.ts'
import { profileApi } from '../../contract/profile.ts'
import { useLoad } from '../platform/api.ts'
import { Loaded, Nothing } from '../platform/Page.tsx'

const count = (value: number) => value.toLocaleString('zh-CN')

/** 差异和影响: what the draft changes, and whom it concerns. */
export function ImpactTab({ choice }: { choice: Choice }) {
  const load = useLoad(profileApi.impact, { params: { category: choice.category } })
  return (
    <Loaded load={load}>
      {(impact) =>
        impact.differences.length === 0 ? (
          <Nothing what={`草稿与现行第 ${choice.inForce.version} 版没有差异`} />
        ) : (
          <>
            <Figures impact={impact} />
            <Differences differences={impact.differences} before={`第 ${choice.inForce.version} 版`} />
          </>
        )
      }
    </Loaded>
  )
}

function Figures({ impact }: { impact: Impact }) {
  return (
    <section aria-label="影响">
      <dl className="xt-kpis">
        <Figure name="生效教师" value={impact.teachers} />
        <Figure name="将变为不完整" value={impact.incomplete} />
        <Figure name="填报中且有停用指标的内容" value={impact.openDrafts} />
        <Figure name="未提交的导入" value={impact.openImports} />
      </dl>
      {impact.incomplete === 0 && impact.lacking.length === 0 && <p>没有教师因此变为不完整。</p>}
      {impact.lacking.length > 0 && (
        <>
          <h2 className="xt-choice-title">新的必填项，多少人还没有内容</h2>
          <ul className="xt-choice-left">
            {impact.lacking.map((line) => (
              <li key={line.key}>
                {line.label}：{line.atMost && '至多 '}
                {count(line.teachers)} 人{line.atMost && '（只在符合条件时必填）'}
              </li>
            ))}
          </ul>
        </>
      )}
      {impact.holding.length > 0 && (
        <>
          <h2 className="xt-choice-title">停用的指标，已有的内容保留备查，不再填写</h2>
          <ul className="xt-choice-left">
            {impact.holding.map((line) => (
              <li key={line.key}>
                {line.label}：{count(line.teachers)} 人有内容
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="xt-quiet">
        {impact.template ? '采集模板的列随之改变，旧模板仍能识别。' : '采集模板不变。'}
        {impact.forms.length > 0 && `表单有变化的信息子集：${impact.forms.join('、')}。`}
      </p>
    </section>
  )
}

const Figure = ({ name, value }: { name: string; value: number }) => (
  <div className="xt-kpi">
    <dt>{name}</dt>
    <dd>{count(value)}</dd>
  </div>
)

const kinds: Readonly<Record<Difference['what'], [word: string, color: string]>> = {
  added: ['新增', 'green'],
  removed: ['停用', 'red'],
  required: ['改为必填', 'gold'],
  optional: ['改为选填', 'default'],
  opened: ['向教师开放', 'blue'],
  closed: ['不再向教师开放', 'default'],
  hint: ['提示', 'default'],
  checks: ['校验', 'default'],
  'subset-on': ['启用信息子集', 'green'],
  'subset-off': ['停用信息子集', 'red'],
  table: ['代码表', 'default'],
  changed: ['修改', 'default'],
}

/** Differences one a line: 旧 → 新, in words. */
export function Differences({ differences, before }: { differences: readonly Difference[]; before: string }) {
  return (
    <section aria-label="差异">
      <h2 className="xt-choice-title">
        与{before}的差异 {differences.length} 处
      </h2>
      <ul className="xt-choice-differences">
        {differences.map((each) => (
          <li key={`${each.key} ${each.what}`}>
            <span>
              <Tag color={kinds[each.what][1]}>{kinds[each.what][0]}</Tag>
            </span>
            <span>{each.label}</span>
            <span>
              {each.before && <del>{each.before}</del>} → <strong>{each.after || '（无）'}</strong>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
