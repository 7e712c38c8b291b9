import { useDevice } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { perform } from '../../../actions/history.ts'
import { nameOf, setDueStep } from '../../../actions/step.ts'
import { dueOn, wallTimeOf } from '../due/wall-time.ts'
import { useMoment } from '../moment.tsx'

/** For what was not done in time: all of it to today, in one step that one undo takes back. */
export function MoveToToday({ tasks }: { tasks: readonly Task[] }) {
  const device = useDevice()
  const { now, timeZone } = useMoment()
  const how = tasks.length === 1 ? '' : tasks.length === 2 ? 'both ' : 'all '
  return (
    <button
      type="button"
      className="link"
      onClick={() => {
        const today = dueOn(wallTimeOf(now, timeZone))
        perform(device, setDueStep(tasks, today, `${nameOf(tasks)} moved to today`))
      }}
    >
      {`Move ${how}to today`}
    </button>
  )
}
