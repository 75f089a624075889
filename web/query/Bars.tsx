const most = 30
const line = 26
const width = 760
const names = 190
const room = width - names - 90

/** One bar a row, beside the table that has the numbers; drawn, so that it prints as it is seen. */
export function Bars(props: { label: string; rows: readonly { label: string; n: number | null }[] }) {
  const { label } = props
  const rows = props.rows.filter((row) => row.n !== 0).slice(0, most)
  const top = Math.max(1, ...rows.map(({ n }) => n ?? 0))
  if (rows.length < 2) return null
  return (
    <svg
      className="xt-bars"
      viewBox={`0 0 ${width} ${rows.length * line + 8}`}
      role="img"
      aria-label={`${label}人数条形图，数字见上表`}
    >
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no other identity than their place
        <g key={at} transform={`translate(0 ${at * line + 4})`}>
          <text x={names - 8} y={17} textAnchor="end">
            {row.label.length > 13 ? `${row.label.slice(0, 12)}…` : row.label}
          </text>
          <rect x={names} y={4} width={row.n === null ? 0 : Math.max(1, (row.n * room) / top)} height={18} rx={2} />
          <text x={names + 6 + (row.n === null ? 0 : Math.max(1, (row.n * room) / top))} y={17}>
            {row.n === null ? '不显示' : row.n.toLocaleString('zh-CN')}
          </text>
        </g>
      ))}
    </svg>
  )
}
