import type { Device } from '@holdfast/client'
import { useDevice, useTask } from '@holdfast/client/react'
import type { Task, TaskId } from '@holdfast/domain'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef } from 'react'
import type { ActionContext, Destination } from '../../actions/action.ts'
import { useListState } from './list-state.ts'

/** Opens a task in the panel, or closes it. The view behind stays as it is. */
export function useOpenTask(): (id: TaskId | null) => void {
  const navigate = useNavigate()
  return useCallback(
    (id) => {
      void navigate({
        to: '.',
        search: ({ task: _, panel: __, ...rest }) => (id ? { ...rest, task: id } : rest),
      })
    },
    [navigate],
  )
}

/** The task in the panel, if one is open. */
export function useOpenTaskId(): TaskId | null {
  return useSearch({ strict: false, select: ({ task }) => (task as TaskId | undefined) ?? null })
}

const Context = createContext<(() => ActionContext) | null>(null)

/** Reads, at the moment of a key press, what an action is about. */
export function useActionContext(): () => ActionContext {
  const contextOf = useContext(Context)
  if (!contextOf) throw new Error('useActionContext needs an ActionContextProvider')
  return contextOf
}

export function ActionContextProvider({ children }: { children: ReactNode }) {
  const device = useDevice()
  const navigate = useNavigate()
  const openTask = useOpenTask()
  const openId = useOpenTaskId()
  const open = useTask(openId ?? ('' as TaskId))
  const latest = useRef(open)
  latest.current = open
  const contextOf = useMemo(
    () => () => ({
      device,
      me: device.userId,
      tasks: targets(device, latest.current),
      anchor: anchorOf(latest.current),
      go: (destination: Destination) => void navigate(destination),
      openTask,
    }),
    [device, navigate, openTask],
  )
  return <Context value={contextOf}>{children}</Context>
}

/** The tasks that an action is about, in the order of the list. */
function targets(device: Device, open: Task | undefined): Task[] {
  const { selected, cursor, order } = useListState.getState()
  const inPanel = document.activeElement?.closest('.panel') != null
  if (open && inPanel) return [open]
  const ids = selected.size > 0 ? order.filter((id) => selected.has(id)) : cursor ? [cursor] : []
  const found = ids.flatMap((id) => device.queries.source.table.get(id) ?? [])
  return found.length === 0 && open ? [open] : found
}

/** Beside the row, or the property in the panel, that the action is about. */
function anchorOf(open: Task | undefined): Element {
  const { cursor } = useListState.getState()
  const panel = document.querySelector('.panel-title')
  const inPanel = document.activeElement?.closest('.panel') != null
  if (open && inPanel && panel) return panel
  const row = cursor ? document.getElementById(`row-${cursor}`) : null
  return row?.querySelector('.cell-title') ?? document.querySelector('.bulk-bar') ?? document.body
}
