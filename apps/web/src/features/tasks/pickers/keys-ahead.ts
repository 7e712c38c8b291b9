import { closePicker, useListState } from '../list-state.ts'

type Picker = ReturnType<typeof useListState.getState>['picker']

let waiting: string[] = []
let waitedFor: Picker = null
let served: Picker = null
let replaying = false

/**
 * Keys that come after a picker was asked for and before it is there are meant for it, and for
 * nothing under it: without this “P h i Enter” of a quick hand would tag and open tasks.
 * @returns whether the key is kept
 */
export function keepForPicker(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, target } = event
  const { picker } = useListState.getState()
  if (replaying || !picker || picker === served || ctrlKey || metaKey || altKey) return false
  if (picker !== waitedFor) {
    waitedFor = picker
    waiting = []
  }
  const arrived = target instanceof Element && target.closest('.popup') !== null
  if (arrived && waiting.length === 0) return false
  if (key === 'Escape') closePicker()
  else waiting.push(key)
  return true
}

/**
 * Works the field of the picker, which has the focus now, by the keys that were kept for it. Each one
 * sees what the one before it did; what is pressed meanwhile comes after them.
 */
export async function takeKeys(field: HTMLInputElement): Promise<void> {
  const { picker } = useListState.getState()
  while (picker === waitedFor && picker === useListState.getState().picker) {
    const key = waiting.shift()
    if (key === undefined) break
    work(field, key)
    await new Promise((resolve) => setTimeout(resolve))
  }
  served = picker
}

function work(field: HTMLInputElement, key: string): void {
  if (key.length === 1) {
    document.execCommand('insertText', false, key)
    return
  }
  replaying = true
  field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  replaying = false
}
