import type { ConfigProviderProps } from 'antd'
import * as module from 'antd/es/locale/zh_CN.js'

type Locale = NonNullable<ConfigProviderProps['locale']>

// antd's es folder is ES modules under a package.json that says CommonJS: the bundler sees the locale itself, TypeScript one wrapping more
const wrapped: unknown = module.default
export const zhCN = (isWrapped(wrapped) ? wrapped.default : wrapped) as Locale

function isWrapped(value: unknown): value is { default: unknown } {
  return typeof value === 'object' && value !== null && 'default' in value
}
