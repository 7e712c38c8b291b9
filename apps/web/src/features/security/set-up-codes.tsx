import { useState } from 'react'
import { Field } from '../../components/field.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { useRequest } from '../sign-in/use-request.ts'
import { CopyButton } from './copy-button.tsx'
import { refreshFactors } from './factors.ts'
import { FormDialog } from './form-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

interface Started {
  setup: string
  secret: string
  otpauthUrl: string
}

/** Password, then the app takes the secret and proves it, then the recovery codes. */
export function SetUpCodes({ onClose }: { onClose: () => void }) {
  const [started, setStarted] = useState<Started>()
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />
  if (started) return <ConfirmApp started={started} onConfirmed={setCodes} onClose={onClose} />
  return (
    <PasswordDialog
      title="Set up a code from an app"
      act="Go on"
      onClose={onClose}
      onConfirm={async (password) =>
        setStarted(await currentWiring().api.factors.totpStart.mutate({ password }))
      }
    >
      <p>
        You need an app that shows such codes on your phone, or a password manager that does. From
        then on, signing in asks for a code after the password.
      </p>
    </PasswordDialog>
  )
}

interface ConfirmAppProps {
  started: Started
  onConfirmed: (recoveryCodes: readonly string[]) => void
  onClose: () => void
}

function ConfirmApp({ started, onConfirmed, onClose }: ConfirmAppProps) {
  const { setup, secret, otpauthUrl } = started
  const [code, setCode] = useState('')
  const { busy, run, setProblem, error, errorOf } = useRequest()

  function submit() {
    const digits = code.replace(/\s/g, '')
    if (!/^\d{6}$/.test(digits))
      return setProblem({ field: 'code', text: 'Write the 6 digits that your app shows now.' })
    void run(async () => {
      const { recoveryCodes } = await currentWiring().api.factors.totpConfirm.mutate({
        setup,
        code: digits,
      })
      onConfirmed(recoveryCodes)
      void refreshFactors()
    })
  }

  return (
    <FormDialog
      title="Set up a code from an app"
      act="Switch on"
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>Scan this with the app, or write the key into it.</p>
      <QrCode text={otpauthUrl} label="The key below, as a picture to scan" />
      <div className="dialog-acts">
        <code className="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        <CopyButton text={secret} size="small" />
      </div>
      <Field
        label="Code that the app shows"
        name="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        value={code}
        error={errorOf('code')}
        onChange={(event) => setCode(event.target.value)}
      />
    </FormDialog>
  )
}
