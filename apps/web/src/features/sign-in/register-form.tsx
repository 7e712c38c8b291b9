import { Email } from '@holdfast/domain'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { type AccountProblem, emailRule, nameRule } from './account-problem.ts'
import { CheckMail } from './check-mail.tsx'
import { EntryForm, EntryPage } from './entry-page.tsx'
import { NewPasswordField, newPasswordProblem } from './new-password-field.tsx'
import { register } from './register.ts'
import { useRequest } from './use-request.ts'

interface RegisterFormProps {
  title: string
  lead?: string
  other: ReactNode
  /** Whoever was invited by mail has that address. */
  invited?: { email: string; invitation: string }
}

const empty = { firstName: '', lastName: '', email: '', password: '' }

/** Asks who somebody is, and after that for the answer to a mail where the server sends any. */
export function RegisterForm({ title, lead, other, invited }: RegisterFormProps) {
  const navigate = useNavigate()
  const [form, setForm] = useState({ ...empty, ...(invited && { email: invited.email }) })
  const [mailed, setMailed] = useState(false)
  const { busy, problem, setProblem, run, error, errorOf } = useRequest()
  const page = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem?.field) page.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [problem])

  const send = () => register({ ...form, ...(invited && { invitation: invited.invitation }) })
  const take = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))

  function submit() {
    const wrong = firstProblem(form)
    if (wrong) return setProblem(wrong)
    void run(async () => {
      if ((await send()) === 'check-mail') setMailed(true)
      else await navigate({ to: '/' })
    })
  }

  if (mailed)
    return (
      <CheckMail
        email={form.email.trim()}
        what="Open the link in it on this device, and you are signed in."
        onResend={async () => {
          await send()
        }}
        onBack={() => setMailed(false)}
      />
    )
  return (
    <EntryPage title={title} other={other}>
      {lead ? <p className="entry-lead">{lead}</p> : null}
      <div ref={page}>
        <EntryForm error={error} onSubmit={submit}>
          <div className="names">
            <Field
              label="First name"
              name="firstName"
              autoComplete="given-name"
              required
              maxLength={100}
              value={form.firstName}
              error={errorOf('firstName')}
              onChange={(event) => take({ firstName: event.target.value })}
            />
            <Field
              label="Last name"
              name="lastName"
              autoComplete="family-name"
              maxLength={100}
              value={form.lastName}
              onChange={(event) => take({ lastName: event.target.value })}
            />
          </div>
          <Field
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            required
            readOnly={invited !== undefined}
            {...(invited && { hint: 'The invitation is for this address.' })}
            value={form.email}
            error={errorOf('email')}
            onChange={(event) => take({ email: event.target.value })}
          />
          <NewPasswordField
            label="Password"
            value={form.password}
            about={[form.email.split('@')[0] ?? '', form.firstName, form.lastName]}
            error={errorOf('password')}
            onChange={(password) => take({ password })}
          />
          <Button look="primary" size="large" block type="submit" busy={busy}>
            Create account
          </Button>
        </EntryForm>
      </div>
    </EntryPage>
  )
}

/** What can be told without asking the server. */
function firstProblem(form: typeof empty): AccountProblem | null {
  if (form.firstName.trim() === '') return { field: 'firstName', text: nameRule }
  if (!Email.safeParse(form.email.trim()).success) return { field: 'email', text: emailRule }
  return newPasswordProblem(form.password)
}
