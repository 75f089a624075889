import { Alert, Button, Progress, Space } from 'antd'
import { auditApi } from '../../contract/audit.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Refused, sentenceOf } from '../platform/Page.tsx'
import { second } from './words.ts'

/** How many of the newest blocks the button checks; the independent command checks all. */
const newest = 1000

/** 封存: the newest block with its head, what waits, and a check of the newest blocks. */
export function ChainCard() {
  const load = useLoad(auditApi.chain, {}, { everySeconds: 5 })
  // the list below is not asked again: each asking is itself in the log
  const verify = useAct(auditApi.verify, { quiet: true })
  if (load.error) return <Refused refusal={load.error} again={() => void load.refetch()} />
  if (!load.data) return null
  const { last, unsealed, check } = load.data
  const running = check !== null && check.doneAt === null
  return (
    <section className="xt-card" aria-labelledby="chain">
      <div className="xt-card-head">
        <h2 id="chain">日志封存</h2>
        <Button
          loading={verify.isPending || running}
          disabled={!last}
          onClick={() => verify.mutate({ body: { blocks: newest } }, { onSuccess: () => void load.refetch() })}
        >
          核验最近 {newest} 个区块
        </Button>
      </div>
      {verify.error && <Alert type="error" showIcon className="xt-note" title={sentenceOf(verify.error)} />}
      {last ? (
        <p>
          最后区块 <b>第 {last.no} 块</b>（{second(last.at)}，{last.rows} 行），尚未封存 {unsealed} 行。
          <br />
          <span className="xt-quiet">区块头</span> <code className="xt-break">{`${last.no}:${last.head}`}</code>
        </p>
      ) : (
        <p>还没有封存的区块。日志写入后约两秒封存。</p>
      )}
      {running && (
        <Progress percent={check.total ? Math.floor((check.checked / check.total) * 100) : 0} aria-label="核验进度" />
      )}
      {check?.doneAt && <Checked check={check} />}
      <p className="xt-quiet">
        请把区块头记在本系统以外。完整核验不依赖本系统的程序：在服务器上执行{' '}
        <code>npm run verify-audit -- --data 数据文件夹 --head 区块号:头</code>。
      </p>
    </section>
  )
}

function Checked({
  check,
}: {
  check: {
    doneAt: string | null
    checked: number
    rows: number
    breaks: readonly { block: string; seq: string | null; message: string }[]
  }
}) {
  const when = check.doneAt ? second(check.doneAt) : ''
  if (check.breaks.length === 0)
    return (
      <Alert
        type="success"
        showIcon
        className="xt-note"
        title={`${when} 核验了 ${check.checked} 个区块、${check.rows} 行，完好`}
      />
    )
  return (
    <Alert
      type="error"
      showIcon
      className="xt-note"
      title={`${when} 核验发现 ${check.breaks.length} 处不符，请立即报告，并保留数据库现状`}
      description={
        <Space orientation="vertical" size={0}>
          {check.breaks.slice(0, 10).map((each) => (
            <span key={`${each.block}/${each.seq}/${each.message}`}>
              区块 {each.block}
              {each.seq && `、序号 ${each.seq}`}：{each.message}
            </span>
          ))}
        </Space>
      }
    />
  )
}
