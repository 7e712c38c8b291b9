import { useDevice } from '@holdfast/client/react'
import { isClosed, type Task } from '@holdfast/domain'
import { useRef } from 'react'
import { completeTask } from '../../../actions/complete-task.ts'
import { perform } from '../../../actions/history.ts'
import { setTitleStep } from '../../../actions/step.ts'
import { StatusGlyph } from '../../../components/status-glyph.tsx'
import { useActionContext } from '../action-context.tsx'
import { useTextEdit } from './use-text-edit.ts'

/** Title and circle. The title is a field that looks like a heading. */
export function PanelTitle({ task }: { task: Task }) {
  const device = useDevice()
  const contextOf = useActionContext()
  const field = useRef<HTMLTextAreaElement>(null)
  const edit = useTextEdit({
    draftKey: `holdfast.draft.title.${task.id}`,
    value: task.title,
    save(text, base) {
      const title = text.replace(/\s+/gu, ' ').trim()
      // A title that is being rewritten may be empty for a while; an empty one is not kept.
      if (title === '' || title === base) return Promise.resolve()
      return perform(device, setTitleStep(task, base, title), { quiet: true })
    },
  })
  return (
    <div className="panel-title">
      <button
        type="button"
        className="status-button"
        aria-label={isClosed(task.status) ? 'Reopen' : 'Complete'}
        disabled={task.deletedAt !== null}
        onClick={() => completeTask.run({ ...contextOf(), tasks: [task] })}
      >
        <StatusGlyph status={task.status} named />
      </button>
      <textarea
        ref={field}
        id="panel-title"
        aria-label="Title"
        rows={1}
        dir="auto"
        maxLength={500}
        readOnly={task.deletedAt !== null}
        value={edit.text}
        onChange={(event) => edit.change(event.target.value)}
        onBlur={edit.flush}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') {
            event.preventDefault()
            field.current?.blur()
          } else if (event.key === 'Escape' && edit.dirty) {
            event.stopPropagation()
            edit.revert()
          }
        }}
      />
    </div>
  )
}
