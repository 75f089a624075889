import { Button, Drawer, Form, Input } from 'antd'
import { useState } from 'react'
import type { NationalLine } from '../../contract/national.ts'
import { typeName } from '../profile/words.ts'
import { changeOf, isChanged, requirementWords } from './words.ts'

interface Words {
  help: string
  example: string
}

/** What an indicator means and how it is filled in: help and example, of every category of school. */
export function WordsDrawer(props: {
  line: NationalLine | undefined
  editable: boolean
  /** answers whether it was kept */
  onSave: (words: Words) => Promise<boolean>
  onClose: () => void
}) {
  const { line, editable, onSave, onClose } = props
  const [busy, setBusy] = useState(false)
  const reasons = [...new Set(Object.values(line?.locked ?? {}))].filter((why) => why !== undefined)
  const send = async ({ help, example }: Words) => {
    setBusy(true)
    const kept = await onSave({ help: help.trim(), example: example.trim() })
    setBusy(false)
    if (kept) onClose()
  }
  return (
    <Drawer open={line !== undefined} onClose={onClose} title={line?.label} size={520} destroyOnHidden>
      {line && (
        <>
          <dl className="xt-facts">
            <Fact name="信息子集" value={line.subsetLabel} />
            <Fact name="指标代码" value={line.key} />
            <Fact name="类型" value={typeName(line.type)} />
            <Fact
              name="国家要求"
              value={`${requirementWords[line.after.requirement]}${line.after.core ? '；国家核心指标' : ''}`}
            />
            {reasons.length > 0 && <Fact name="锁定原因" value={reasons.join(' ')} />}
            {isChanged(line) && <Fact name="本次改动" value={changeOf(line)} />}
            {!editable && <Fact name="填写说明" value={line.help || '没有另作说明'} />}
            {!editable && line.example && <Fact name="示例" value={line.example} />}
          </dl>
          {editable && (
            <Form
              name="national-words"
              layout="vertical"
              requiredMark={false}
              initialValues={{ help: line.help, example: line.example }}
              onFinish={(words) => void send(words)}
            >
              <Form.Item name="help" label="填写说明（各类学校相同）">
                <Input.TextArea rows={4} maxLength={300} showCount />
              </Form.Item>
              <Form.Item name="example" label="示例（各类学校相同）">
                <Input maxLength={100} />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy}>
                保存到草稿
              </Button>
            </Form>
          )}
        </>
      )}
    </Drawer>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
