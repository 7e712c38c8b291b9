import type { TaskPriority } from '@holdfast/domain'

export const priorityNames: Record<TaskPriority, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

const shapes: Record<TaskPriority, React.ReactNode> = {
  critical: (
    <>
      <path d="M5.2 1.2h5.6L14.8 5.2v5.6l-4 4H5.2l-4-4V5.2z" fill="currentColor" />
      <path
        d="M8 4.3v4.4M8 11.3v.2"
        stroke="var(--raised)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </>
  ),
  high: (
    <path
      d="m3.2 8.4 4.8-4.6 4.8 4.6M3.2 12.8 8 8.2l4.8 4.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  medium: <path d="M3.4 8h9.2" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />,
  low: (
    <path
      d="m3.6 6 4.4 4.2L12.4 6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
}

/** A priority as a shape. Give `named` where no word stands beside it. Lists draw nothing for medium. */
export function PriorityGlyph({
  priority,
  named = false,
}: {
  priority: TaskPriority
  named?: boolean
}) {
  const className = `glyph priority-${priority}`
  if (!named) {
    return (
      <svg className={className} viewBox="0 0 16 16" aria-hidden="true">
        {shapes[priority]}
      </svg>
    )
  }
  return (
    <svg
      className={className}
      viewBox="0 0 16 16"
      role="img"
      aria-label={`${priorityNames[priority]} priority`}
    >
      {shapes[priority]}
    </svg>
  )
}
