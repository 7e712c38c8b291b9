import { SlidersHorizontal } from 'lucide-react'
import { lazy, useState } from 'react'
import { Menu } from '../../components/menu.tsx'
import { type Grouping, groupings } from './groupings.ts'

const DisplayChoices = lazy(() => import('./display-choices.tsx'))

const storageKey = 'holdfast.grouping'

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

export function DisplayMenu(props: DisplayMenuProps) {
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
      <DisplayChoices {...props} />
    </Menu>
  )
}
