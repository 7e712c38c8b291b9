import { Email } from '@holdfast/domain'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { currentWiring, rememberedPerson } from '../../wiring/account.ts'
import { emailRule } from './account-problem.ts'
import { CheckMail } from './check-mail.tsx'
import { EntryForm, EntryPage } from './entry-page.tsx'
import { useStanding } from './standing.ts'
import { useRequest } from './use-request.ts'

/** Has a link mailed that sets a new password. */
export function ForgotPage() {
  const { standing } = useStanding()
  const [email, setEmail] = useState(rememberedPerson()?.email ?? '')
  const [mailed, setMailed] = useState(false)
  const { busy, run, setProblem, error, errorOf } = useRequest()

  const send = async () => {
    await currentWiring().accounts.auth.requestPasswordReset.mutate({ email: email.trim() })
  }

  function submit() {
    if (!Email.safeParse(email.trim()).success)
      return setProblem({ field: 'email', text: emailRule })
    void run(async () => {
      await send()
      setMailed(true)
    })
  }

  if (mailed)
    return (
      <CheckMail
        email={email.trim()}
        what="If there is an account with this address, the link in it sets a new password."
        onResend={send}
        onBack={() => setMailed(false)}
      />
    )
  const back = (
    <p>
      <Link to="/sign-in" className="link plain">
        Back to signing in
      </Link>
    </p>
  )
  if (standing && !standing.mail)
    return (
      <EntryPage title="Set a new password" announced other={back}>
        <p className="entry-lead">
          This server sends no mail, so it cannot prove that the account is yours. Ask whoever runs
          it to set a new password. Your work on this device is untouched.
        </p>
      </EntryPage>
    )
  return (
    <EntryPage title="Set a new password" other={back}>
      <p className="entry-lead">
        A link comes to your e-mail address. Your work on this device is untouched meanwhile.
      </p>
      <EntryForm error={error} onSubmit={submit}>
        <Field
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          error={errorOf('email')}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button look="primary" size="large" block type="submit" busy={busy}>
          Send the link
        </Button>
      </EntryForm>
    </EntryPage>
  )
}
