import type { Task, TaskStatus } from '@holdfast/domain'
import { nameOf, setStatusStep } from '../../../actions/step.ts'
import { OptionList } from '../../../components/option-list.tsx'
import { StatusGlyph, statusNames } from '../../../components/status-glyph.tsx'
import { shared, usePick } from './use-pick.ts'

const statuses = Object.keys(statusNames) as TaskStatus[]

export function StatusPicker({ tasks }: { tasks: readonly Task[] }) {
  const pick = usePick()
  const current = shared(tasks, ({ status }) => status)
  return (
    <OptionList
      label="Status"
      filter="Status…"
      options={statuses.map((status) => ({
        id: status,
        name: statusNames[status],
        icon: <StatusGlyph status={status} />,
        chosen: status === current,
      }))}
      onChoose={(id) => {
        const status = id as TaskStatus
        pick(setStatusStep(tasks, status, `${nameOf(tasks)} set to ${statusNames[status]}`))
      }}
    />
  )
}
