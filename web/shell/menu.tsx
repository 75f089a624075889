import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  CloudUploadOutlined,
  ControlOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  HomeOutlined,
  IdcardOutlined,
  MailOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  SolutionOutlined,
  TableOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Action } from '../../contract/policy.ts'
import type { Me, Post } from '../../contract/session.ts'

export interface Entry {
  to:
    | '/'
    | '/teachers'
    | '/intake'
    | '/review'
    | '/progress'
    | '/accounts'
    | '/accounts/requests'
    | '/posts'
    | '/handout'
    | '/units'
    | '/profiles'
    | '/dictionary'
    | '/training-institutions'
    | '/security'
    | '/audit'
    | '/accounts/log'
  title: string
  /** initials of its pinyin, for Ctrl+K */
  initials: string
  icon: ReactNode
  /** the action without which it leads nowhere */
  needs: Action
  /** shown to these posts only */
  only?: (post: Post) => boolean
}

/** The menu, once: an entry is shown when its action is among those of the post. */
const entries: readonly Entry[] = [
  { to: '/', title: '工作台', initials: 'gzt', icon: <HomeOutlined />, needs: 'home.read' },
  { to: '/teachers', title: '教师名册', initials: 'jsmc', icon: <TeamOutlined />, needs: 'teacher.list' },
  { to: '/intake', title: '批量导入', initials: 'pldr', icon: <CloudUploadOutlined />, needs: 'import.read' },
  { to: '/review', title: '审核', initials: 'sh', icon: <AuditOutlined />, needs: 'case.list' },
  { to: '/progress', title: '采集进度', initials: 'cjjd', icon: <BarChartOutlined />, needs: 'progress.read' },
  { to: '/accounts', title: '账号管理', initials: 'zhgl', icon: <IdcardOutlined />, needs: 'account.list' },
  {
    to: '/accounts/requests',
    title: '两步验证申请',
    initials: 'lbyzsq',
    icon: <SafetyCertificateOutlined />,
    needs: 'account.factor.confirm',
    // a 系统管理员 finds them under 账号管理
    only: ({ role }) => role === 'security',
  },
  { to: '/posts', title: '岗位', initials: 'gw', icon: <SolutionOutlined />, needs: 'post.read' },
  {
    to: '/handout',
    title: '账号分发',
    initials: 'zhff',
    icon: <MailOutlined />,
    needs: 'handout.read',
    only: ({ level }) => level !== 'school',
  },
  { to: '/units', title: '机构', initials: 'jg', icon: <ApartmentOutlined />, needs: 'unit.read' },
  {
    to: '/profiles',
    title: '指标体系',
    initials: 'zbtx',
    icon: <TableOutlined />,
    needs: 'profile.read',
    // who decides on it; everybody else reads 指标字典
    only: ({ role, level }) =>
      (role === 'system' || role === 'information') && (level === 'ministry' || level === 'province'),
  },
  { to: '/dictionary', title: '指标字典', initials: 'zbzd', icon: <BookOutlined />, needs: 'standard.read' },
  { to: '/accounts/log', title: '账号日志', initials: 'zhrz', icon: <FileSearchOutlined />, needs: 'audit.accounts' },
  { to: '/audit', title: '审计日志', initials: 'sjrz', icon: <FileProtectOutlined />, needs: 'audit.read' },
  { to: '/security', title: '安全策略', initials: 'aqcl', icon: <ControlOutlined />, needs: 'security.read' },
  {
    to: '/training-institutions',
    title: '培训机构',
    initials: 'pxjg',
    icon: <ReadOutlined />,
    needs: 'training.read',
  },
]

/** The entries of one post's menu. */
export const entriesOf = ({ can, post }: Me & { post: Post }): readonly Entry[] =>
  entries.filter(({ needs, only }) => can.includes(needs) && (only?.(post) ?? true))
