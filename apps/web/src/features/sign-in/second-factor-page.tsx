import { FingerprintPattern } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { asPasskeyProblem } from './account-problem.ts'
import { canUsePasskeys } from './can-use-passkeys.ts'
import { EntryForm, EntryPage } from './entry-page.tsx'
import { confirmByCode, confirmByPasskey, type Method, type SecondFactor } from './sign-in.ts'
import { useRequest } from './use-request.ts'

interface SecondFactorPageProps {
  step: SecondFactor
  onDone: () => Promise<void>
  /** Back to the password. @param why nothing where the person asked for it */
  onBack: (why?: string) => void
}

const offers: Record<Method, string> = {
  totp: 'Use a code from your app',
  passkey: 'Use a passkey',
  recovery: 'Use a recovery code',
}

const order: readonly Method[] = ['passkey', 'totp', 'recovery']

/** The second step of signing in: that it is not only the password that somebody knows. */
export function SecondFactorPage({ step, onDone, onBack }: SecondFactorPageProps) {
  const usable = order.filter(
    (method) => step.methods.includes(method) && (method !== 'passkey' || canUsePasskeys()),
  )
  const preferred = usable.includes('totp') ? 'totp' : usable[0]
  const [method, setMethod] = useState(preferred)
  const others = usable.filter((other) => other !== method)

  return (
    <EntryPage
      title="Confirm that it is you"
      announced={method === undefined || method === 'passkey'}
      other={
        <>
          {others.map((other) => (
            <p key={other}>
              <button type="button" className="link plain" onClick={() => setMethod(other)}>
                {offers[other]}
              </button>
            </p>
          ))}
          {step.methods.includes('passkey') && !canUsePasskeys() ? (
            <p>Passkeys work in a browser only.</p>
          ) : null}
          <p>
            <button type="button" className="link plain" onClick={() => onBack()}>
              Back to the password
            </button>
          </p>
        </>
      }
    >
      {method === undefined ? (
        <p className="entry-lead">
          This account is confirmed by passkey only, and passkeys work in a browser. Open Holdfast
          in a browser, and set up codes from an app there to sign in here too.
        </p>
      ) : (
        <ByMethod key={method} method={method} step={step} onDone={onDone} onBack={onBack} />
      )}
    </EntryPage>
  )
}

function ByMethod({ method, ...rest }: SecondFactorPageProps & { method: Method }) {
  return method === 'passkey' ? <ByPasskey {...rest} /> : <ByCode method={method} {...rest} />
}

/** The password's ticket has run out: it is asked for anew. */
const tookTooLong = 'That took too long. Write your password again.'

const isOver = (error: unknown): boolean => {
  const code = (error as { data?: { appCode?: string } }).data?.appCode
  return code === 'sign-in-over'
}

function ByPasskey({ step, onDone, onBack }: SecondFactorPageProps) {
  const { busy, run, problem } = useRequest()
  function submit() {
    void run(async () => {
      try {
        await confirmByPasskey(step)
      } catch (error) {
        if (isOver(error)) return onBack(tookTooLong)
        throw error
      }
      await onDone()
    }, asPasskeyProblem)
  }
  return (
    <EntryForm error={problem?.text} onSubmit={submit}>
      <p className="entry-lead">
        Your device asks for your finger, your face, your key or its PIN.
      </p>
      <Button look="primary" size="large" block type="submit" icon={FingerprintPattern} busy={busy}>
        Use a passkey
      </Button>
    </EntryForm>
  )
}

interface ByCodeProps extends SecondFactorPageProps {
  method: 'totp' | 'recovery'
}

function ByCode({ method, step, onDone, onBack }: ByCodeProps) {
  const totp = method === 'totp'
  const field = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const { busy, run, setProblem, errorOf, error, problem } = useRequest()
  useEffect(() => field.current?.focus(), [])
  useEffect(() => {
    if (problem?.field === 'code') field.current?.select()
  }, [problem])

  function submit() {
    const written = totp ? code.replace(/\s/g, '') : code.trim()
    if (totp && !/^\d{6}$/.test(written))
      return setProblem({
        field: 'code',
        text: 'The code has 6 digits. Your app shows a new one every 30 seconds.',
      })
    if (written === '')
      return setProblem({ field: 'code', text: 'Write one of your recovery codes.' })
    void run(async () => {
      try {
        await confirmByCode(step, method, written)
      } catch (error) {
        if (isOver(error)) return onBack(tookTooLong)
        throw error
      }
      await onDone()
    })
  }

  return (
    <EntryForm error={error} onSubmit={submit}>
      <Field
        ref={field}
        label={totp ? 'Code from your app' : 'Recovery code'}
        name="code"
        autoComplete={totp ? 'one-time-code' : 'off'}
        inputMode={totp ? 'numeric' : 'text'}
        autoCapitalize="none"
        spellCheck={false}
        required
        hint={
          totp
            ? '6 digits, new every 30 seconds'
            : 'Each is good once. You kept them when you set this up.'
        }
        value={code}
        error={errorOf('code')}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button look="primary" size="large" block type="submit" busy={busy}>
        Confirm
      </Button>
    </EntryForm>
  )
}
