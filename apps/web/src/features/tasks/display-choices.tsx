import { MenuChoice } from '../../components/menu-item.tsx'
import { type Grouping, groupings } from './groupings.ts'

const names: Record<Grouping, string> = {
  due: 'Due date',
  status: 'Status',
  priority: 'Priority',
  project: 'Project',
}

interface DisplayChoicesProps {
  value: Grouping
  onChange: (grouping: Grouping) => void
  byProject: boolean
}

export default function DisplayChoices({ value, onChange, byProject }: DisplayChoicesProps) {
  return (
    <MenuChoice
      label="Group by"
      value={value}
      onChange={onChange}
      options={groupings
        .filter((grouping) => grouping !== 'project' || byProject)
        .map((grouping) => ({ value: grouping, name: names[grouping] }))}
    />
  )
}
