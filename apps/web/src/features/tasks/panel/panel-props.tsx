import { usePeople, useProject } from '@holdfast/client/react'
import type { ProjectId, Task } from '@holdfast/domain'
import { Calendar, CircleCheckBig, Flag, Folder, Hash, type LucideIcon, User } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { Avatar } from '../../../components/avatar.tsx'
import { Keys } from '../../../components/keys.tsx'
import { PriorityGlyph, priorityNames } from '../../../components/priority-glyph.tsx'
import { ProjectName } from '../../../components/project-name.tsx'
import { StatusGlyph, statusNames } from '../../../components/status-glyph.tsx'
import { dateText, isLate } from '../due/due-label.ts'
import { openPicker, type PickerKind, useListState } from '../list-state.ts'
import { useMoment } from '../moment.tsx'

/** What a task says about itself, each changed where it stands. */
export function PanelProps({ task, locked }: { task: Task; locked: boolean }) {
  const moment = useMoment()
  const people = usePeople()
  const project = useProject(task.projectId ?? ('' as ProjectId))
  const assignee = task.assignedTo ? people.get(task.assignedTo) : undefined
  const late = isLate(task, moment) && task.completedAt === null
  return (
    <dl className="props">
      <Prop
        task={task}
        locked={locked}
        icon={CircleCheckBig}
        name="Status"
        kind="status"
        shortcut="E"
      >
        <StatusGlyph status={task.status} />
        <span>{statusNames[task.status]}</span>
      </Prop>
      <Prop task={task} locked={locked} icon={Flag} name="Priority" kind="priority" shortcut="P">
        <PriorityGlyph priority={task.priority} />
        <span>{priorityNames[task.priority]}</span>
      </Prop>
      <Prop task={task} locked={locked} icon={Calendar} name="Due" kind="due" shortcut="D">
        {task.dueDate ? (
          <span className={late ? 'due-late' : undefined}>
            {dateText(task.dueDate, task.dueAllDay, moment)}
          </span>
        ) : (
          <Unset>No date</Unset>
        )}
      </Prop>
      <Prop task={task} locked={locked} icon={User} name="Assignee" kind="assignee" shortcut="A">
        {assignee ? (
          <>
            <Avatar name={assignee.displayName} small decorative />
            <span>{assignee.displayName}</span>
          </>
        ) : (
          <Unset>No one</Unset>
        )}
      </Prop>
      <Prop task={task} locked={locked} icon={Folder} name="Project" kind="project" shortcut="M">
        {project ? <ProjectName id={project.id} name={project.name} /> : <Unset>None</Unset>}
      </Prop>
      <Prop task={task} locked={locked} icon={Hash} name="Tags" kind="tags" shortcut="T">
        {task.tags.length > 0 ? (
          <bdi className="tag">{task.tags.map((tag) => `#${tag}`).join(' ')}</bdi>
        ) : (
          <Unset>None</Unset>
        )}
      </Prop>
    </dl>
  )
}

const Unset = ({ children }: { children: string }) => <span className="unset">{children}</span>

interface PropProps {
  task: Task
  locked: boolean
  icon: LucideIcon
  name: string
  kind: PickerKind
  shortcut: string
  children: ReactNode
}

function Prop({ task, locked, icon: Icon, name, kind, shortcut, children }: PropProps) {
  const open = useListState(
    ({ picker }) => picker?.kind === kind && picker.tasks[0]?.id === task.id,
  )
  const id = useId()
  return (
    <div className="prop">
      <dt id={`${id}-name`}>
        <Icon />
        {name}
      </dt>
      <dd>
        <button
          type="button"
          id={`${id}-value`}
          className="prop-value"
          aria-labelledby={`${id}-name ${id}-value`}
          disabled={locked}
          aria-haspopup="dialog"
          aria-expanded={open}
          data-popup-open={open || undefined}
          data-prop={kind}
          aria-keyshortcuts={shortcut}
          onClick={(event) => openPicker(kind, [task], event.currentTarget)}
        >
          {children}
        </button>
        {/* Beside it: what is seen in a control belongs to its name. */}
        <Keys of={[shortcut]} />
      </dd>
    </div>
  )
}
