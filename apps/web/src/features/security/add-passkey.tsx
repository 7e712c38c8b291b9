import { useState } from 'react'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { asPasskeyProblem } from '../sign-in/account-problem.ts'
import { useRequest } from '../sign-in/use-request.ts'
import { refreshFactors } from './factors.ts'
import { FormDialog } from './form-dialog.tsx'
import { OwnPassword, ownPasswordProblem } from './own-password.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

interface AddPasskeyProps {
  /** How many there are. */
  known: number
  onClose: () => void
}

/** Password and a name, then the browser asks for the finger, the face or the key. */
export function AddPasskey({ known, onClose }: AddPasskeyProps) {
  const [name, setName] = useState(`Passkey ${known + 1}`)
  const [password, setPassword] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const { busy, run, problem, setProblem, error, errorOf } = useRequest()

  function submit() {
    const wrong =
      name.trim() === ''
        ? ({ field: 'name', text: 'Write a name.' } as const)
        : ownPasswordProblem(password)
    if (wrong) return setProblem(wrong)
    void run(async () => {
      const { factors } = currentWiring().api
      const { makePasskey } = await import('../sign-in/passkeys.ts')
      const { challengeId, options } = await factors.passkeyStart.mutate({ password })
      const response = await makePasskey(options)
      const added = await factors.passkeyFinish.mutate({ challengeId, name: name.trim(), response })
      void refreshFactors()
      if (added.recoveryCodes) return setCodes(added.recoveryCodes)
      onClose()
      tell({ text: `${name.trim()} is added` })
    }, asPasskeyProblem)
  }

  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />
  return (
    <FormDialog
      title="Add passkey"
      act="Go on"
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        Your browser asks next for your finger, your face or a security key. From then on, a passkey
        signs you in alone, and your password asks for one as a second step.
      </p>
      <Field
        label="Name"
        maxLength={100}
        hint="So that you know it among others, such as “Work laptop”."
        value={name}
        error={errorOf('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <OwnPassword value={password} problem={problem} onChange={setPassword} />
    </FormDialog>
  )
}
