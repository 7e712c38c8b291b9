import { useId } from 'react'

interface TimeZoneFieldProps {
  value: string
  onChange: (timeZone: string) => void
}

const zones = Intl.supportedValuesOf('timeZone')

/** Which clock “9am” is read by. */
export function TimeZoneField({ value, onChange }: TimeZoneFieldProps) {
  const id = useId()
  const all = zones.includes(value) ? zones : [value, ...zones]
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={id}>Time zone</label>
      </div>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {all.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </div>
  )
}
