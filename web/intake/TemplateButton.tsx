import { DownloadOutlined, DownOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Space } from 'antd'
import { useState } from 'react'
import { intakeApi } from '../../contract/intake.ts'
import { download } from '../platform/api.ts'
import { sentenceOf } from '../platform/Page.tsx'

/** The workbook to fill, drawn from the standard in force for this school or attached class: with its people in the first columns, or blank. */
export function TemplateButton({ unitId = '' }: { unitId?: string }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const fetchIt = async (withPeople: 'yes' | 'no' | 'filled') => {
    setBusy(true)
    try {
      await download(intakeApi.template, { query: { withPeople, ...(unitId && { unitId }) } }, '教师信息采集模板.xlsx')
    } catch (refusal) {
      void message.error(sentenceOf(refusal), 6)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Space.Compact>
      <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void fetchIt('yes')}>
        下载模板（含本校教师名单）
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'filled', label: '下载填有现有内容的模板' },
            { key: 'no', label: '下载空白模板（不含名单）' },
          ],
          onClick: ({ key }) => void fetchIt(key === 'filled' ? 'filled' : 'no'),
        }}
      >
        <Button aria-label="其他模板" icon={<DownOutlined />} disabled={busy} />
      </Dropdown>
    </Space.Compact>
  )
}
