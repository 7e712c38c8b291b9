import { useRecentRemoteChange, useUnsent } from '@holdfast/client/react'
import { isClosed, type Task } from '@holdfast/domain'
import { CloudUpload } from 'lucide-react'
import {
  type MouseEvent,
  memo,
  type PointerEvent as ReactPointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react'
import { Avatar } from '../../../components/avatar.tsx'
import { Checkbox } from '../../../components/checkbox.tsx'
import { DueText } from '../../../components/due-text.tsx'
import { PriorityGlyph } from '../../../components/priority-glyph.tsx'
import { ProjectName } from '../../../components/project-name.tsx'
import { StatusGlyph } from '../../../components/status-glyph.tsx'
import { dueLabel, type Moment } from '../due/due-label.ts'
import { useTaskAbilities } from '../use-abilities.ts'
import { TitleInput } from './title-input.tsx'

export interface RowHandlers {
  onPress: (task: Task, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) => void
  onToggle: (task: Task, event: { shiftKey: boolean }) => void
  onComplete: (task: Task) => void
  onHold: (task: Task) => void
  onFocus: (task: Task) => void
}

interface TaskRowProps {
  task: Task
  project: string | null
  assignee: { displayName: string } | null
  moment: Moment
  index: number
  selected: boolean
  cursor: boolean
  open: boolean
  editing: boolean
  handlers: RowHandlers
}

/** One task in a list. The row itself takes the focus; what stands in it is reached by keys. */
export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { task, project, assignee, moment, selected, cursor, open, editing, handlers } = props
  const flash = useFlash(useRecentRemoteChange(task.id)?.at ?? null)
  const hold = useHold(() => handlers.onHold(task))
  const due = dueLabel(task, moment)
  const closed = isClosed(task.status)
  const { edit } = useTaskAbilities(task)
  const className = [
    'row',
    closed && 'closed',
    cursor && 'cursor',
    open && 'open',
    editing && 'editing',
    flash && 'flash',
  ]
    .filter(Boolean)
    .join(' ')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys of all its rows
    <div
      role="row"
      id={`row-${task.id}`}
      className={className}
      aria-rowindex={props.index + 1}
      aria-selected={selected}
      tabIndex={cursor ? 0 : -1}
      onClick={(event) => handlers.onPress(task, event)}
      onFocus={() => handlers.onFocus(task)}
      {...hold}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: stops a press on the box from opening the row */}
      <div
        role="gridcell"
        tabIndex={-1}
        className="cell-select"
        onClick={(event) => event.stopPropagation()}
      >
        <Checkbox
          tabIndex={-1}
          checked={selected}
          aria-label={`Select ${task.title}`}
          onClick={(event) => handlers.onToggle(task, event)}
          onChange={() => undefined}
        />
      </div>
      <div role="gridcell" tabIndex={-1} className="cell-priority">
        {task.priority !== 'medium' ? <PriorityGlyph priority={task.priority} named /> : null}
      </div>
      <div role="gridcell" tabIndex={-1} className="cell-status">
        <button
          type="button"
          className="status-button"
          tabIndex={-1}
          aria-label={`${closed ? 'Reopen' : 'Complete'} ${task.title}`}
          title={edit ? undefined : 'You can read this task, not change it'}
          disabled={!edit || task.deletedAt !== null}
          onClick={(event) => {
            event.stopPropagation()
            handlers.onComplete(task)
          }}
        >
          <StatusGlyph status={task.status} named />
        </button>
      </div>
      <div role="gridcell" tabIndex={-1} className="cell-title">
        {editing ? (
          <TitleInput task={task} />
        ) : (
          <span className="row-title" dir="auto">
            {task.title}
          </span>
        )}
      </div>
      <div role="gridcell" tabIndex={-1} className="cell-meta">
        <span className="meta-tags">
          {editing
            ? null
            : task.tags.slice(0, 3).map((tag) => (
                <bdi className="tag" key={tag}>
                  #{tag}
                </bdi>
              ))}
        </span>
        <span className="meta-project">
          {project && task.projectId ? <ProjectName id={task.projectId} name={project} /> : null}
        </span>
        <span className="meta-due">{due ? <DueText {...due} /> : null}</span>
        <span className="meta-who">{assignee ? <Avatar name={assignee.displayName} /> : null}</span>
        <span className="meta-unsent">
          <Unsent id={task.id} />
        </span>
      </div>
    </div>
  )
})

const shownAfter = 1_000

/** The cloud of a change that the server has not acknowledged; not before a second has passed. */
function Unsent({ id }: { id: Task['id'] }) {
  const since = useUnsent(id)?.since ?? null
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (since === null) {
      setShown(false)
      return
    }
    const left = Date.parse(since) + shownAfter - Date.now()
    const timer = setTimeout(() => setShown(true), Math.max(0, left))
    return () => clearTimeout(timer)
  }, [since])
  if (!shown || since === null) return null
  return (
    <span className="unsent" title="Not sent yet">
      <CloudUpload role="img" aria-label="Not sent yet" />
    </span>
  )
}

const flashFor = 1_200

function useFlash(at: number | null): boolean {
  const [flash, setFlash] = useState(false)
  useEffect(() => {
    if (at === null || Date.now() - at > flashFor) return
    setFlash(true)
    const timer = setTimeout(() => setFlash(false), flashFor)
    return () => clearTimeout(timer)
  }, [at])
  return flash
}

const holdFor = 500
const slack = 8

/** A long press of a finger, which then is no tap: the click that comes with lifting it is dropped. */
function useHold(onHold: () => void) {
  const held = useRef(false)
  const pressed = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(
    null,
  )
  const end = () => {
    if (pressed.current) clearTimeout(pressed.current.timer)
    pressed.current = null
  }
  return {
    onPointerDown(event: ReactPointerEvent) {
      if (event.pointerType !== 'touch') return
      end()
      held.current = false
      const timer = setTimeout(() => {
        end()
        held.current = true
        onHold()
      }, holdFor)
      pressed.current = { timer, x: event.clientX, y: event.clientY }
    },
    onPointerMove(event: ReactPointerEvent) {
      const from = pressed.current
      if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > slack) end()
    },
    onPointerUp: end,
    onPointerCancel: end,
    onClickCapture(event: MouseEvent) {
      if (!held.current) return
      held.current = false
      event.preventDefault()
      event.stopPropagation()
    },
    onContextMenu(event: MouseEvent) {
      if (held.current || pressed.current) event.preventDefault()
    },
  }
}
