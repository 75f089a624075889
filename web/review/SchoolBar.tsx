import { CheckCircleFilled, LockOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import type { ListView } from '../../contract/review.ts'

/** How far the list of a school is: what must be seen, the sample, the rest; and what is offered for the whole. */
export function SchoolBar(props: {
  list: ListView
  pass: string
  keys: boolean
  onRest: () => void
  onReturnAll: () => void
  onEnlarge: () => void
}) {
  const { list, pass, keys, onRest, onReturnAll, onEnlarge } = props
  const toSee = list.must + list.drawn
  const done = list.mustDone + list.drawnDone
  return (
    <section className="xt-card xt-school-bar" aria-label="本校名单">
      <span>
        名单 <b>{list.total}</b> 人
      </span>
      {toSee > 0 && (
        <>
          <Count name="必看" done={list.mustDone} of={list.must} />
          <Count name="抽样" done={list.drawnDone} of={list.drawn} />
          <Progress
            className="xt-school-done"
            percent={Math.round((done * 100) / toSee)}
            size="small"
            aria-label={`已看 ${done} 人，共 ${toSee} 人`}
          />
        </>
      )}
      {list.newer > 0 && <span className="xt-quiet">另有 {list.newer} 人不在名单上，办完本名单后再列</span>}
      <span className="xt-school-acts">
        {list.choose && (
          <Button danger onClick={onEnlarge}>
            仅退回该人，抽样扩大为 {list.drawn * 2} 人
          </Button>
        )}
        {list.rest + (toSee - done) > 0 && (
          <Button danger={list.choose} onClick={onReturnAll}>
            整批退回
          </Button>
        )}
        {list.rest > 0 && (
          <Button
            type={list.missing === null ? 'primary' : 'default'}
            {...(list.missing !== null && { icon: <LockOutlined /> })}
            onClick={onRest}
          >
            其余 {list.rest} 人一并{pass}
            {keys && ' Shift+A'}
          </Button>
        )}
      </span>
      {list.missing !== null && list.rest > 0 && (
        <p className="xt-quiet xt-school-missing" role="status">
          {list.missing}，其余 {list.rest} 人暂不能一并{pass}。
        </p>
      )}
    </section>
  )
}

const Count = ({ name, done, of }: { name: string; done: number; of: number }) => (
  <span>
    {name}{' '}
    <b>
      {done}/{of}
    </b>{' '}
    {of > 0 && done === of && <CheckCircleFilled aria-label="已看完" />}
  </span>
)
