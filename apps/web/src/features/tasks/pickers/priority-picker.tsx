import type { Task, TaskPriority } from '@holdfast/domain'
import { nameOf, setPriorityStep } from '../../../actions/step.ts'
import { OptionList } from '../../../components/option-list.tsx'
import { PriorityGlyph, priorityNames } from '../../../components/priority-glyph.tsx'
import { shared, usePick } from './use-pick.ts'

const priorities = Object.keys(priorityNames) as TaskPriority[]

export function PriorityPicker({ tasks }: { tasks: readonly Task[] }) {
  const pick = usePick()
  const current = shared(tasks, ({ priority }) => priority)
  return (
    <OptionList
      label="Priority"
      filter="Priority…"
      options={priorities.map((priority) => ({
        id: priority,
        name: priorityNames[priority],
        icon: <PriorityGlyph priority={priority} />,
        chosen: priority === current,
      }))}
      onChoose={(id) => {
        const priority = id as TaskPriority
        pick(setPriorityStep(tasks, priority, `${nameOf(tasks)} set to ${priorityNames[priority]}`))
      }}
    />
  )
}
