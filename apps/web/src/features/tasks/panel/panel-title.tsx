import { useDevice } from '@holdfast/client/react'
import { isClosed, type Task } from '@holdfast/domain'
import { completeTask } from '../../../actions/complete-task.ts'
import { perform } from '../../../actions/history.ts'
import { setTitleStep } from '../../../actions/step.ts'
import { StatusGlyph } from '../../../components/status-glyph.tsx'
import { useActionContext } from '../action-context.tsx'
import { tidy } from '../drafts/text-draft.ts'
import { whenAnswered } from '../drafts/when-answered.ts'
import { EarlierText } from './earlier-text.tsx'
import { useTextEdit } from './use-text-edit.ts'

interface PanelTitleProps {
  task: Task
  locked: boolean
  onRefused: (reason: string | null) => void
  /** The title is written; the focus goes back to the panel. */
  onDone: () => void
}

/** Title and circle. The title is a field that looks like a heading. */
export function PanelTitle({ task, locked, onRefused, onDone }: PanelTitleProps) {
  const device = useDevice()
  const contextOf = useActionContext()
  const edit = useTextEdit({
    place: { userId: device.userId, taskId: task.id, field: 'title' },
    value: task.title,
    locked,
    whenAnswered: (run) => whenAnswered(device, run),
    save(text, base) {
      const title = tidy('title', text)
      onRefused(null)
      // A title that is being rewritten may be empty for a while; an empty one is not kept.
      if (title === '' || title === base) return Promise.resolve()
      return perform(device, setTitleStep(task, base, title), { quiet: true, onRefusal: onRefused })
    },
  })
  return (
    <>
      <div className="panel-title">
        <button
          type="button"
          className="status-button"
          aria-label={isClosed(task.status) ? 'Reopen' : 'Complete'}
          disabled={locked}
          onClick={() => completeTask.run({ ...contextOf(), tasks: [task] })}
        >
          <StatusGlyph status={task.status} named />
        </button>
        <textarea
          id="panel-title"
          aria-label="Title"
          rows={1}
          dir="auto"
          maxLength={500}
          readOnly={locked}
          value={edit.text}
          onChange={(event) => edit.change(event.target.value)}
          onBlur={edit.flush}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Enter') {
              event.preventDefault()
              edit.flush()
              onDone()
            } else if (event.key === 'Escape' && edit.dirty) {
              event.stopPropagation()
              edit.revert()
              onRefused(null)
            }
          }}
        />
      </div>
      <EarlierText edit={edit} locked={locked} />
    </>
  )
}
