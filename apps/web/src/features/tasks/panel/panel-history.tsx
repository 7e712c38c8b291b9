import type { Task } from '@holdfast/domain'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

const TaskHistory = lazy(() =>
  import('./task-history.tsx').then((all) => ({ default: all.TaskHistory })),
)

/** Every value that the task ever had, asked for when it is opened. */
export function PanelHistory({ task, locked }: { task: Task; locked: boolean }) {
  const [open, setOpen] = useState(false)
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <section className="panel-section" aria-label="History">
      <div className="section-head">
        <h3>
          <button
            type="button"
            className="history-toggle"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Chevron />
            History
          </button>
        </h3>
      </div>
      {open ? (
        <Suspense fallback={<p className="hint">Loading</p>}>
          <TaskHistory task={task} locked={locked} />
        </Suspense>
      ) : null}
    </section>
  )
}
