import { Email } from '@holdfast/domain'
import { Link, useNavigate } from '@tanstack/react-router'
import { FingerprintPattern } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { rememberedPerson } from '../../wiring/account.ts'
import {
  type AccountProblem,
  accountProblem,
  asPasskeyProblem,
  emailRule,
} from './account-problem.ts'
import { canUsePasskeys } from './can-use-passkeys.ts'
import { EntryForm, EntryPage } from './entry-page.tsx'
import { PasswordField } from './password-field.tsx'
import { SecondFactorPage } from './second-factor-page.tsx'
import { type SecondFactor, signIn, signInByOfferedPasskey, signInByPasskey } from './sign-in.ts'
import { useStanding } from './standing.ts'
import { useRequest } from './use-request.ts'

/** By password, with a second step where the account has one, or by passkey alone. */
export function SignInPage() {
  const navigate = useNavigate()
  const [email, setEmail] = useState(rememberedPerson()?.email ?? '')
  const [step, setStep] = useState<SecondFactor | null>(null)
  const [told, setTold] = useState<string>()
  const goIn = () => navigate({ to: '/' })

  if (step)
    return (
      <SecondFactorPage
        step={step}
        onDone={goIn}
        onBack={(why) => {
          setTold(why)
          setStep(null)
        }}
      />
    )
  return (
    <PasswordPage
      email={email}
      told={told}
      onEmail={setEmail}
      onStep={(next) => {
        setTold(undefined)
        setStep(next)
      }}
      onDone={goIn}
    />
  )
}

interface PasswordPageProps {
  email: string
  /** Why one is here again. */
  told: string | undefined
  onEmail: (email: string) => void
  onStep: (step: SecondFactor) => void
  onDone: () => Promise<void>
}

function PasswordPage({ email, told, onEmail, onStep, onDone }: PasswordPageProps) {
  const known = rememberedPerson()
  const [password, setPassword] = useState('')
  const { busy, problem, setProblem, run, error, errorOf } = useRequest()
  const [byPasskey, setByPasskey] = useState(false)
  const other = known && email.trim().toLowerCase() !== known.email.toLowerCase()
  const emailField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  useOfferedPasskey(onDone, setProblem)

  useEffect(() => {
    if (problem?.field === 'email') emailField.current?.focus()
    if (problem?.field === 'password') passwordField.current?.focus()
  }, [problem])

  function submit() {
    const wrong = firstProblem({ email, password })
    if (wrong) return setProblem(wrong)
    setByPasskey(false)
    void run(async () => {
      const step = await signIn(email.trim(), password)
      if (step) onStep(step)
      else await onDone()
    })
  }

  function usePasskey() {
    setByPasskey(true)
    void run(async () => {
      await signInByPasskey()
      await onDone()
    }, asPasskeyProblem)
  }

  return (
    <EntryPage title={known ? 'Sign in again' : 'Sign in'} other={<Elsewhere known={!!known} />}>
      {canUsePasskeys() ? (
        <>
          <Button
            size="large"
            block
            icon={FingerprintPattern}
            busy={busy && byPasskey}
            onClick={usePasskey}
          >
            Sign in with a passkey
          </Button>
          <p className="or" aria-hidden="true">
            or
          </p>
        </>
      ) : null}
      <EntryForm error={error ?? told} onSubmit={submit}>
        <Field
          label="E-mail"
          ref={emailField}
          type="email"
          name="email"
          autoComplete="username webauthn"
          required
          {...(other && {
            hint: `What ${known.displayName} did here stays on this device, and is sent when ${known.email} signs in again.`,
          })}
          value={email}
          error={errorOf('email')}
          onChange={(event) => onEmail(event.target.value)}
        />
        <PasswordField
          label="Password"
          ref={passwordField}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          error={errorOf('password')}
          aside={
            <Link to="/forgot" className="link">
              Forgotten?
            </Link>
          }
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" size="large" block type="submit" busy={busy && !byPasskey}>
          Sign in
        </Button>
      </EntryForm>
    </EntryPage>
  )
}

/** What else one may do than sign in. */
function Elsewhere({ known }: { known: boolean }) {
  const { standing } = useStanding()
  const open = !standing || standing.first || standing.registration === 'open'
  return (
    <>
      {open ? (
        <p>
          New here?{' '}
          <Link to="/register" className="link plain">
            Create an account
          </Link>
        </p>
      ) : null}
      {known ? (
        <p>
          <Link to="/" className="link plain">
            Go on without signing in
          </Link>
          . Your work stays on this device and is sent when you sign in.
        </p>
      ) : null}
      {window.holdfast ? (
        <p>Passkeys work in a browser only. Here, sign in with your password.</p>
      ) : null}
    </>
  )
}

/** The browser suggests passkeys where it suggests what to fill in. To pick none is no failure. */
function useOfferedPasskey(
  onDone: () => Promise<void>,
  onProblem: (problem: AccountProblem) => void,
) {
  const done = useEffectEvent(onDone)
  const failed = useEffectEvent(onProblem)
  useEffect(() => {
    if (!canUsePasskeys()) return
    const offer = new AbortController()
    signInByOfferedPasskey(offer.signal).then(
      (isIn) => (isIn ? done() : undefined),
      (error: unknown) => {
        const refused = error instanceof Error && 'data' in error && error.data
        if (refused && !offer.signal.aborted) failed(asPasskeyProblem(accountProblem(error)))
      },
    )
    return () => offer.abort()
  }, [])
}

/** What can be told without asking the server. */
function firstProblem(form: { email: string; password: string }): AccountProblem | null {
  if (!Email.safeParse(form.email.trim()).success) return { field: 'email', text: emailRule }
  if (form.password === '') return { field: 'password', text: 'Write your password.' }
  return null
}
