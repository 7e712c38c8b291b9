import { create } from 'zustand'

export interface Told {
  text: string
  /** `done` can be taken back; `refusal` says what was kept and what to do, and is read out at once. */
  type: 'done' | 'refusal'
  undo?: () => void
  /** The message is gone, and the chance to undo with it. */
  ended?: () => void
}

/** What is to be told now. Drawn by `Toasts`, which is loaded after the first paint. */
export const useTold = create<{ told: Told | null }>()(() => ({ told: null }))

/** Says what was done, for 8 s, with a way back. A new one takes the place of the last. */
export function tell(told: Omit<Told, 'type'>): void {
  useTold.setState({ told: { type: 'done', ...told } })
}

/** Says what was refused, what was kept and what to do. */
export function tellRefusal(text: string): void {
  useTold.setState({ told: { type: 'refusal', text } })
}
