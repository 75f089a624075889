import {
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  BookOutlined,
  BugOutlined,
  BulbOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  CloudDownloadOutlined,
  CloudUploadOutlined,
  ControlOutlined,
  CustomerServiceOutlined,
  FileAddOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FormOutlined,
  HomeOutlined,
  IdcardOutlined,
  InsertRowBelowOutlined,
  MailOutlined,
  PieChartOutlined,
  ProfileOutlined,
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
    | '/statistics'
    | '/downloads'
    | '/downloads/requests'
    | '/intake'
    | '/review'
    | '/desk'
    | '/desk/problems'
    | '/desk/sheet'
    | '/additions'
    | '/entry'
    | '/progress'
    | '/rounds'
    | '/help'
    | '/accounts'
    | '/accounts/requests'
    | '/posts'
    | '/handout'
    | '/units'
    | '/national'
    | '/profiles'
    | '/dictionary'
    | '/training-institutions'
    | '/security'
    | '/audit'
    | '/accounts/log'
    | '/lessons'
  title: string
  /** initials of its pinyin, for Ctrl+K */
  initials: string
  icon: ReactNode
  /** the action without which it leads nowhere */
  needs: Action
  group?: Title
  /** shown to these posts only */
  only?: (post: Post) => boolean
  /** in the practice environment only */
  inPractice?: true
}

/** Headings of a long menu, in their order; 工作台 stands above all. */
const titles = ['审核报送', '教师信息', '采集', '查询统计', '账号机构', '指标标准', '日志安全', '学习'] as const
type Title = (typeof titles)[number]

/** The menu, once: an entry is shown when its action is among those of the post. */
const entries: readonly Entry[] = [
  { to: '/', title: '工作台', initials: 'gzt', icon: <HomeOutlined />, needs: 'home.read' },
  {
    to: '/teachers',
    title: '教师名册',
    initials: 'jsmc',
    icon: <TeamOutlined />,
    needs: 'teacher.list',
    group: '教师信息',
  },
  {
    to: '/intake',
    title: '批量导入',
    initials: 'pldr',
    icon: <CloudUploadOutlined />,
    needs: 'import.read',
    group: '教师信息',
  },
  { to: '/review', title: '审核', initials: 'sh', icon: <AuditOutlined />, needs: 'case.list', group: '审核报送' },
  {
    to: '/desk',
    title: '学校工作',
    initials: 'xxgz',
    icon: <CheckSquareOutlined />,
    needs: 'desk.summary',
    group: '审核报送',
  },
  {
    to: '/desk/sheet',
    title: '批量填报',
    initials: 'pltb',
    icon: <InsertRowBelowOutlined />,
    needs: 'desk.fill',
    group: '教师信息',
  },
  {
    to: '/additions',
    title: '新增信息',
    initials: 'xzxx',
    icon: <FileAddOutlined />,
    needs: 'report.hand-over',
    group: '教师信息',
  },
  {
    to: '/desk/problems',
    title: '问题数据',
    initials: 'wtsj',
    icon: <BugOutlined />,
    needs: 'problem.read',
    group: '教师信息',
  },
  {
    to: '/entry',
    title: '主管部门填报',
    initials: 'zgbmtb',
    icon: <FormOutlined />,
    needs: 'entry.fill',
    group: '教师信息',
  },
  {
    to: '/progress',
    title: '采集进度',
    initials: 'cjjd',
    icon: <BarChartOutlined />,
    needs: 'progress.read',
    group: '采集',
  },
  {
    to: '/rounds',
    title: '采集轮次',
    initials: 'cjlc',
    icon: <CalendarOutlined />,
    needs: 'round.read',
    group: '采集',
  },
  {
    to: '/statistics',
    title: '统计分析',
    initials: 'tjfx',
    icon: <PieChartOutlined />,
    needs: 'query.statistics',
    group: '查询统计',
  },
  {
    to: '/downloads',
    title: '下载中心',
    initials: 'xzzx',
    icon: <CloudDownloadOutlined />,
    needs: 'export.make',
    group: '查询统计',
  },
  {
    to: '/downloads/requests',
    title: '导出确认',
    initials: 'dcqr',
    icon: <CloudDownloadOutlined />,
    needs: 'export.confirm',
    group: '查询统计',
  },
  {
    to: '/accounts',
    title: '账号管理',
    initials: 'zhgl',
    icon: <IdcardOutlined />,
    needs: 'account.list',
    group: '账号机构',
  },
  {
    to: '/accounts/requests',
    title: '两步验证申请',
    initials: 'lbyzsq',
    icon: <SafetyCertificateOutlined />,
    needs: 'account.factor.confirm',
    group: '账号机构',
    // a 系统管理员 finds them under 账号管理
    only: ({ role }) => role === 'security',
  },
  { to: '/posts', title: '岗位', initials: 'gw', icon: <SolutionOutlined />, needs: 'post.read', group: '账号机构' },
  {
    to: '/handout',
    title: '账号分发',
    initials: 'zhff',
    icon: <MailOutlined />,
    needs: 'handout.read',
    group: '账号机构',
    only: ({ level }) => level !== 'school',
  },
  { to: '/units', title: '机构', initials: 'jg', icon: <ApartmentOutlined />, needs: 'unit.read', group: '账号机构' },
  {
    to: '/profiles',
    title: '指标体系',
    initials: 'zbtx',
    icon: <TableOutlined />,
    needs: 'profile.read',
    group: '指标标准',
    // who decides on it; everybody else reads 指标字典
    only: ({ role, level }) =>
      (role === 'system' || role === 'information') && (level === 'ministry' || level === 'province'),
  },
  {
    to: '/national',
    title: '国家标准',
    initials: 'gjbz',
    icon: <ProfileOutlined />,
    needs: 'national.read',
    group: '指标标准',
  },
  {
    to: '/dictionary',
    title: '指标字典',
    initials: 'zbzd',
    icon: <BookOutlined />,
    needs: 'standard.read',
    group: '指标标准',
  },
  {
    to: '/help',
    title: '求助',
    initials: 'qz',
    icon: <CustomerServiceOutlined />,
    needs: 'help.answer',
    group: '采集',
    only: ({ role, level }) => role !== 'head' && level !== 'school',
  },
  {
    to: '/accounts/log',
    title: '账号日志',
    initials: 'zhrz',
    icon: <FileSearchOutlined />,
    needs: 'audit.accounts',
    group: '日志安全',
  },
  {
    to: '/audit',
    title: '审计日志',
    initials: 'sjrz',
    icon: <FileProtectOutlined />,
    needs: 'audit.read',
    group: '日志安全',
  },
  {
    to: '/security',
    title: '安全策略',
    initials: 'aqcl',
    icon: <ControlOutlined />,
    needs: 'security.read',
    group: '日志安全',
  },
  {
    to: '/training-institutions',
    title: '培训机构',
    initials: 'pxjg',
    icon: <ReadOutlined />,
    needs: 'training.read',
    group: '账号机构',
  },
  {
    to: '/lessons',
    title: '学习',
    initials: 'xx',
    icon: <BulbOutlined />,
    needs: 'lesson.read',
    group: '学习',
    inPractice: true,
  },
]

const shownTo = ({ can, post, practice }: Me & { post: Post }): readonly Entry[] =>
  entries.filter(
    ({ needs, only, inPractice }) => can.includes(needs) && (only?.(post) ?? true) && (practice || !inPractice),
  )

/** The menu of one post under its headings; 工作台 under none. */
export function groupsOf(me: Me & { post: Post }): { title: Title | null; entries: readonly Entry[] }[] {
  const shown = shownTo(me)
  return [null, ...titles]
    .map((title) => ({ title, entries: shown.filter(({ group = null }) => group === title) }))
    .filter(({ entries }) => entries.length > 0)
}

/** The entries of one post's menu. */
export const entriesOf = (me: Me & { post: Post }): readonly Entry[] => groupsOf(me).flatMap(({ entries }) => entries)

/** What the menu calls the page at a path, or the one it stands under. */
export const titleAt = (path: string): string =>
  entries
    .filter(({ to }) => path === to || (to !== '/' && path.startsWith(`${to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0]?.title ?? '其他页面'
