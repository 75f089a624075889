import { type Stage, stageNames, stages } from '../../contract/teacher.ts'

/** How a number of people is spread over the 环节: one bar, said in words for who cannot see it. `counts` may lack stages. */
export function StageBar({ counts, height = 14 }: { counts: Partial<Record<Stage, number>>; height?: number }) {
  const there = stages.map((stage) => [stage, counts[stage] ?? 0] as const).filter(([, count]) => count > 0)
  const words = there.map(([stage, count]) => `${stageNames[stage]} ${count}`).join('，') || '没有人员'
  return (
    <div role="img" aria-label={words} title={words} className="xt-bar" style={{ height }}>
      {there.map(([stage, count]) => (
        <span key={stage} className={`xt-bar-${stage}`} style={{ flexGrow: count }} />
      ))}
    </div>
  )
}

/** The key to the bars. */
export function StageLegend() {
  return (
    <ul className="xt-legend" aria-label="图例">
      {stages.map((stage) => (
        <li key={stage}>
          <span className={`xt-swatch xt-bar-${stage}`} />
          {stageNames[stage]}
        </li>
      ))}
    </ul>
  )
}
