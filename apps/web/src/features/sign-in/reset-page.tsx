import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, buttonClass } from '../../components/button.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { EntryForm, EntryPage } from './entry-page.tsx'
import { NewPasswordField, newPasswordProblem } from './new-password-field.tsx'
import { SpentLink } from './spent-link.tsx'
import { useLinkToken } from './use-link-token.ts'
import { useRequest } from './use-request.ts'

/** Where the link of a forgotten password leads: sets a new one and ends every session. */
export function ResetPage() {
  const token = useLinkToken('/reset')
  const [password, setPassword] = useState('')
  const [done, setDone] = useState(false)
  const { busy, run, setProblem, problem, error, errorOf } = useRequest()

  function submit() {
    const wrong = newPasswordProblem(password)
    if (wrong) return setProblem(wrong)
    void run(async () => {
      await currentWiring().accounts.auth.resetPassword.mutate({ token: token ?? '', password })
      setDone(true)
    })
  }

  if (done)
    return (
      <EntryPage title="Your new password is set" announced>
        <p className="entry-lead">
          Every device was signed out. What is kept on them stays, and is sent when you sign in
          again.
        </p>
        <Link to="/sign-in" className={buttonClass('primary', 'large', true)}>
          Sign in
        </Link>
      </EntryPage>
    )
  if (token === null || problem?.spent)
    return (
      <SpentLink title="Set a new password">
        <Link to="/forgot" className={buttonClass('primary', 'large', true)}>
          Have a new link sent
        </Link>
      </SpentLink>
    )
  return (
    <EntryPage title="Set a new password">
      <EntryForm error={error} onSubmit={submit}>
        <p className="entry-lead">This signs out every device. What is kept on them stays.</p>
        <NewPasswordField
          label="New password"
          value={password}
          about={[]}
          error={errorOf('password')}
          onChange={setPassword}
        />
        <Button look="primary" size="large" block type="submit" busy={busy}>
          Set password
        </Button>
      </EntryForm>
    </EntryPage>
  )
}
