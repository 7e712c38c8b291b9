import { CircleAlert, Server } from 'lucide-react'
import type { FormEvent, ReactNode } from 'react'
import { BrandMark } from '../../components/brand-mark.tsx'
import './account.css'
import { RootedStrands } from './rooted-strands.tsx'

interface AccountPageProps {
  title: string
  children: ReactNode
  /** What went wrong with the whole form, in words. */
  error: string | null
  other: ReactNode
  onSubmit: () => void
}

/** The frame of signing in and registering. */
export function AccountPage({ title, children, error, other, onSubmit }: AccountPageProps) {
  return (
    <main className="sign-in" aria-label={title}>
      <div className="sign-in-form">
        <p className="brand">
          <BrandMark />
          Holdfast
        </p>
        <form
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            onSubmit()
          }}
        >
          <h1>{title}</h1>
          {error ? (
            <p className="field-error" role="alert">
              <CircleAlert />
              <span>{error}</span>
            </p>
          ) : null}
          {children}
        </form>
        <div className="sign-in-other">{other}</div>
        <p className="server">
          <Server />
          {location.host}
        </p>
      </div>
      <div className="sign-in-art">
        <RootedStrands />
      </div>
    </main>
  )
}
