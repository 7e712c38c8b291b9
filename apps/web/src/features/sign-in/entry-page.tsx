import { CircleAlert, Server } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { BrandMark } from '../../components/brand-mark.tsx'
import { RootedStrands } from './rooted-strands.tsx'
import './sign-in.css'

interface EntryPageProps {
  title: string
  children?: ReactNode
  /** Where else one may go from here. */
  other?: ReactNode
  /** The heading takes the focus, where a page has taken the place of another and has no field. */
  announced?: boolean
}

/** The frame of whatever stands before the app: signing in, registering, links out of mails. */
export function EntryPage({ title, children, other, announced = false }: EntryPageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Holdfast`
    if (announced) heading.current?.focus()
  }, [title, announced])
  return (
    <main className="sign-in" aria-label={title}>
      <div className="sign-in-form">
        <p className="brand">
          <BrandMark />
          Holdfast
        </p>
        <div className="entry">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {children}
        </div>
        <div className="sign-in-other">{other}</div>
        {window.holdfast ? null : (
          <p className="server">
            <Server />
            {location.host}
          </p>
        )}
      </div>
      <div className="sign-in-art">
        <RootedStrands />
      </div>
    </main>
  )
}

interface EntryFormProps {
  children: ReactNode
  /** What went wrong with the whole form, in words. */
  error?: string | undefined
  onSubmit: () => void
}

/** The fields of such a page; the first that is empty waits for the keys. */
export function EntryForm({ children, error, onSubmit }: EntryFormProps) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // On a phone the keyboard would cover the page before it was read.
    if (matchMedia('(pointer: coarse)').matches || document.activeElement !== document.body) return
    const fields = form.current?.querySelectorAll<HTMLInputElement>('input:not([type=checkbox])')
    ;[...(fields ?? [])].find(({ value, readOnly }) => value === '' && !readOnly)?.focus()
  }, [])
  return (
    <form
      ref={form}
      className="entry-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {error ? <Failure>{error}</Failure> : null}
      {children}
    </form>
  )
}

/** What went wrong, read out at once. */
export function Failure({ children }: { children: ReactNode }) {
  return (
    <div className="field-error" role="alert">
      <CircleAlert />
      <span>{children}</span>
    </div>
  )
}
