import { useCallback, useEffect, useRef, useState } from 'react'

const idleFor = 500

interface TextEdit {
  /** What the field shows: what is being typed, else what the device holds. */
  text: string
  dirty: boolean
  change: (text: string) => void
  /** Keeps what was typed, now. */
  flush: () => void
  /** Puts back what was there when the edit began. */
  revert: () => void
}

interface TextEditOptions {
  /** Under which the text is kept beside the device's store until it is in there. */
  draftKey: string
  value: string
  /**
   * @param base what the person saw when they began
   * @returns when it is durable, or null where it was refused; then the draft is kept
   */
  save: (value: string, base: string) => Promise<unknown> | null
}

interface Draft {
  text: string
  base: string
}

/**
 * Text that is saved while it is typed and never lost: after half a second of rest, on leaving the
 * field, when the panel closes and when the tab is hidden. Until the device has it for good, a copy
 * lies in local storage and is taken up the next time. A change from elsewhere never replaces an
 * edit in progress.
 */
export function useTextEdit({ draftKey, value, save }: TextEditOptions): TextEdit {
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(draftKey))
  const latest = useRef({ draft, value, save })
  latest.current = { ...latest.current, value, save }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const put = useCallback(
    (next: Draft | null) => {
      latest.current.draft = next
      setDraft(next)
      if (next) localStorage.setItem(draftKey, JSON.stringify(next))
    },
    [draftKey],
  )

  const flush = useCallback(() => {
    clearTimeout(timer.current)
    const { draft: kept, save: keep } = latest.current
    if (!kept) return
    if (kept.text === kept.base) {
      localStorage.removeItem(draftKey)
      put(null)
      return
    }
    const durable = keep(kept.text, kept.base)
    if (!durable) return
    put(null)
    localStorage.setItem(draftKey, JSON.stringify(kept))
    durable.then(
      () => {
        if (!latest.current.draft) localStorage.removeItem(draftKey)
      },
      () => put(kept),
    )
  }, [draftKey, put])

  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === 'hidden') flush()
    }
    document.addEventListener('visibilitychange', hide)
    window.addEventListener('pagehide', flush)
    if (latest.current.draft) timer.current = setTimeout(flush, idleFor)
    return () => {
      document.removeEventListener('visibilitychange', hide)
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])

  const change = useCallback(
    (text: string) => {
      const base = latest.current.draft?.base ?? latest.current.value
      put({ text, base })
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, idleFor)
    },
    [put, flush],
  )

  const revert = useCallback(() => {
    clearTimeout(timer.current)
    localStorage.removeItem(draftKey)
    put(null)
  }, [draftKey, put])

  return { text: draft?.text ?? value, dirty: draft !== null, change, flush, revert }
}

function readDraft(key: string): Draft | null {
  const stored = localStorage.getItem(key)
  if (!stored) return null
  try {
    const { text, base } = JSON.parse(stored) as Draft
    return typeof text === 'string' && typeof base === 'string' ? { text, base } : null
  } catch {
    return null
  }
}
