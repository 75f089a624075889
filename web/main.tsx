import 'virtual:antd.css'
import './platform/app.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider, Spin } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { Refusal } from './platform/api.ts'
import { Boundary } from './platform/Boundary.tsx'
import { zhCN } from './platform/locale.ts'
import { applyLarge } from './platform/size.ts'
import { theme } from './platform/theme.ts'
import { Door } from './session/Door.tsx'

dayjs.locale('zh-cn')
applyLarge()

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // the network is tried twice more; a refusal is an answer
      retry: (times, error) => times < 2 && error instanceof Refusal && error.code === 'network',
      retryDelay: 800,
    },
  },
})

// the login page does not wait for what comes after it
const Inside = lazy(() => import('./inside.tsx'))

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')
createRoot(place).render(
  <StrictMode>
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <QueryClientProvider client={client}>
        <Boundary>
          <Suspense fallback={<Spin fullscreen description="正在打开" />}>
            <Door>
              <Inside />
            </Door>
          </Suspense>
        </Boundary>
      </QueryClientProvider>
    </ConfigProvider>
  </StrictMode>,
)
