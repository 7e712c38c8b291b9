import { ChevronDown } from 'lucide-react'
import type { Group } from '../group-tasks.ts'
import { MoveToToday } from './move-to-today.tsx'

interface GroupHeadProps {
  group: Group
  folded: boolean
  onFold: () => void
}

export function GroupHead({ group, folded, onFold }: GroupHeadProps) {
  return (
    <div role="row" className={group.late ? 'group-head late' : 'group-head'}>
      <div role="gridcell">
        <button type="button" aria-expanded={!folded} onClick={onFold}>
          <ChevronDown className="chevron" />
          <span className="name">{group.name}</span>
          <span className="count">{group.count.toLocaleString()}</span>
        </button>
        {group.late ? <MoveToToday tasks={group.tasks} /> : null}
      </div>
    </div>
  )
}
