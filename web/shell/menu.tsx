import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  CloudUploadOutlined,
  HomeOutlined,
  IdcardOutlined,
  ReadOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Action } from '../../contract/policy.ts'

export interface Entry {
  to: '/' | '/teachers' | '/intake' | '/review' | '/progress' | '/accounts' | '/units' | '/training-institutions'
  title: string
  /** initials of its pinyin, for Ctrl+K */
  initials: string
  icon: ReactNode
  /** the action without which it leads nowhere */
  needs: Action
}

/** The menu, once: an entry is shown when its action is among those of the post. */
export const entries: readonly Entry[] = [
  { to: '/', title: '工作台', initials: 'gzt', icon: <HomeOutlined />, needs: 'home.read' },
  { to: '/teachers', title: '教师名册', initials: 'jsmc', icon: <TeamOutlined />, needs: 'teacher.list' },
  { to: '/intake', title: '批量导入', initials: 'pldr', icon: <CloudUploadOutlined />, needs: 'import.read' },
  { to: '/review', title: '审核', initials: 'sh', icon: <AuditOutlined />, needs: 'case.list' },
  { to: '/progress', title: '采集进度', initials: 'cjjd', icon: <BarChartOutlined />, needs: 'progress.read' },
  { to: '/accounts', title: '账号管理', initials: 'zhgl', icon: <IdcardOutlined />, needs: 'account.list' },
  { to: '/units', title: '机构', initials: 'jg', icon: <ApartmentOutlined />, needs: 'unit.read' },
  {
    to: '/training-institutions',
    title: '培训机构',
    initials: 'pxjg',
    icon: <ReadOutlined />,
    needs: 'training.read',
  },
]
