import { RouterProvider } from '@tanstack/react-router'
import { App } from 'antd'
import { router } from './routes.tsx'

/** Everything behind the login, loaded after it. */
export default function Inside() {
  return (
    <App>
      <RouterProvider router={router} />
    </App>
  )
}
