import { useDevice } from '@holdfast/client/react'
import { perform } from '../../../actions/history.ts'
import type { Step } from '../../../actions/step.ts'
import { closePicker } from '../list-state.ts'

/** Does the step that was picked and closes the picker. */
export function usePick(): (step: Step) => void {
  const device = useDevice()
  return (step) => {
    closePicker()
    perform(device, step)
  }
}

/** The value that all tasks share, if they do. */
export function shared<T, V>(items: readonly T[], value: (item: T) => V): V | undefined {
  const [first] = items
  if (first === undefined) return undefined
  return items.every((item) => value(item) === value(first)) ? value(first) : undefined
}
