import type { Task, TaskId } from '@holdfast/domain'
import { type KeyboardEvent, useCallback } from 'react'
import {
  clearSelection,
  editTitle,
  extendSelection,
  moveCursor,
  selectAll,
  toggleSelected,
  useListState,
} from '../list-state.ts'

const page = 10

interface ListKeys {
  /** The tasks in the order they are drawn. */
  tasks: readonly Task[]
  openId: TaskId | null
  onOpen: (id: TaskId) => void
  onLeave: () => void
  /** Brings a row into view and gives it the focus. */
  focusRow: (id: TaskId) => void
}

/** The keys of a list: where the cursor goes, what is selected. What is done to tasks are actions. */
export function useListKeys({ tasks, openId, onOpen, onLeave, focusRow }: ListKeys) {
  return useCallback(
    (event: KeyboardEvent) => {
      if (event.altKey || event.target instanceof HTMLInputElement) return
      const { cursor, selected } = useListState.getState()
      const order = tasks.map(({ id }) => id)
      const at = cursor ? order.indexOf(cursor) : -1
      const key = event.key.toLowerCase()

      const target = destination(key, at, order.length, event.ctrlKey || event.metaKey)
      const id = target === null ? undefined : order[target]
      if (id) {
        if (event.shiftKey) extendSelection(order, id)
        else moveCursor(id)
        focusRow(id)
      } else if ((event.ctrlKey || event.metaKey) && key === 'a') selectAll(order)
      else if (event.ctrlKey || event.metaKey) return
      else if (key === 'x' && cursor) toggleSelected(cursor)
      else if (key === 'f2' && cursor) editTitle(cursor)
      else if (key === 'enter' && cursor) {
        if (openId === cursor) editTitle(cursor)
        else onOpen(cursor)
      } else if (key === 'escape') {
        if (selected.size > 0) clearSelection()
        else onLeave()
      } else return
      event.preventDefault()
      event.stopPropagation()
    },
    [tasks, openId, onOpen, onLeave, focusRow],
  )
}

/** The place in the list that a key leads to; null where it leads nowhere. */
function destination(key: string, at: number, length: number, control: boolean): number | null {
  if (length === 0 || control) return null
  const places: Record<string, number> = {
    arrowdown: at + 1,
    j: at + 1,
    arrowup: at - 1,
    k: at - 1,
    pagedown: at + page,
    pageup: at - page,
    home: 0,
    end: length - 1,
  }
  const place = places[key]
  return place === undefined ? null : Math.max(0, Math.min(length - 1, place))
}
