import { useDevice } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { useEffect, useRef, useState } from 'react'
import { perform } from '../../../actions/history.ts'
import { setTitleStep } from '../../../actions/step.ts'
import { Keys } from '../../../components/keys.tsx'
import { tellRefusal } from '../../../components/toast.ts'
import { draftKey, dropDraft, tidy, writeDraft } from '../drafts/text-draft.ts'
import { stopEditing } from '../list-state.ts'
import { useTaskAbilities } from '../use-abilities.ts'

/** A title being edited in its row. Enter and leaving keep it, Esc puts the old one back. */
export function TitleInput({ task }: { task: Task }) {
  return useTaskAbilities(task).edit ? <TitleField task={task} /> : <ReadOnlyTitle task={task} />
}

function ReadOnlyTitle({ task }: { task: Task }) {
  useEffect(() => {
    stopEditing()
    tellRefusal('Only an editor can do that.')
  }, [])
  return (
    <span className="row-title" dir="auto">
      {task.title}
    </span>
  )
}

function TitleField({ task }: { task: Task }) {
  const device = useDevice()
  // What the person saw when they began: a change from elsewhere never replaces an edit.
  const seen = useRef(task)
  const [title, setTitle] = useState(task.title)
  const input = useRef<HTMLInputElement>(null)
  const finished = useRef(false)
  const key = draftKey({ userId: device.userId, taskId: task.id, field: 'title' })

  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])

  function finish(keep: boolean, refocus: boolean) {
    if (finished.current) return
    finished.current = true
    const base = seen.current.title
    const next = tidy('title', title)
    const drop = () => dropDraft(key, { text: title, base })
    if (keep && next !== '' && next !== base) {
      // Until the device has it for good, and where a rule refuses it, the draft stays.
      perform(device, setTitleStep(task, base, next), { quiet: true })?.then(drop, () => undefined)
    } else drop()
    const row = input.current?.closest<HTMLElement>('[role="row"]')
    stopEditing()
    if (refocus) row?.focus()
  }

  const leave = useRef<() => void>(() => undefined)
  leave.current = () => finish(true, false)
  useEffect(() => {
    const hide = () => leave.current()
    window.addEventListener('pagehide', hide)
    return () => window.removeEventListener('pagehide', hide)
  }, [])

  return (
    <>
      <input
        ref={input}
        className="title-input"
        aria-label="Title"
        dir="auto"
        maxLength={500}
        value={title}
        onChange={(event) => {
          setTitle(event.target.value)
          writeDraft(key, { text: event.target.value, base: seen.current.title })
        }}
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
