import { ClockCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'

/** 截止 and what is left of it, in working days. */
export function Countdown(props: { deadline: string; daysLeft?: number; workdaysLeft: number; sure: boolean }) {
  const { deadline, workdaysLeft, sure } = props
  if (workdaysLeft < 0 || (props.daysLeft ?? 0) < 0) {
    const over = props.daysLeft === undefined ? `${-workdaysLeft} 个工作日` : `${-props.daysLeft} 天`
    return (
      <strong className="xt-late">
        <ExclamationCircleOutlined /> 已于 {deadline} 截止，超过 {over}
      </strong>
    )
  }
  return (
    <span className={workdaysLeft <= 5 ? 'xt-late' : 'xt-quiet'}>
      <ClockCircleOutlined /> 截止 {deadline}（{workdaysLeft === 0 ? '最后一天' : `剩 ${workdaysLeft} 个工作日`}
      {!sure && '，放假安排未公布，按法定节假日计'}）
    </span>
  )
}
