import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { EntryPage, Failure } from './entry-page.tsx'

interface SpentLinkProps {
  title: string
  /** How to get a new one. */
  children: ReactNode
}

/** A link out of a mail that is good no more, or was cut off on its way. */
export function SpentLink({ title, children }: SpentLinkProps) {
  return (
    <EntryPage
      title={title}
      announced
      other={
        <p>
          <Link to="/sign-in" className="link plain">
            Sign in
          </Link>
        </p>
      }
    >
      <Failure>
        This link was used already, is too old, or was cut off. Nothing was changed.
      </Failure>
      {children}
    </EntryPage>
  )
}
