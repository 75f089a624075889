import { Page } from '../platform/Page.tsx'
import { OwnAccount } from './OwnAccount.tsx'

/** 我的账号, of whoever works in the management application. */
export function MinePage() {
  return (
    <Page title="我的账号">
      <OwnAccount />
    </Page>
  )
}
