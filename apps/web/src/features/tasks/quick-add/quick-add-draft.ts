import { create } from 'zustand'

const storageKey = 'holdfast.draft.quick-add'

interface Draft {
  text: string
  /** Tokens that the person took back, by their words. */
  plain: ReadonlySet<string>
}

/** The line that was begun. Closing, an error or a reload do not clear it; adding the task does. */
export const useDraft = create<Draft>()(() => ({
  text: localStorage.getItem(storageKey) ?? '',
  plain: new Set<string>(),
}))

export function setDraft(text: string): void {
  if (text === '') localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, text)
  useDraft.setState(({ plain }) => ({ text, plain: text === '' ? new Set() : plain }))
}

export function takeTokenBack(words: string): void {
  useDraft.setState(({ plain }) => ({ plain: new Set([...plain, words]) }))
}

/** A line that was begun belongs to whoever wrote it, and goes with them. */
export function forgetLine(): void {
  setDraft('')
}
