import { usePeople, useProject, useSyncStatus, useTask } from '@holdfast/client/react'
import type { ProjectId, Task, TaskId } from '@holdfast/domain'
import {
  ArrowLeft,
  Check,
  ChevronDown,
  ChevronUp,
  Ellipsis,
  LoaderCircle,
  Trash2,
  X,
} from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { Action } from '../../../actions/action.ts'
import { copyLink } from '../../../actions/copy-link.ts'
import { deleteTask } from '../../../actions/delete-task.ts'
import { restoreTask } from '../../../actions/restore-task.ts'
import { Banner } from '../../../components/banner.tsx'
import { Button } from '../../../components/button.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { Menu } from '../../../components/menu.tsx'
import { MenuItem } from '../../../components/menu-item.tsx'
import { ProjectName } from '../../../components/project-name.tsx'
import { useActionContext, useOpenTask } from '../action-context.tsx'
import { dateText } from '../due/due-label.ts'
import { moveCursor, useListState } from '../list-state.ts'
import { useMoment } from '../moment.tsx'
import { useTaskAbilities } from '../use-abilities.ts'
import { Description } from './description.tsx'
import { PanelConflicts } from './panel-conflicts.tsx'
import { PanelHistory } from './panel-history.tsx'
import { PanelProps } from './panel-props.tsx'
import { PanelTitle } from './panel-title.tsx'

/** One task beside its list, or over it where there is no room. */
export function TaskPanel({ id }: { id: TaskId }) {
  const task = useTask(id)
  const { loading } = useSyncStatus()
  const open = useOpenTask()
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    // A picker that was asked for meanwhile keeps the keys.
    if (!useListState.getState().picker) heading.current?.focus({ preventScroll: true })
    // However it closes, by the browser's Back too: the focus goes on with the row.
    return () => {
      if (document.activeElement === document.body) document.getElementById(`row-${id}`)?.focus()
    }
  }, [id])

  const close = () => open(null)

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target === heading.current) {
      document.getElementById('panel-title')?.focus()
    } else return
    event.preventDefault()
  }

  return (
    <aside className="panel" aria-label="Task" onKeyDown={onKeyDown}>
      <h2 ref={heading} tabIndex={-1} className="visually-hidden">
        {task ? task.title : 'Task'}
      </h2>
      {task ? (
        <Opened
          key={task.id}
          task={task}
          onClose={close}
          onDone={() => heading.current?.focus({ preventScroll: true })}
        />
      ) : (
        <>
          <header className="panel-head">
            <span className="panel-space" />
            <IconButton icon={X} label="Close" keys={['Esc']} onClick={close} />
          </header>
          {loading.done ? (
            <EmptyState icon={<Trash2 />} title="This task is not here.">
              It was deleted for good, or you cannot see it any more.
            </EmptyState>
          ) : null}
        </>
      )}
    </aside>
  )
}

interface OpenedProps {
  task: Task
  onClose: () => void
  /** A field is done with: the panel itself takes the focus. */
  onDone: () => void
}

function Opened({ task, onClose, onDone }: OpenedProps) {
  const { edit } = useTaskAbilities(task)
  const locked = !edit || task.deletedAt !== null
  const [titleRefusal, setTitleRefusal] = useState<string | null>(null)
  const [descriptionRefusal, setDescriptionRefusal] = useState<string | null>(null)
  return (
    <>
      <PanelHead
        task={task}
        saved={
          edit ? (
            <Saved refusal={titleRefusal ?? descriptionRefusal} />
          ) : (
            <span className="saved">You can read this task</span>
          )
        }
        onClose={onClose}
      />
      {task.deletedAt ? <InTrash task={task} onRestored={onDone} /> : null}
      <div className="panel-body">
        <PanelTitle task={task} locked={locked} onRefused={setTitleRefusal} onDone={onDone} />
        <PanelConflicts id={task.id} locked={locked} />
        <PanelProps task={task} locked={locked} />
        <Description task={task} locked={locked} onRefused={setDescriptionRefusal} />
        <PanelHistory task={task} locked={locked} />
      </div>
      <Origin task={task} />
    </>
  )
}

const menu: readonly Action[] = [copyLink, deleteTask, restoreTask]

interface PanelHeadProps {
  task: Task
  saved: ReactNode
  onClose: () => void
}

function PanelHead({ task, saved, onClose }: PanelHeadProps) {
  const project = useProject(task.projectId ?? ('' as ProjectId))
  const contextOf = useActionContext()
  const context = { ...contextOf(), tasks: [task] }
  return (
    <header className="panel-head">
      <IconButton icon={ArrowLeft} label="Back" className="panel-back" onClick={onClose} />
      {project ? <ProjectName id={project.id} name={project.name} /> : null}
      {saved}
      <Neighbour task={task} step={-1} />
      <Neighbour task={task} step={1} />
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More" />}>
        {menu
          .filter((action) => action.isEnabled(context))
          .map((action) => (
            <MenuItem
              key={action.id}
              icon={action.icon}
              destroys={action === deleteTask}
              onClick={() => action.run({ ...contextOf(), tasks: [task] })}
            >
              {action.label([task])}
            </MenuItem>
          ))}
      </Menu>
      <IconButton icon={X} label="Close" keys={['Esc']} className="panel-close" onClick={onClose} />
    </header>
  )
}

function Saved({ refusal }: { refusal: string | null }) {
  const { saving, storageError } = useSyncStatus()
  if (refusal !== null) {
    return (
      <span className="saved text-danger" role="alert">
        {`Not saved: ${refusal}`}
      </span>
    )
  }
  if (storageError) return <span className="saved text-danger">Not saved on this device</span>
  return (
    <span className="saved">
      {saving > 0 ? <LoaderCircle /> : <Check />}
      <span>{saving > 0 ? 'Saving' : 'Saved on this device'}</span>
    </span>
  )
}

function Neighbour({ task, step }: { task: Task; step: -1 | 1 }) {
  const order = useListState((state) => state.order)
  const open = useOpenTask()
  const at = order.indexOf(task.id)
  const next = at < 0 ? undefined : order[at + step]
  return (
    <IconButton
      icon={step < 0 ? ChevronUp : ChevronDown}
      label={step < 0 ? 'Previous task' : 'Next task'}
      keys={[step < 0 ? 'K' : 'J']}
      className="max-sm:hidden"
      disabled={!next}
      onClick={() => {
        if (!next) return
        moveCursor(next)
        open(next)
      }}
    />
  )
}

function InTrash({ task, onRestored }: { task: Task; onRestored: () => void }) {
  const contextOf = useActionContext()
  const canRestore = restoreTask.isEnabled({ ...contextOf(), tasks: [task] })
  return (
    <Banner
      icon={Trash2}
      actions={
        canRestore ? (
          <Button
            size="small"
            icon={restoreTask.icon}
            onClick={() => {
              restoreTask.run({ ...contextOf(), tasks: [task] })
              onRestored()
            }}
          >
            Restore
          </Button>
        ) : null
      }
    >
      <b>In the trash.</b> Kept for 30 days after it was deleted.
    </Banner>
  )
}

function Origin({ task }: { task: Task }) {
  const moment = useMoment()
  const people = usePeople()
  const who = people.get(task.createdBy)?.displayName
  const made = dateText(task.createdAt, false, moment)
  const changed = dateText(task.updatedAt, false, moment)
  return (
    <footer className="panel-foot">
      <span>{who ? `Created by ${who}, ${made}` : `Created ${made}`}</span>
      {changed === made ? null : <span>{`Changed ${changed}`}</span>}
    </footer>
  )
}
