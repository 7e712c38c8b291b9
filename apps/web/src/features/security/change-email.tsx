import { Email } from '@holdfast/domain'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import { emailRule } from '../sign-in/account-problem.ts'
import { useRequest } from '../sign-in/use-request.ts'
import { FormDialog } from './form-dialog.tsx'
import { OwnPassword, ownPasswordProblem } from './own-password.tsx'

/** Asks for another address. It counts from when the link that is mailed to it was opened. */
export function ChangeEmail({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [mailed, setMailed] = useState(false)
  const { busy, run, problem, setProblem, error, errorOf } = useRequest()

  function submit() {
    const wrong = Email.safeParse(email.trim()).success
      ? ownPasswordProblem(password)
      : ({ field: 'email', text: emailRule } as const)
    if (wrong) return setProblem(wrong)
    void run(async () => {
      await currentWiring().api.account.changeEmail.mutate({ email: email.trim(), password })
      setMailed(true)
      await queryClient.invalidateQueries(api.account.pendingEmail.queryFilter())
    })
  }

  if (mailed)
    return (
      <Dialog
        open
        onClose={onClose}
        title="Look into your mail"
        foot={
          <Button look="primary" onClick={onClose}>
            OK
          </Button>
        }
      >
        <div className="dialog-form" role="status">
          <p>
            A mail is on its way to <b>{email.trim()}</b>. Your address changes when you open the
            link in it; until then the old one stays.
          </p>
          <p>Your old address is told as well.</p>
        </div>
      </Dialog>
    )
  return (
    <FormDialog
      title="Change e-mail"
      act="Send the link"
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="New e-mail"
        type="email"
        name="email"
        autoComplete="email"
        required
        value={email}
        error={errorOf('email')}
        onChange={(event) => setEmail(event.target.value)}
      />
      <OwnPassword value={password} problem={problem} onChange={setPassword} />
    </FormDialog>
  )
}
