import type { Task, TaskId } from '@holdfast/domain'
import { create } from 'zustand'

export type PickerKind = 'status' | 'priority' | 'due' | 'assignee' | 'project' | 'tags'

interface ListState {
  /** The row that the keys act on where nothing is selected. */
  cursor: TaskId | null
  /** Where a range of Shift begins. */
  anchor: TaskId | null
  selected: ReadonlySet<TaskId>
  editing: TaskId | null
  /** The tasks of the list in sight, in the order they are drawn. */
  order: readonly TaskId[]
  picker: { kind: PickerKind; tasks: readonly Task[]; anchor: Element } | null
}

const initial: ListState = {
  cursor: null,
  anchor: null,
  selected: new Set(),
  editing: null,
  order: [],
  picker: null,
}

/** Which rows a person is on, has selected and edits. Of this window only, and never stored. */
export const useListState = create<ListState>()(() => initial)

export function moveCursor(id: TaskId): void {
  useListState.setState({ cursor: id, anchor: id })
}

export function toggleSelected(id: TaskId): void {
  useListState.setState(({ selected }) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    return { selected: next, cursor: id, anchor: id }
  })
}

/** Selects from the anchor to `id` in the order of the list, and moves the cursor there. */
export function extendSelection(order: readonly TaskId[], id: TaskId): void {
  useListState.setState(({ anchor, cursor }) => {
    const from = anchor ?? cursor ?? id
    const [a, b] = [order.indexOf(from), order.indexOf(id)]
    const range = a < 0 ? [id] : order.slice(Math.min(a, b), Math.max(a, b) + 1)
    return { selected: new Set(range), cursor: id, anchor: from }
  })
}

export function selectAll(order: readonly TaskId[]): void {
  useListState.setState({ selected: new Set(order) })
}

export function clearSelection(): void {
  useListState.setState({ selected: new Set() })
}

/**
 * Takes over what the list draws. The cursor stays on a row that is there, so that Tab always finds
 * one; rows that have gone are no longer selected, so that no action reaches them unseen.
 */
export function setOrder(order: readonly TaskId[]): void {
  useListState.setState(({ selected, cursor, order: before }) => {
    const shown = selected.size > 0 ? new Set(order) : { has: (id: TaskId) => order.includes(id) }
    const kept = [...selected].filter((id) => shown.has(id))
    return {
      order,
      selected: kept.length < selected.size ? new Set(kept) : selected,
      ...(!(cursor && shown.has(cursor)) && {
        cursor: nextTo(cursor, before, shown) ?? order[0] ?? null,
        anchor: null,
      }),
    }
  })
}

/** Where the cursor goes when its row leaves: to the next that stays, else to the one before. */
function nextTo(
  gone: TaskId | null,
  before: readonly TaskId[],
  shown: Pick<ReadonlySet<TaskId>, 'has'>,
): TaskId | undefined {
  const at = gone ? before.indexOf(gone) : -1
  if (at < 0) return undefined
  const stays = (id: TaskId) => shown.has(id)
  return before.slice(at).find(stays) ?? before.slice(0, at).findLast(stays)
}

export function editTitle(id: TaskId): void {
  useListState.setState({ editing: id, cursor: id })
}

export function stopEditing(): void {
  useListState.setState({ editing: null })
}

export function openPicker(kind: PickerKind, tasks: readonly Task[], anchor: Element): void {
  useListState.setState({ picker: { kind, tasks, anchor } })
}

export function closePicker(): void {
  useListState.setState({ picker: null })
}

export function resetList(): void {
  useListState.setState(initial)
}
