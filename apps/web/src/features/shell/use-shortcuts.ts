import type { TaskId } from '@holdfast/domain'
import { useEffect } from 'react'
import { allActions } from '../../actions/all-actions.ts'
import { isTyping, ShortcutReader } from '../../actions/shortcuts.ts'
import { useActionContext, useOpenTaskId } from '../tasks/action-context.tsx'
import { clearSelection, moveCursor, useListState } from '../tasks/list-state.ts'
import { keepForPicker } from '../tasks/pickers/keys-ahead.ts'
import { setDraft, useDraft } from '../tasks/quick-add/quick-add-draft.ts'
import { showQuickAdd, useShell } from './shell-state.ts'

/** Keys that work wherever no text is being written. Those of the list itself are handled there. */
export function useShortcuts(): void {
  const contextOf = useActionContext()
  const openId = useOpenTaskId()

  useEffect(() => {
    const reader = new ShortcutReader()
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return
      if (typesAhead(event)) {
        event.preventDefault()
        return
      }
      if (isOwnKey(event)) return
      const context = contextOf()
      if (stepsBack(event, openId, context.openTask) || goes(event, openId, context.openTask)) {
        event.preventDefault()
        return
      }
      if (!useShell.getState().singleKeys) return
      for (const shortcut of reader.read(event, event.timeStamp)) {
        const action = allActions.find((other) => other.shortcut === shortcut)
        if (!action?.isEnabled(context)) continue
        event.preventDefault()
        action.run(context)
        return
      }
    }
    // Before the row that still has the focus.
    function onKeyDownFirst(event: KeyboardEvent) {
      if (!keepForPicker(event)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', onKeyDownFirst, { capture: true })
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDownFirst, { capture: true })
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [contextOf, openId])
}

/** What is typed between the wish for a new task and its line being there belongs to that line. */
function typesAhead({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const { adding, lineShown } = useShell.getState()
  if (!adding || lineShown || ctrlKey || metaKey || altKey) return false
  if (key === 'Escape') showQuickAdd(false)
  else if (key.length === 1) setDraft(useDraft.getState().text + key)
  else return false
  return true
}

/** Esc undoes one layer: first the selection, then the panel. */
function stepsBack(
  { key }: KeyboardEvent,
  openId: TaskId | null,
  openTask: (id: TaskId | null) => void,
): boolean {
  if (key !== 'Escape') return false
  if (useListState.getState().selected.size > 0) clearSelection()
  else if (openId) openTask(null)
  else return false
  return true
}

/** Enter and Space on a button or a link are its own. */
function isOwnKey({ key, target }: KeyboardEvent): boolean {
  const control = target instanceof Element && target.closest('button, a[href], summary')
  return Boolean(control) && (key === 'Enter' || key === ' ')
}

const steps: Record<string, number> = { j: 1, arrowdown: 1, k: -1, arrowup: -1 }

/** J and K go through the list from the panel, and into the list from nowhere. */
function goes(
  { key, target, ctrlKey, metaKey, altKey }: KeyboardEvent,
  openId: TaskId | null,
  openTask: (id: TaskId) => void,
): boolean {
  if (ctrlKey || metaKey || altKey) return false
  const step = steps[key.toLowerCase()]
  const { order, cursor } = useListState.getState()
  if (!step || order.length === 0) return false
  const inPanel = target instanceof Element && target.closest('.panel') !== null
  if (inPanel && openId && /^[jk]$/i.test(key)) {
    const next = order[order.indexOf(openId) + step]
    if (!next) return false
    moveCursor(next)
    openTask(next)
    return true
  }
  if (target !== document.body) return false
  const row = document.getElementById(`row-${cursor ?? order[0]}`)
  row?.focus()
  return row !== null
}
