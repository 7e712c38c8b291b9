import { useMe } from '@holdfast/client/react'
import { useState } from 'react'
import { tell } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { queryClient } from '../../wiring/api.ts'
import { NewPasswordField, newPasswordProblem } from '../sign-in/new-password-field.tsx'
import { useRequest } from '../sign-in/use-request.ts'
import { FormDialog } from './form-dialog.tsx'
import { OwnPassword, ownPasswordProblem } from './own-password.tsx'

/** Asks for the old password and a new one. */
export function ChangePassword({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const { busy, run, setProblem, problem, error, errorOf } = useRequest()

  function submit() {
    const wrong = ownPasswordProblem(current) ?? newPasswordProblem(next)
    if (wrong) return setProblem(wrong)
    void run(async () => {
      await currentWiring().api.account.changePassword.mutate({
        currentPassword: current,
        newPassword: next,
      })
      await queryClient.invalidateQueries()
      onClose()
      tell({ text: 'Password changed. Other devices are signed out.' })
    })
  }

  return (
    <FormDialog
      title="Change password"
      act="Change password"
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <OwnPassword value={current} problem={problem} onChange={setCurrent} />
      <NewPasswordField
        label="New password"
        value={next}
        about={me ? [me.email.split('@')[0] ?? '', me.profile.firstName, me.profile.lastName] : []}
        error={problem?.wrongPassword ? undefined : errorOf('password')}
        onChange={setNext}
      />
    </FormDialog>
  )
}
