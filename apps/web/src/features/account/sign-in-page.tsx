import { Email } from '@holdfast/domain'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { rememberedPerson, signIn } from '../../wiring/account.ts'
import { AccountPage } from './account-page.tsx'
import { type AccountProblem, accountProblem } from './account-problem.ts'

export function SignInPage() {
  const navigate = useNavigate()
  const known = rememberedPerson()
  const [email, setEmail] = useState(known?.email ?? '')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<AccountProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const emailField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (problem?.field === 'email') emailField.current?.focus()
    if (problem?.field === 'password') passwordField.current?.focus()
  }, [problem])

  async function submit() {
    if (busy) return
    const wrong = firstProblem({ email, password })
    setProblem(wrong)
    if (wrong) return
    setBusy(true)
    try {
      await signIn({ email: email.trim(), password })
      await navigate({ to: '/' })
    } catch (error) {
      setProblem(accountProblem(error))
      setBusy(false)
    }
  }

  return (
    <AccountPage
      title={known ? 'Sign in again' : 'Sign in'}
      error={problem && !problem.field ? problem.text : null}
      onSubmit={() => void submit()}
      other={
        <>
          <p>
            New here?{' '}
            <Link to="/register" className="link plain">
              Create an account
            </Link>
          </p>
          {known ? (
            <p>
              <Link to="/" className="link plain">
                Go on without signing in
              </Link>
              . Your work stays on this device and is sent when you sign in.
            </p>
          ) : null}
        </>
      }
    >
      <Field
        label="E-mail"
        ref={emailField}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        error={problem?.field === 'email' ? problem.text : undefined}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        ref={passwordField}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        error={problem?.field === 'password' ? problem.text : undefined}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button look="primary" size="large" block type="submit" busy={busy}>
        Sign in
      </Button>
    </AccountPage>
  )
}

/** What can be told without asking the server. */
function firstProblem(form: { email: string; password: string }): AccountProblem | null {
  if (!Email.safeParse(form.email.trim()).success) {
    return {
      field: 'email',
      text: 'This is not an e-mail address. It looks like name@example.org.',
    }
  }
  if (form.password === '') return { field: 'password', text: 'Write your password.' }
  return null
}
