import { useCallback, useEffect, useRef, useState } from 'react'
import {
  draftKey,
  dropDraft,
  earlierKey,
  judgeDraft,
  readDraft,
  setAside,
  type TextDraft,
  type TextPlace,
  tidy,
  writeDraft,
} from '../drafts/text-draft.ts'

const idleFor = 500

export interface TextEdit {
  /** What the field shows: what is being typed, else what the device holds. */
  text: string
  dirty: boolean
  change: (text: string) => void
  /** Keeps what was typed, now. */
  flush: () => void
  /** Puts back what was there when the edit began. */
  revert: () => void
  /** What was typed before the page closed, where the task has another text by now. */
  earlier: string | null
  takeEarlier: () => void
  discardEarlier: () => void
}

interface TextEditOptions {
  place: TextPlace
  value: string
  /** Nothing can be changed here, so a text that was left behind is only shown. */
  locked?: boolean
  /**
   * Tells when no newer text is to be expected any more: only then is what was left behind sent.
   * @returns stops waiting
   */
  whenAnswered: (run: () => void) => () => void
  /**
   * @param base what the person saw when they began
   * @returns when it is durable, or null where it was refused; then the draft is kept
   */
  save: (value: string, base: string) => Promise<unknown> | null
}

interface Begun {
  draft: TextDraft | null
  earlier: TextDraft | null
}

type Opening = Pick<TextEditOptions, 'place' | 'value' | 'locked'>

/** What an earlier page left: a draft to go on with, or one to ask about. */
function begin({ place, value, locked }: Opening): Begun {
  const left = readDraft(draftKey(place))
  const verdict = left && judgeDraft(place.field, left, value)
  if (left && verdict === 'send' && !locked)
    return { draft: left, earlier: earlierOf(place, value) }
  if (left && verdict !== 'drop') setAside(place, left)
  return { draft: null, earlier: earlierOf(place, value) }
}

function earlierOf(place: TextPlace, value: string): TextDraft | null {
  const earlier = readDraft(earlierKey(place))
  if (!earlier || tidy(place.field, earlier.text) !== value) return earlier
  dropDraft(earlierKey(place), earlier)
  return null
}

/**
 * Text that is saved while it is typed and never lost: after half a second of rest, on leaving the
 * field, when the panel closes and when the tab is hidden. Until the device has it for good, a copy
 * lies in local storage and is taken up the next time, unless the task has a newer text by then. A
 * change from elsewhere never replaces an edit in progress.
 */
export function useTextEdit(options: TextEditOptions): TextEdit {
  const { place, value, locked = false, whenAnswered, save } = options
  const key = draftKey(place)
  const [begun] = useState(() => begin({ place, value, locked }))
  const [draft, setDraft] = useState(begun.draft)
  const [earlier, setEarlier] = useState(begun.earlier)
  const latest = useRef({ draft, place, value, whenAnswered, save })
  latest.current = { ...latest.current, place, value, whenAnswered, save }
  const answered = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const put = useCallback(
    (next: TextDraft | null) => {
      latest.current.draft = next
      setDraft(next)
      if (next) writeDraft(key, next)
    },
    [key],
  )

  const flush = useCallback(() => {
    clearTimeout(timer.current)
    const { draft: kept, place: at, value: current, save: keep } = latest.current
    if (!kept) return
    const left = kept === begun.draft
    if (left && !answered.current) return
    // Taken up as it was left; what has come since is newer.
    const verdict = left ? judgeDraft(at.field, kept, current) : 'send'
    if (verdict === 'ask') {
      setAside(at, kept)
      setEarlier(kept)
      put(null)
      return
    }
    if (verdict === 'drop' || kept.text === kept.base) {
      dropDraft(key, kept)
      put(null)
      return
    }
    const durable = keep(kept.text, kept.base)
    if (!durable) return
    put(null)
    writeDraft(key, kept)
    durable.then(
      () => dropDraft(key, kept),
      () => {
        if (!latest.current.draft) put(kept)
      },
    )
  }, [key, put, begun])

  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === 'hidden') flush()
    }
    document.addEventListener('visibilitychange', hide)
    window.addEventListener('pagehide', flush)
    const stop = latest.current.whenAnswered(() => {
      answered.current = true
      if (latest.current.draft === begun.draft) flush()
    })
    return () => {
      stop()
      document.removeEventListener('visibilitychange', hide)
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush, begun])

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
    if (latest.current.draft) dropDraft(key, latest.current.draft)
    put(null)
  }, [key, put])

  function discardEarlier() {
    if (earlier) dropDraft(earlierKey(place), earlier)
    setEarlier(null)
  }

  function takeEarlier() {
    if (!earlier) return
    change(earlier.text)
    flush()
    discardEarlier()
  }

  return {
    text: draft?.text ?? value,
    dirty: draft !== null,
    change,
    flush,
    revert,
    earlier: earlier?.text ?? null,
    takeEarlier,
    discardEarlier,
  }
}
