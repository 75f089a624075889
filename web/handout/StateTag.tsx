import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloudDownloadOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { handoutStateNames } from '../../contract/handout.ts'
import type { HandoutState } from './pick.ts'

const faces: Record<HandoutState, [icon: ReactNode, color: string]> = {
  none: [<MinusCircleOutlined key="i" />, 'default'],
  made: [<FileProtectOutlined key="i" />, 'blue'],
  downloaded: [<CloudDownloadOutlined key="i" />, 'blue'],
  received: [<FileDoneOutlined key="i" />, 'gold'],
  activated: [<CheckCircleOutlined key="i" />, 'green'],
  expired: [<ClockCircleOutlined key="i" />, 'red'],
}

/** How far a unit is, as icon, colour and word. */
export function StateTag({ state }: { state: HandoutState }) {
  const [icon, color] = faces[state]
  return (
    <Tag icon={icon} color={color}>
      {handoutStateNames[state]}
    </Tag>
  )
}
