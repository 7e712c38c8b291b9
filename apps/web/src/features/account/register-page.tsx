import { Email, Password } from '@holdfast/domain'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { register } from '../../wiring/account.ts'
import { AccountPage } from './account-page.tsx'
import { type AccountProblem, accountProblem, passwordRule } from './account-problem.ts'

export function RegisterPage() {
  const navigate = useNavigate()
  const [firstName, setFirstName] = useState('')
  const [lastName, setLastName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<AccountProblem | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit() {
    if (busy) return
    const wrong = firstProblem({ firstName, email, password })
    setProblem(wrong)
    if (wrong) return
    setBusy(true)
    try {
      await register({
        email: email.trim(),
        password,
        firstName: firstName.trim(),
        lastName: lastName.trim(),
      })
      await navigate({ to: '/' })
    } catch (error) {
      setProblem(accountProblem(error))
      setBusy(false)
    }
  }

  const errorOf = (field: AccountProblem['field']) =>
    problem?.field === field ? problem?.text : undefined
  return (
    <AccountPage
      title="Create an account"
      error={problem && !problem.field ? problem.text : null}
      onSubmit={() => void submit()}
      other={
        <p>
          Have one already?{' '}
          <Link to="/sign-in" className="link plain">
            Sign in
          </Link>
        </p>
      }
    >
      <div className="names">
        <Field
          label="First name"
          name="firstName"
          autoComplete="given-name"
          required
          maxLength={100}
          value={firstName}
          error={errorOf('firstName')}
          onChange={(event) => setFirstName(event.target.value)}
        />
        <Field
          label="Last name"
          name="lastName"
          autoComplete="family-name"
          maxLength={100}
          value={lastName}
          onChange={(event) => setLastName(event.target.value)}
        />
      </div>
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
      <Field
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        required
        hint="12 characters or more. A few words are easier to keep than a few signs."
        value={password}
        error={errorOf('password')}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button look="primary" size="large" block type="submit" busy={busy}>
        Create account
      </Button>
    </AccountPage>
  )
}

/** What can be told without asking the server. */
function firstProblem(form: {
  firstName: string
  email: string
  password: string
}): AccountProblem | null {
  if (form.firstName.trim() === '') {
    return { field: 'firstName', text: 'Write a name, so that others know who you are.' }
  }
  if (!Email.safeParse(form.email.trim()).success) {
    return {
      field: 'email',
      text: 'This is not an e-mail address. It looks like name@example.org.',
    }
  }
  if (!Password.safeParse(form.password).success) return { field: 'password', text: passwordRule }
  return null
}
