import { MessageOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Badge, Tooltip } from 'antd'
import { messageApi } from '../../contract/message.ts'
import { useLoad } from '../platform/api.ts'
import { useCan } from '../platform/me.ts'

/** How many messages nobody has read, looked at again every minute. */
export function Bell() {
  return useCan()('message.read') ? <Unread /> : null
}

function Unread() {
  const load = useLoad(messageApi.unread, {}, { everySeconds: 60 })
  const unread = load.data?.unread ?? 0
  return (
    <Tooltip title={unread ? `未读消息 ${unread} 条` : '没有未读消息'}>
      <Link to="/messages" aria-label={`消息，未读 ${unread} 条`} className="xt-todos">
        <Badge count={unread} size="small" overflowCount={99} offset={[4, -2]}>
          <MessageOutlined />
        </Badge>
      </Link>
    </Tooltip>
  )
}
