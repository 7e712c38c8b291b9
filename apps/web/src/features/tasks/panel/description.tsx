import { useDevice } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { perform } from '../../../actions/history.ts'
import { setDescriptionStep } from '../../../actions/step.ts'
import { Segment } from '../../../components/segment.tsx'
import { whenAnswered } from '../drafts/when-answered.ts'
import { EarlierText } from './earlier-text.tsx'
import { useTextEdit } from './use-text-edit.ts'

const Markdown = lazy(() => import('./markdown.tsx').then((all) => ({ default: all.Markdown })))

const modes = [
  { value: 'write', name: 'Write' },
  { value: 'read', name: 'Read' },
] as const

interface DescriptionProps {
  task: Task
  locked: boolean
  onRefused: (reason: string | null) => void
}

/** The description: read as Markdown, written as text. */
export function Description({ task, locked, onRefused }: DescriptionProps) {
  const device = useDevice()
  const [mode, setMode] = useState<'write' | 'read'>('read')
  const field = useRef<HTMLTextAreaElement>(null)
  const section = useRef<HTMLElement>(null)
  const edit = useTextEdit({
    place: { userId: device.userId, taskId: task.id, field: 'description' },
    value: task.description ?? '',
    locked,
    whenAnswered: (run) => whenAnswered(device, run),
    save(text, base) {
      onRefused(null)
      const step = setDescriptionStep(task, base || null, text || null)
      return perform(device, step, { quiet: true, onRefusal: onRefused })
    },
  })
  const writing = mode === 'write' && !locked

  useEffect(() => {
    if (writing) field.current?.focus()
  }, [writing])

  return (
    <section ref={section} tabIndex={-1} className="panel-section" aria-label="Description">
      <div className="section-head">
        <h3>Description</h3>
        {locked || (edit.text === '' && !writing) ? null : (
          <Segment
            small
            label="Description"
            options={modes}
            value={mode}
            onChange={(next) => {
              edit.flush()
              setMode(next)
            }}
          />
        )}
      </div>
      {writing ? (
        <textarea
          ref={field}
          className="input description-input"
          aria-label="Description"
          placeholder="Markdown: **bold**, - list, [link](https://…)"
          dir="auto"
          maxLength={100_000}
          value={edit.text}
          onChange={(event) => edit.change(event.target.value)}
          onBlur={edit.flush}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            edit.flush()
            setMode('read')
            section.current?.focus()
          }}
        />
      ) : edit.text === '' ? (
        locked ? null : (
          <button type="button" className="description-empty" onClick={() => setMode('write')}>
            Add a description
          </button>
        )
      ) : (
        <Suspense fallback={<p className="markdown whitespace-pre-wrap">{edit.text}</p>}>
          <Markdown text={edit.text} />
        </Suspense>
      )}
      <EarlierText edit={edit} locked={locked} />
    </section>
  )
}
