import { Calendar, Check, Clock, ClockAlert, type LucideIcon } from 'lucide-react'

export type DueKind = 'late' | 'today' | 'later' | 'done'

const icons: Record<DueKind, LucideIcon> = {
  late: ClockAlert,
  today: Clock,
  later: Calendar,
  done: Check,
}

/** A date with the sign of how pressing it is. */
export function DueText({ kind, text }: { kind: DueKind; text: string }) {
  const Icon = icons[kind]
  return (
    <span className={`due due-${kind}`}>
      <Icon />
      <bdi>{text}</bdi>
    </span>
  )
}
