import { useDevice, usePeople, useProjects } from '@holdfast/client/react'
import type { Task, TaskId } from '@holdfast/domain'
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { completeTask } from '../../../actions/complete-task.ts'
import { useActionContext, useOpenTask, useOpenTaskId } from '../action-context.tsx'
import type { Moment } from '../due/due-label.ts'
import type { Group } from '../group-tasks.ts'
import {
  clearSelection,
  extendSelection,
  moveCursor,
  setOrder,
  toggleSelected,
  useListState,
} from '../list-state.ts'
import { useMoment } from '../moment.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { GroupHead } from './group-head.tsx'
import { type Line, Lines } from './lines.ts'
import { type RowHandlers, TaskRow } from './task-row.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useVirtualRows } from './use-virtual-rows.ts'

interface TaskListProps {
  label: string
  groups: readonly Group[]
  /** Groups that are folded other than at first. */
  turned: ReadonlySet<string>
  onTurn: (id: string) => void
  /** All of one project: its name on every row would say nothing. */
  ofProject?: boolean
}

/** Tasks under headings. Only the lines in view are drawn, so that any number of them scrolls. */
export function TaskList({ label, groups, turned, onTurn, ofProject = false }: TaskListProps) {
  const lines = useMemo(() => new Lines(groups, turned), [groups, turned])
  const layout = useLayout(lines)
  const { tasks } = lines
  const scroller = useRef<HTMLDivElement>(null)
  const { virtualizer, focusRow, stickyAt } = useVirtualRows(layout, scroller)
  const openId = useOpenTaskId()
  const onOpen = useOpenTask()
  const selecting = useListState(({ selected }) => selected.size > 0)
  const onLeave = useCallback(() => openId && onOpen(null), [openId, onOpen])
  const onKeyDown = useListKeys({ tasks, openId, onOpen, onLeave, focusRow })
  const world = useRowWorld(openId)
  useDrawn(layout, focusRow)

  return (
    <>
      <div
        ref={scroller}
        className={`list${selecting ? ' selecting' : ''}${ofProject ? ' of-project' : ''}`}
      >
        <div
          role="grid"
          aria-label={label}
          aria-rowcount={tasks.length}
          aria-multiselectable="true"
          className="list-sizer"
          style={{ blockSize: virtualizer.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines.at(index)
            if (!line) return null
            const sticks = index === stickyAt()
            return (
              <div
                key={line.key}
                role="presentation"
                className={sticks ? 'list-slot sticks' : 'list-slot'}
                data-index={index}
                ref={virtualizer.measureElement}
                style={sticks ? undefined : { transform: `translateY(${start}px)` }}
              >
                <Drawn line={line} world={world} onTurn={onTurn} />
              </div>
            )
          })}
        </div>
      </div>
      {selecting ? <BulkBar tasks={tasks} /> : null}
    </>
  )
}

/** The first of several that are laid out alike: a change within a row moves nothing. */
function useLayout(lines: Lines): Lines {
  const known = useRef(lines)
  if (known.current !== lines && !lines.isLaidOutAs(known.current)) known.current = lines
  return known.current
}

interface DrawnProps {
  line: Line
  world: RowWorld
  onTurn: (id: string) => void
}

/** What every row of a list is drawn with. */
interface RowWorld {
  moment: Moment
  people: ReturnType<typeof usePeople>
  projects: ReadonlyMap<string, string>
  openId: TaskId | null
  handlers: RowHandlers
}

function useRowWorld(openId: TaskId | null): RowWorld {
  const moment = useMoment()
  const people = usePeople()
  const all = useProjects()
  const projects = useMemo(() => new Map(all.map(({ id, name }) => [id, name])), [all])
  const handlers = useRowHandlers()
  return useMemo(
    () => ({ moment, people, projects, openId, handlers }),
    [moment, people, projects, openId, handlers],
  )
}

function Drawn({ line, world, onTurn }: DrawnProps) {
  if (line.kind === 'gap') return <div className="group-gap" />
  if (line.kind === 'group') {
    return (
      <GroupHead group={line.group} folded={line.folded} onFold={() => onTurn(line.group.id)} />
    )
  }
  return <Row task={line.task} index={line.index} world={world} />
}

interface RowProps {
  task: Task
  index: number
  world: RowWorld
}

const Row = memo(function Row({ task, index, world }: RowProps) {
  const person = task.assignedTo ? world.people.get(task.assignedTo) : undefined
  return (
    <TaskRow
      task={task}
      index={index}
      project={(task.projectId && world.projects.get(task.projectId)) ?? null}
      assignee={person ?? null}
      moment={world.moment}
      open={world.openId === task.id}
      selected={useListState(({ selected }) => selected.has(task.id))}
      cursor={useListState(({ cursor }) => cursor === task.id)}
      editing={useListState(({ editing }) => editing === task.id)}
      handlers={world.handlers}
    />
  )
})

/** The same for as long as the list is there: a row is drawn anew for what is in it, not for these. */
function useRowHandlers(): RowHandlers {
  const onOpen = useOpenTask()
  const device = useDevice()
  const contextOf = useActionContext()
  return useMemo(() => {
    const order = () => useListState.getState().order
    return {
      onPress(task, { shiftKey, ctrlKey, metaKey }) {
        const touch = matchMedia('(pointer: coarse)').matches
        const selecting = useListState.getState().selected.size > 0
        if (shiftKey) extendSelection(order(), task.id)
        else if (ctrlKey || metaKey || (touch && selecting)) toggleSelected(task.id)
        else {
          moveCursor(task.id)
          onOpen(task.id)
        }
      },
      onToggle(task, { shiftKey }) {
        if (shiftKey) extendSelection(order(), task.id)
        else toggleSelected(task.id)
      },
      onComplete: (task) => completeTask.run({ ...contextOf(), device, tasks: [task] }),
      onHold: (task) => toggleSelected(task.id),
      onFocus(task) {
        if (useListState.getState().cursor !== task.id) moveCursor(task.id)
      },
    }
  }, [onOpen, device, contextOf])
}

/** The rest of the app asks the list's state what is drawn, selected and under the cursor. */
function useDrawn({ tasks }: Lines, focusRow: (id: TaskId) => void): void {
  const hadFocus = useRef(false)
  useEffect(() => {
    const watch = (event: FocusEvent) => {
      hadFocus.current = event.target instanceof Element && event.target.closest('.row') !== null
    }
    document.addEventListener('focusin', watch)
    return () => document.removeEventListener('focusin', watch)
  }, [])
  useLayoutEffect(() => {
    setOrder(tasks.map(({ id }) => id))
    // A row that is moved or taken away loses the focus: it goes on with the cursor, not to nowhere.
    const { cursor } = useListState.getState()
    if (cursor && hadFocus.current && document.activeElement === document.body) focusRow(cursor)
  }, [tasks, focusRow])
  useEffect(
    () => () => {
      clearSelection()
      setOrder([])
    },
    [],
  )
}
