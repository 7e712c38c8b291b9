import { Menu as Base } from '@base-ui/react/menu'
import { Check, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { Menu } from '../../components/menu.tsx'
import { type Grouping, groupings } from './group-tasks.ts'

const storageKey = 'holdfast.grouping'
const names: Record<Grouping, string> = {
  due: 'Due date',
  status: 'Status',
  priority: 'Priority',
  project: 'Project',
}

/** How lists are grouped, remembered on this device. */
export function useGrouping(byProject: boolean): [Grouping, (grouping: Grouping) => void] {
  const [grouping, setGrouping] = useState<Grouping>(() => {
    const stored = localStorage.getItem(storageKey)
    return groupings.find((name) => name === stored) ?? 'due'
  })
  return [
    grouping === 'project' && !byProject ? 'due' : grouping,
    (next) => {
      localStorage.setItem(storageKey, next)
      setGrouping(next)
    },
  ]
}

interface DisplayMenuProps {
  value: Grouping
  onChange: (grouping: Grouping) => void
  byProject: boolean
}

export function DisplayMenu({ value, onChange, byProject }: DisplayMenuProps) {
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="button quiet">
          <SlidersHorizontal />
          <span className="max-sm:sr-only">Display</span>
        </button>
      }
    >
      <Base.Group>
        <Base.GroupLabel className="menu-label">Group by</Base.GroupLabel>
        <Base.RadioGroup value={value} onValueChange={(next: Grouping) => onChange(next)}>
          {groupings
            .filter((name) => name !== 'project' || byProject)
            .map((name) => (
              <Base.RadioItem key={name} value={name} className="menu-item" closeOnClick>
                <span>{names[name]}</span>
                <Base.RadioItemIndicator className="option-note">
                  <Check />
                </Base.RadioItemIndicator>
              </Base.RadioItem>
            ))}
        </Base.RadioGroup>
      </Base.Group>
    </Menu>
  )
}
