import { SendOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { intakeApi } from '../../contract/intake.ts'
import { useAct, useLoad } from '../platform/api.ts'
import { Loaded, RefusedNote } from '../platform/Page.tsx'
import { Changes } from './Changes.tsx'
import { count } from './parts.tsx'
import type { Batch } from './view.ts'

type Answer = z.output<typeof intakeApi.trial.returns>

/** ⑤ 试算: what a commit would do, then ⑥ 提交. */
export function Trial({ batch, onMend }: { batch: Batch; onMend: () => void }) {
  const trial = useLoad(intakeApi.trial, { params: { batchId: batch.id } })
  const client = useQueryClient()
  const commit = useAct(intakeApi.commit, { quiet: true })
  const { message } = App.useApp()
  const [whole, setWhole] = useState(false)
  const submit = () =>
    commit.mutate(
      { params: { batchId: batch.id }, body: { skipErrors: batch.errorCells > 0, whole } },
      {
        onSuccess: () => {
          void message.success('已开始提交')
          // there is no trial of a batch that is done
          void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== intakeApi.trial.path })
        },
      },
    )
  return (
    <>
      <RefusedNote refusal={commit.error} onClose={commit.reset} />
      <Loaded load={trial}>
        {(answer) => (
          <>
            <Counts answer={answer} />
            {batch.errorRows > 0 && (
              <Alert
                type="warning"
                showIcon
                className="xt-note"
                title={`${count(batch.errorRows)} 行有错误，提交时跳过这些行，其余照常写入`}
                description="跳过的行不会写入，也不会影响其他行。以后改好可以另传一批。"
              />
            )}
            <Locked names={answer.locked} />
            {answer.updated > 0 && <Changes batchId={batch.id} />}
            {batch.errorCells === 0 && (
              <p>
                <Checkbox checked={whole} onChange={(event) => setWhole(event.target.checked)}>
                  全部写入或全部不写：只要有一行不能写入，就一行也不写
                </Checkbox>
              </p>
            )}
            <p className="xt-quiet">
              空白单元格不改动原有内容；要清空某项，请在单元格中写“[清空]”。提交只写入填报信息，仍须核对、审核、报送后生效；提交后未再修改或报送前，可以整批撤销。
            </p>
            <div className="xt-bulk">
              <Button onClick={onMend}>{batch.errorCells > 0 ? '返回修改' : '返回查看各行'}</Button>
              <span className="xt-right">
                {answer.added + answer.updated === 0 && <span className="xt-quiet">没有需要写入的内容　</span>}
                <Button
                  type="primary"
                  icon={<SendOutlined />}
                  disabled={answer.added + answer.updated === 0 || !batch.can.includes('commit')}
                  loading={commit.isPending}
                  onClick={submit}
                >
                  {batch.errorRows > 0
                    ? `跳过 ${count(batch.errorRows)} 行错误行，提交 ${count(answer.added + answer.updated)} 行`
                    : `提交 ${count(answer.added + answer.updated)} 行`}
                </Button>
              </span>
            </div>
          </>
        )}
      </Loaded>
    </>
  )
}

/** 新增 / 更新 / 无变化 / 跳过, in rows of the workbook. */
export function Counts({ answer }: { answer: Pick<Answer, 'people' | 'added' | 'updated' | 'unchanged' | 'skipped'> }) {
  const figures = [
    ['涉及教师', answer.people, '人'],
    ['新增', answer.added, '行'],
    ['更新', answer.updated, '行'],
    ['无变化', answer.unchanged, '行'],
    ['跳过', answer.skipped, '行'],
  ] as const
  return (
    <dl className="xt-kpis">
      {figures.map(([name, value, unit]) => (
        <div key={name} className="xt-kpi">
          <dt>{name}</dt>
          <dd>
            {count(value)} <small>{unit}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Locked({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <Alert
      type="info"
      showIcon
      className="xt-note"
      title={`${count(names.length)} 人的信息正在审核或已经生效，导入不能改动，按跳过处理`}
      description={
        <>
          {names.slice(0, 30).join('、')}
          {names.length > 30 && ` 等 ${count(names.length)} 人`}
        </>
      }
    />
  )
}
