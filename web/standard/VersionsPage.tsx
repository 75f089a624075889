import { Link } from '@tanstack/react-router'
import { useCan } from '../platform/me.ts'
import { Page } from '../platform/Page.tsx'
import '../profile/profile.css'
import './standard.css'
import { Versions } from './Versions.tsx'

/** 国家版本, for provinces and everybody else: what the centre has changed, and which of the own indicators it touches. */
export function VersionsPage() {
  const can = useCan()
  return (
    <Page
      title="国家版本"
      action={
        <>
          {can('profile.draft') && (
            <Link to="/profiles" className="xt-button">
              指标体系
            </Link>
          )}
          <Link to="/dictionary" className="xt-button">
            指标字典
          </Link>
        </>
      }
    >
      <p className="xt-quiet">
        国家标准（代码表和国家指标）由教育部维护，从生效日期起各地的表单、采集模板和校验随之改变；已核对、报送的信息仍按原版本办理。
      </p>
      <Versions />
    </Page>
  )
}
