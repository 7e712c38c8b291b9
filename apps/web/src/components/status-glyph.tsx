import type { TaskStatus } from '@holdfast/domain'

export const statusNames: Record<TaskStatus, string> = {
  todo: 'To do',
  in_progress: 'In progress',
  in_review: 'In review',
  completed: 'Completed',
  cancelled: 'Cancelled',
}

const ring = <circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" strokeWidth="1.5" />

const shapes: Record<TaskStatus, React.ReactNode> = {
  todo: ring,
  in_progress: (
    <>
      {ring}
      <path d="M8 4.4a3.6 3.6 0 0 1 0 7.2z" fill="currentColor" />
    </>
  ),
  in_review: (
    <>
      <circle
        cx="8"
        cy="8"
        r="6.1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="2.6 1.23"
      />
      <circle cx="8" cy="8" r="2.5" fill="currentColor" />
    </>
  ),
  completed: (
    <>
      <circle cx="8" cy="8" r="6.85" fill="currentColor" />
      <path
        d="m5.1 8.2 2 2 3.8-4.1"
        fill="none"
        stroke="var(--raised)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  cancelled: (
    <>
      {ring}
      <path d="m3.9 12.1 8.2-8.2" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
}

/** A status as a shape. Give `named` where no word stands beside it. */
export function StatusGlyph({ status, named = false }: { status: TaskStatus; named?: boolean }) {
  const className = `glyph status-${status}`
  if (!named) {
    return (
      <svg className={className} viewBox="0 0 16 16" aria-hidden="true">
        {shapes[status]}
      </svg>
    )
  }
  return (
    <svg className={className} viewBox="0 0 16 16" role="img" aria-label={statusNames[status]}>
      {shapes[status]}
    </svg>
  )
}
