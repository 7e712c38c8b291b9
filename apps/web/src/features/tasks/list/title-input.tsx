import { useDevice } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { useEffect, useRef, useState } from 'react'
import { perform } from '../../../actions/history.ts'
import { setTitleStep } from '../../../actions/step.ts'
import { Keys } from '../../../components/keys.tsx'
import { stopEditing } from '../list-state.ts'

/** A title being edited in its row. Enter and leaving keep it, Esc puts the old one back. */
export function TitleInput({ task }: { task: Task }) {
  const device = useDevice()
  // What the person saw when they began: a change from elsewhere never replaces an edit.
  const seen = useRef(task)
  const [title, setTitle] = useState(task.title)
  const input = useRef<HTMLInputElement>(null)
  const finished = useRef(false)

  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])

  function finish(keep: boolean, refocus: boolean) {
    if (finished.current) return
    finished.current = true
    const next = title.trim()
    if (keep && next !== '' && next !== seen.current.title) {
      perform(device, setTitleStep(task, seen.current.title, next), { quiet: true })
    }
    const row = input.current?.closest<HTMLElement>('[role="row"]')
    stopEditing()
    if (refocus) row?.focus()
  }

  return (
    <>
      <input
        ref={input}
        className="title-input"
        aria-label="Title"
        dir="auto"
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        onClick={(event) => event.stopPropagation()}
        onBlur={() => finish(true, false)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') finish(true, true)
          if (event.key === 'Escape') finish(false, true)
        }}
      />
      <span className="hint">
        <Keys of={['Enter']} /> save <Keys of={['Esc']} /> undo
      </span>
    </>
  )
}
