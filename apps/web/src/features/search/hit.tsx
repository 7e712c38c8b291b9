import { isClosed, type Task, type TaskId } from '@holdfast/domain'
import { memo } from 'react'
import { Avatar } from '../../components/avatar.tsx'
import { DueText } from '../../components/due-text.tsx'
import { PriorityGlyph } from '../../components/priority-glyph.tsx'
import { ProjectName } from '../../components/project-name.tsx'
import { StatusGlyph } from '../../components/status-glyph.tsx'
import { dueLabel, type Moment } from '../tasks/due/due-label.ts'
import { highlight, snippetOf } from './match.ts'

interface HitProps {
  task: Task
  words: readonly string[]
  moment: Moment
  open: boolean
  project: string | null
  assignee: string | null
  onOpen: (id: TaskId) => void
}

/** One found task, with where it was found. Highlights are text, never markup. */
export const Hit = memo(function Hit(props: HitProps) {
  const { task, words, moment, open, project, assignee, onOpen } = props
  const due = dueLabel(task, moment)
  const snippet = task.description ? snippetOf(task.description, words) : null
  return (
    <button
      type="button"
      id={`row-${task.id}`}
      className={`hit${open ? ' open' : ''}${isClosed(task.status) ? ' closed' : ''}`}
      onClick={() => onOpen(task.id)}
    >
      <span className="hit-priority">
        {task.priority !== 'medium' ? <PriorityGlyph priority={task.priority} named /> : null}
      </span>
      <StatusGlyph status={task.status} named />
      <span className="hit-text">
        <span className="hit-title" dir="auto">
          <Marked text={task.title} words={words} />
        </span>
        {snippet ? (
          <span className="hit-snippet" dir="auto">
            <Marked text={snippet} words={words} />
          </span>
        ) : null}
      </span>
      <span className="hit-project">
        {project && task.projectId ? <ProjectName id={task.projectId} name={project} /> : null}
      </span>
      <span className="hit-due">{due ? <DueText {...due} /> : null}</span>
      <span className="hit-who">{assignee ? <Avatar name={assignee} /> : null}</span>
    </button>
  )
})

function Marked({ text, words }: { text: string; words: readonly string[] }) {
  return highlight(text, words).map(({ text: piece, hit }, index) =>
    hit ? <mark key={index}>{piece}</mark> : piece,
  )
}
