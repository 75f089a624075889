import { BulbOutlined, CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { Button } from 'antd'
import type { GridFinding } from './columns.ts'

/** Under the sheet: what is wrong at the active cell and its remedy; said aloud when it changes. */
export function StatusLine(props: {
  id: string
  where: string
  text: string
  findings: readonly GridFinding[]
  readOnly: boolean
  onSuggestion: (suggestion: { value: string; label: string }) => void
}) {
  const { id, where, text, findings, readOnly, onSuggestion } = props
  const suggestion = findings.find((each) => each.suggestion && each.column !== null)?.suggestion
  return (
    <div className="xt-grid-status">
      <div id={id} role="status" aria-live="polite">
        <span className="xt-hidden">
          {where}，{text || '空白'}。{readOnly && '不能修改。'}
        </span>
        {findings.map((each) => (
          <p key={each.message} className={`xt-grid-said-${each.severity}`}>
            {each.severity === 'error' ? <CloseCircleFilled aria-label="错误" /> : <WarningFilled aria-label="提醒" />}
            <span>{each.message}</span>
          </p>
        ))}
      </div>
      {suggestion && !readOnly && (
        <Button
          size="small"
          icon={<BulbOutlined />}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onSuggestion(suggestion)}
        >
          改为“{suggestion.label}” <kbd>Ctrl+Enter</kbd>
        </Button>
      )}
      <p className="xt-grid-keys">
        {readOnly
          ? '方向键移动 · Ctrl+C 复制 · F8 下一处问题'
          : '方向键移动 · 直接输入或 F2 编辑 · Ctrl+C/V 复制粘贴 · Ctrl+D 向下填充 · Ctrl+Z 撤销 · F8 下一处问题 · 先按 Esc 再按 Tab 离开表格'}
      </p>
    </div>
  )
}
