import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import { Loading, Nothing, Refused } from './platform/Page.tsx'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <Nothing what="没有这个页面。请从左侧菜单重新进入。" />,
  errorComponent: ({ error }) => <Refused refusal={error} again={() => window.location.reload()} />,
  validateSearch: (search: Record<string, unknown>) => search,
})

const at = <P extends string>(path: P, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component, pendingComponent: Loading })

/** Every page of the management application, once. */
const tree = root.addChildren([
  at(
    '/',
    lazyRouteComponent(() => import('./home/HomePage.tsx'), 'HomePage'),
  ),
  at(
    '/teachers',
    lazyRouteComponent(() => import('./teacher/RosterPage.tsx'), 'RosterPage'),
  ),
  at(
    '/statistics',
    lazyRouteComponent(() => import('./query/StatisticsPage.tsx'), 'StatisticsPage'),
  ),
  at(
    '/downloads',
    lazyRouteComponent(() => import('./download/DownloadsPage.tsx'), 'DownloadsPage'),
  ),
  at(
    '/downloads/requests',
    lazyRouteComponent(() => import('./download/RequestsPage.tsx'), 'RequestsPage'),
  ),
  at(
    '/lessons',
    lazyRouteComponent(() => import('./lesson/LessonPage.tsx'), 'LessonPage'),
  ),
  at(
    '/teachers/$teacherId',
    lazyRouteComponent(() => import('./teacher/TeacherPage.tsx'), 'TeacherPage'),
  ),
  at(
    '/intake',
    lazyRouteComponent(() => import('./intake/BatchListPage.tsx'), 'BatchListPage'),
  ),
  at(
    '/intake/$batchId',
    lazyRouteComponent(() => import('./intake/BatchPage.tsx'), 'BatchPage'),
  ),
  at(
    '/review',
    lazyRouteComponent(() => import('./review/InboxPage.tsx'), 'InboxPage'),
  ),
  at(
    '/review/setting',
    lazyRouteComponent(() => import('./review/SettingPage.tsx'), 'SettingPage'),
  ),
  at(
    '/desk',
    lazyRouteComponent(() => import('./desk/DeskPage.tsx'), 'DeskPage'),
  ),
  at(
    '/additions',
    lazyRouteComponent(() => import('./addition/AdditionsPage.tsx'), 'AdditionsPage'),
  ),
  at(
    '/desk/problems',
    lazyRouteComponent(() => import('./desk/ProblemsPage.tsx'), 'ProblemsPage'),
  ),
  at(
    '/desk/sheet',
    lazyRouteComponent(() => import('./desk/SheetPage.tsx'), 'SheetPage'),
  ),
  at(
    '/entry',
    lazyRouteComponent(() => import('./desk/EntryPage.tsx'), 'EntryPage'),
  ),
  at(
    '/progress',
    lazyRouteComponent(() => import('./progress/ProgressPage.tsx'), 'ProgressPage'),
  ),
  at(
    '/rounds',
    lazyRouteComponent(() => import('./round/RoundsPage.tsx'), 'RoundsPage'),
  ),
  at(
    '/messages',
    lazyRouteComponent(() => import('./message/MessagesPage.tsx'), 'MessagesPage'),
  ),
  at(
    '/help',
    lazyRouteComponent(() => import('./help/HelpPage.tsx'), 'HelpPage'),
  ),
  at(
    '/accounts',
    lazyRouteComponent(() => import('./account/AccountPage.tsx'), 'AccountPage'),
  ),
  at(
    '/accounts/requests',
    lazyRouteComponent(() => import('./account/FactorRequests.tsx'), 'FactorRequestPage'),
  ),
  at(
    '/posts',
    lazyRouteComponent(() => import('./post/PostPage.tsx'), 'PostPage'),
  ),
  at(
    '/handout',
    lazyRouteComponent(() => import('./handout/HandoutPage.tsx'), 'HandoutPage'),
  ),
  at(
    '/accounts/new',
    lazyRouteComponent(() => import('./account/GeneratePage.tsx'), 'GeneratePage'),
  ),
  at(
    '/accounts/contracts',
    lazyRouteComponent(() => import('./account/ContractsPage.tsx'), 'ContractsPage'),
  ),
  at(
    '/training-institutions',
    lazyRouteComponent(() => import('./training/TrainingPage.tsx'), 'TrainingPage'),
  ),
  at(
    '/audit',
    lazyRouteComponent(() => import('./audit/AuditPage.tsx'), 'AuditPage'),
  ),
  at(
    '/accounts/log',
    lazyRouteComponent(() => import('./audit/AccountLogPage.tsx'), 'AccountLogPage'),
  ),
  at(
    '/security',
    lazyRouteComponent(() => import('./security/SecurityPage.tsx'), 'SecurityPage'),
  ),
  at(
    '/units',
    lazyRouteComponent(() => import('./unit/UnitPage.tsx'), 'UnitPage'),
  ),
  at(
    '/units/reports',
    lazyRouteComponent(() => import('./unit/ReportsPage.tsx'), 'ReportsPage'),
  ),
  at(
    '/units/lists',
    lazyRouteComponent(() => import('./unit/lists/ListsPage.tsx'), 'ListsPage'),
  ),
  at(
    '/units/lists/$listId',
    lazyRouteComponent(() => import('./unit/lists/ListPage.tsx'), 'ListPage'),
  ),
  at(
    '/me',
    lazyRouteComponent(() => import('./mine/MinePage.tsx'), 'MinePage'),
  ),
  at(
    '/profiles',
    lazyRouteComponent(() => import('./profile/ProfilesPage.tsx'), 'ProfilesPage'),
  ),
  at(
    '/national',
    lazyRouteComponent(() => import('./standard/NationalPage.tsx'), 'NationalPage'),
  ),
  at(
    '/national/versions',
    lazyRouteComponent(() => import('./standard/VersionsPage.tsx'), 'VersionsPage'),
  ),
  at(
    '/national/tables/$name',
    lazyRouteComponent(() => import('./standard/TablePage.tsx'), 'TablePage'),
  ),
  at(
    '/profiles/modes',
    lazyRouteComponent(() => import('./profile/ModesPage.tsx'), 'ModesPage'),
  ),
  at(
    '/profiles/$category',
    lazyRouteComponent(() => import('./profile/ProfilePage.tsx'), 'ProfilePage'),
  ),
  at(
    '/teachers/$teacherId/past',
    lazyRouteComponent(() => import('./register/PastPage.tsx'), 'PastPage'),
  ),
  at(
    '/dictionary',
    lazyRouteComponent(() => import('./profile/DictionaryPage.tsx'), 'DictionaryPage'),
  ),
  at(
    '/units/$unitId',
    lazyRouteComponent(() => import('./unit/UnitDetailPage.tsx'), 'UnitDetailPage'),
  ),
])

/** Search parameters are plain text in the address, so that links can be read and written by hand. */
export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const said = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '')
    const text = new URLSearchParams(said.map(([key, value]) => [key, String(value)])).toString()
    return text && `?${text}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
