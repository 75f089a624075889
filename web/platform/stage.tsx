import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  EditOutlined,
  FileSearchOutlined,
  FormOutlined,
  MinusCircleOutlined,
  RollbackOutlined,
  SendOutlined,
} from '@ant-design/icons'
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { type Stage, stageNames } from '../../contract/teacher.ts'

const looks: Record<Stage, [icon: ReactNode, color: string]> = {
  empty: [<MinusCircleOutlined key="i" />, 'default'],
  draft: [<EditOutlined key="i" />, 'default'],
  check: [<FileSearchOutlined key="i" />, 'gold'],
  sign: [<FormOutlined key="i" />, 'gold'],
  send: [<SendOutlined key="i" />, 'gold'],
  review: [<ClockCircleOutlined key="i" />, 'blue'],
  returned: [<RollbackOutlined key="i" />, 'red'],
  effective: [<CheckCircleOutlined key="i" />, 'green'],
}

/** 环节: icon and word; the colour only helps. */
export function StageTag({ stage }: { stage: Stage }) {
  const [icon, color] = looks[stage]
  return (
    <Tag icon={icon} color={color} className={`xt-stage xt-stage-${stage}`}>
      {stageNames[stage]}
    </Tag>
  )
}
