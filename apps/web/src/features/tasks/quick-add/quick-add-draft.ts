import { useLayoutEffect, useState } from 'react'
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

/**
 * The text for the line itself. A key may come between the line's first sight and the moment at which
 * a store's own hook subscribes: by then the line must show all that was typed before it was there.
 */
export function useLineText(): string {
  const [text, setText] = useState(() => useDraft.getState().text)
  useLayoutEffect(() => {
    const follow = (draft: Draft) => setText(draft.text)
    follow(useDraft.getState())
    return useDraft.subscribe(follow)
  }, [])
  return text
}

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
