import { DatePicker } from 'antd'
import dayjs from 'dayjs'

/** A day as YYYY-MM-DD, '' for none: a control of antd's Form. `min`, `max`: days that can be chosen. */
export function DayField(props: {
  id?: string
  value?: string
  onChange?: (day: string) => void
  label: string
  min?: string | undefined
  max?: string | undefined
}) {
  const { id, value, onChange, label, min, max } = props
  return (
    <DatePicker
      {...(id && { id })}
      aria-label={label}
      value={value ? dayjs(value) : null}
      {...(min && { minDate: dayjs(min) })}
      {...(max && { maxDate: dayjs(max) })}
      onChange={(day) => onChange?.(day?.format('YYYY-MM-DD') ?? '')}
      style={{ width: '100%' }}
    />
  )
}
