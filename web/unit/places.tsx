import { Select } from 'antd'
import { placeApi } from '../../contract/place.ts'
import { useLoad } from '../platform/api.ts'

/**
 * Whom a school's work is for: itself or one of its attached classes (附设班), whose forms differ. Nothing is shown where there is no choice.
 * `value` is '' for the school itself.
 */
export function PlaceChooser({
  value,
  onChange,
  disabled = false,
}: {
  value: string
  onChange: (unitId: string) => void
  disabled?: boolean
}) {
  const places = useLoad(placeApi.list, {}).data?.places ?? []
  if (places.length < 2) return null
  return (
    <Select
      aria-label="本校或附设班"
      value={value}
      onChange={onChange}
      disabled={disabled}
      popupMatchSelectWidth={false}
      options={places.map(({ unitId, name, attached }) => ({
        value: attached ? unitId : '',
        label: attached ? name : `${name}（本校）`,
      }))}
    />
  )
}
