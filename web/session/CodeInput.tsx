import { Form, Input } from 'antd'

/** Six digits from an authenticator app; `onWhole` hears the sixth. */
export function CodeInput(props: {
  value: string
  onChange: (code: string) => void
  onWhole?: (code: string) => void
}) {
  const { value, onChange, onWhole } = props
  return (
    <Form.Item label="6 位动态口令" htmlFor="factor-code">
      <Input
        id="factor-code"
        className="xt-code"
        size="large"
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        value={value}
        onChange={({ target }) => {
          const digits = target.value
            .replace(/[０-９]/g, (mark) => String(mark.charCodeAt(0) - 0xff10))
            .replace(/\D/g, '')
            .slice(0, 6)
          onChange(digits)
          if (digits.length === 6 && digits !== value) onWhole?.(digits)
        }}
      />
    </Form.Item>
  )
}
