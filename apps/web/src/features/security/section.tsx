import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import './security.css'

interface SectionProps {
  title: string
  note?: string
  /** What can be done to all of it. */
  action?: ReactNode
  children: ReactNode
}

/** A part of the settings of security. */
export function Section({ title, note, action, children }: SectionProps) {
  const id = useId()
  return (
    <section className="security-part" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p>{note}</p>
        {action}
      </header>
      {children}
    </section>
  )
}

interface LineProps {
  icon: LucideIcon
  title: string
  /** A word of how it stands. */
  mark?: { text: string; look: 'ok' | 'warn' } | null
  note: ReactNode
  /** Asks whether it is meant. */
  confirming?: boolean
  children?: ReactNode
}

/** One thing of a list, with what can be done to it. */
export function Line({ icon: Icon, title, mark, note, confirming = false, children }: LineProps) {
  return (
    <li className={confirming ? 'security-line confirm' : 'security-line'}>
      <Icon />
      <div>
        <p>
          <span dir="auto">{title}</span>
          {mark ? <span className={`pill ${mark.look}`}>{mark.text}</span> : null}
        </p>
        <div className="security-note">{note}</div>
      </div>
      {children}
    </li>
  )
}
