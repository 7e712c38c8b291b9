import { type ReactNode, useState } from 'react'
import { useRequest } from '../sign-in/use-request.ts'
import { FormDialog } from './form-dialog.tsx'
import { OwnPassword, ownPasswordProblem } from './own-password.tsx'

interface PasswordDialogProps {
  title: string
  act: string
  look?: 'primary' | 'destroys'
  /** What comes of it. */
  children: ReactNode
  onConfirm: (password: string) => Promise<void>
  onClose: () => void
}

/** Asks whether it is meant, and for the password. */
export function PasswordDialog({ children, onConfirm, ...rest }: PasswordDialogProps) {
  const [password, setPassword] = useState('')
  const { busy, run, problem, setProblem, error } = useRequest()
  function submit() {
    const wrong = ownPasswordProblem(password)
    if (wrong) return setProblem(wrong)
    void run(() => onConfirm(password))
  }
  return (
    <FormDialog {...rest} busy={busy} error={error} onSubmit={submit}>
      {children}
      <OwnPassword value={password} problem={problem} onChange={setPassword} />
    </FormDialog>
  )
}
