import { PrinterOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { registerApi } from '../../contract/register.ts'
import { download, Refusal } from '../platform/api.ts'
import { sentenceOf } from '../platform/Page.tsx'

/** 打印登记表: fetches the PDF; where the font lacks a character it says so first, and asks. */
export function PrintButton({ teacherId, on }: { teacherId: string; on?: string }) {
  const { message, modal } = App.useApp()
  const [busy, setBusy] = useState(false)
  const fetchForm = async (lacking: 'refuse' | 'codes') => {
    setBusy(true)
    try {
      await download(
        registerApi.form,
        { params: { teacherId }, query: { lacking, ...(on && { on }) } },
        '教师信息登记表.pdf',
      )
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.code === 'print.glyph')
        modal.confirm({
          title: '有打印不出的字',
          content: sentenceOf(refusal),
          okText: '以代码标出并打印',
          cancelText: '取消',
          onOk: () => fetchForm('codes'),
        })
      else void message.error(sentenceOf(refusal), 6)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<PrinterOutlined />} loading={busy} onClick={() => void fetchForm('refuse')}>
      打印登记表
    </Button>
  )
}
