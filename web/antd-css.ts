import { createCache, extractStyle, StyleProvider } from '@ant-design/cssinjs'
import * as antd from 'antd'
import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { theme } from './platform/theme.ts'

const {
  Alert,
  App,
  AutoComplete,
  Avatar,
  Badge,
  Breadcrumb,
  Button,
  Card,
  Checkbox,
  Col,
  Collapse,
  ConfigProvider,
  DatePicker,
  Descriptions,
  Divider,
  Drawer,
  Dropdown,
  Empty,
  Flex,
  Form,
  Input,
  InputNumber,
  Layout,
  List,
  Menu,
  Modal,
  Pagination,
  Popconfirm,
  Popover,
  Progress,
  Radio,
  Result,
  Row,
  Segmented,
  Select,
  Skeleton,
  Space,
  Spin,
  Statistic,
  Steps,
  Switch,
  Table,
  Tabs,
  Tag,
  Timeline,
  Tooltip,
  Tree,
  TreeSelect,
  Typography,
  message,
  notification,
  Upload,
  Watermark,
} = antd

/** Everything of antd that the pages may use: a part not named here has no style. */
const parts = h(
  'div',
  null,
  h(Alert, { title: '' }),
  h(AutoComplete),
  h(Badge, { count: 1 }),
  h(Breadcrumb),
  h(Button),
  h(Space, null, h('a')),
  h(Space.Compact, null, h(Button)),
  h(Card),
  h(Collapse),
  h(Flex),
  h(Statistic),
  h(Avatar),
  h(TreeSelect),
  h(notification._InternalPanelDoNotUseOrYouWillBeFired, { title: '' }),
  h(Checkbox),
  h(Row, null, h(Col)),
  h(DatePicker),
  h(DatePicker.RangePicker),
  h(Descriptions),
  h(Divider),
  h(Drawer, { open: true, getContainer: false }),
  h(Dropdown, { menu: { items: [] } }, h('a')),
  h(Empty),
  h(Form, null, h(Form.Item)),
  h(Input),
  h(Input.Search),
  h(Input.TextArea),
  h(Input.Password),
  h(Input.OTP),
  h(InputNumber),
  h(Layout, null, h(Layout.Header), h(Layout.Sider), h(Layout.Content)),
  h(List),
  h(Menu, { items: [{ key: 'a', label: 'a' }] }),
  h(Modal, { open: true, getContainer: false }),
  h(Modal._InternalPanelDoNotUseOrYouWillBeFired, { type: 'confirm' }),
  h(message._InternalPanelDoNotUseOrYouWillBeFired, { content: '' }),
  h(Pagination, { total: 50, showQuickJumper: true, showSizeChanger: true }),
  h(Popconfirm, { title: '' }, h('a')),
  h(Popover, null, h('a')),
  h(Progress),
  h(Radio.Group, null, h(Radio), h(Radio.Button)),
  h(Result),
  h(Segmented, { options: [] }),
  h(Select),
  h(Skeleton, { active: true }),
  h(Spin),
  h(Steps),
  h(Switch),
  h(Table),
  h(Tabs),
  h(Tag),
  h(Tag, { color: 'blue' }),
  h(Tag, { color: 'success' }),
  h(Timeline),
  h(Tooltip, { title: 'a' }, h('a')),
  h(Tree),
  h(Typography.Text),
  h(Upload),
  h(Upload.Dragger),
  h(Watermark),
)

/** antd's rules and our tokens as one style sheet, for browsers from Chromium 86 on. */
export function antdCss(): string {
  const cache = createCache()
  const page = h(ConfigProvider, { theme: { ...theme, zeroRuntime: false } }, h(App, null, parts))
  renderToString(h(StyleProvider, { cache }, page))
  return forOldBrowsers(extractStyle(cache, { plain: true, types: ['style', 'token', 'cssVar'] }))
}

const sides: Record<string, string> = {
  'inset-inline-start': 'left',
  'inset-inline-end': 'right',
  'border-start-start-radius': 'border-top-left-radius',
  'border-start-end-radius': 'border-top-right-radius',
  'border-end-start-radius': 'border-bottom-left-radius',
  'border-end-end-radius': 'border-bottom-right-radius',
}
const pairs: Record<string, [string, string]> = {
  'margin-inline': ['margin-left', 'margin-right'],
  'padding-inline': ['padding-left', 'padding-right'],
  'inset-inline': ['left', 'right'],
  'margin-block': ['margin-top', 'margin-bottom'],
  'padding-block': ['padding-top', 'padding-bottom'],
  'inset-block': ['top', 'bottom'],
  'border-inline': ['border-left', 'border-right'],
  'border-block': ['border-top', 'border-bottom'],
}

/** Logical shorthands need Chromium 87–89: Chinese runs left to right here, so they can be said as left and right. */
export function forOldBrowsers(css: string): string {
  return css
    .replace(/([{;])([a-z-]+):([^;{}]*)/g, (whole, before: string, name: string, value: string) => {
      const side = sides[name]
      if (side) return `${before}${side}:${value}`
      const pair = pairs[name]
      if (pair) {
        const [first = value, second = first] = words(value)
        return `${before}${pair[0]}:${first};${pair[1]}:${second}`
      }
      if (name === 'inset') {
        const [top = value, right = top, bottom = top, left = right] = words(value)
        return `${before}top:${top};right:${right};bottom:${bottom};left:${left}`
      }
      return whole
    })
    .replace(/\.data-ant-cssinjs-cache-path\{[^}]*\}/g, '')
}

/** Splits a value at blanks outside brackets; `!important` stays with each part. */
function words(value: string): string[] {
  const important = /\s*!important\s*$/.test(value)
  const parts: string[] = []
  let depth = 0
  let word = ''
  for (const sign of value.replace(/\s*!important\s*$/, '').trim()) {
    if (sign === '(') depth++
    if (sign === ')') depth--
    if (sign === ' ' && depth === 0) {
      if (word) parts.push(word)
      word = ''
    } else word += sign
  }
  if (word) parts.push(word)
  return important ? parts.map((part) => `${part} !important`) : parts
}
