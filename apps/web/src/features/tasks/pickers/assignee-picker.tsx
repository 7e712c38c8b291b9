import { useDevice, useMembers, usePeople } from '@holdfast/client/react'
import type { ProjectId, Task, UserId } from '@holdfast/domain'
import { UserX } from 'lucide-react'
import { assignStep, nameOf } from '../../../actions/step.ts'
import { Avatar } from '../../../components/avatar.tsx'
import { OptionList } from '../../../components/option-list.tsx'
import { shared, usePick } from './use-pick.ts'

const nobody = 'nobody'

/** In a project its members; without one everyone this person shares a project with. */
export function AssigneePicker({ tasks }: { tasks: readonly Task[] }) {
  const pick = usePick()
  const device = useDevice()
  const people = usePeople()
  const projectId = shared(tasks, (task) => task.projectId)
  const members = useMembers(projectId ?? ('' as ProjectId))
  const allowed = projectId
    ? new Set(members.filter(({ left }) => !left).map(({ userId }) => userId))
    : null
  const current = shared(tasks, ({ assignedTo }) => assignedTo)
  const options = [...people]
    .filter(([id]) => allowed === null || allowed.has(id))
    .sort(([a, { displayName: one }], [b, { displayName: other }]) => {
      if (a === device.userId || b === device.userId) return a === device.userId ? -1 : 1
      return one.localeCompare(other)
    })
  return (
    <OptionList
      label="Assignee"
      filter="Name…"
      none="No one by that name is in this project."
      options={[
        ...options.map(([id, { displayName }]) => ({
          id,
          name: displayName,
          icon: <Avatar name={displayName} small decorative />,
          note: id === device.userId ? 'you' : '',
          chosen: id === current,
        })),
        { id: nobody, name: 'No one', icon: <UserX />, chosen: current === null },
      ]}
      onChoose={(id) => {
        const assignee = id === nobody ? null : (id as UserId)
        const name = assignee ? people.get(assignee)?.displayName : 'no one'
        pick(assignStep(tasks, assignee, `${nameOf(tasks)} assigned to ${name}`))
      }}
    />
  )
}
