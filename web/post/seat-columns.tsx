import { CheckCircleOutlined, ClockCircleOutlined, FileProtectOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { type TableColumnsType, Tag } from 'antd'
import type { Seat } from '../../contract/post.ts'

/** “信息查询员（第 2 席）” */
export const nameOf = ({ roleName, seat }: Seat): string => `${roleName}（第 ${seat} 席）`

const none = <span className="xt-quiet">—</span>

/** 岗位、任职人、任职起、状态、密码函. */
export function columnsOf(seats: readonly Seat[]): TableColumnsType<Seat> {
  const several = new Set(seats.filter(({ seat }) => seat > 1).map(({ role }) => role))
  return [
    {
      title: '岗位',
      dataIndex: 'roleName',
      fixed: 'left',
      render: (name: string, { role, seat }) => (several.has(role) ? `${name} ${seat}` : name),
    },
    {
      title: '任职人',
      key: 'holder',
      render: (_, { holder }) =>
        holder ? (
          <>
            {holder.name} {holder.self && <Tag>本人</Tag>}
          </>
        ) : (
          none
        ),
    },
    { title: '任职起', key: 'since', render: (_, { holder }) => holder?.since ?? none },
    { title: '前任', key: 'before', render: (_, { holder }) => holder?.predecessor ?? none },
    { title: '状态', key: 'state', render: (_, seat) => <SeatState seat={seat} /> },
    {
      title: '密码函',
      key: 'slip',
      render: (_, { slip }) =>
        slip ? (
          <>
            {slip.slipNo}{' '}
            <small className={slip.expired ? 'xt-error' : 'xt-quiet'}>
              {slip.expired ? `已于 ${slip.expiresOn} 过期` : `${wayOf(slip)}，${slip.expiresOn} 前有效`}
            </small>
          </>
        ) : (
          none
        ),
    },
  ]
}

const wayOf = (slip: NonNullable<Seat['slip']>) =>
  slip.receivedAt ? '已签收' : slip.downloadedAt ? '已下载' : '待下载'

function SeatState({ seat }: { seat: Seat }) {
  if (seat.holder && !seat.holder.activated)
    return (
      <Tag icon={<ClockCircleOutlined />} color="gold">
        待激活
      </Tag>
    )
  if (seat.holder)
    return (
      <Tag icon={<CheckCircleOutlined />} color="green">
        {seat.slip ? '在任，交接中' : '在任'}
      </Tag>
    )
  if (seat.state === 'slip')
    return (
      <Tag icon={<FileProtectOutlined />} color="blue">
        密码函已发
      </Tag>
    )
  return <Tag icon={<MinusCircleOutlined />}>空缺</Tag>
}
