import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import { useStanding } from '../sign-in/standing.ts'
import type { Account } from './admin-types.ts'
import { type Deed, doDeed, wordsOf } from './deeds.ts'
import { refusalText } from './refusal-text.ts'

export type { Deed }

const toldBy = {
  mail: 'A mail tells them.',
  nobody: 'This server sends no mail: tell them yourself.',
} as const

interface DeedDialogProps {
  account: Account
  deed: Deed
  onClose: () => void
}

/** Says what follows from a decision, and has it done. */
export function DeedDialog({ account, deed, onClose }: DeedDialogProps) {
  const who = account.name || account.email
  const { title, consequence, button, destroys, done, undo } = wordsOf[deed](who)
  const { standing } = useStanding()
  const formId = useId()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const isSure = deed !== 'delete' || typed.trim().toLowerCase() === account.email.toLowerCase()

  async function takeBack(back: Deed) {
    try {
      await doDeed(back, account)
    } catch (failure) {
      tellRefusal(refusalText(failure, 'It was not taken back.'))
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!isSure) {
      setError('This is not their address.')
      return
    }
    setBusy(true)
    try {
      await doDeed(deed, account, typed.trim())
      tell({ text: done, ...(undo && { undo: () => void takeBack(undo) }) })
      onClose()
    } catch (failure) {
      setError(refusalText(failure, 'Nothing was changed.'))
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      foot={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} look={destroys ? 'destroys' : 'primary'} busy={busy}>
            {button}
          </Button>
        </>
      }
    >
      <form id={formId} className="deed" onSubmit={submit}>
        <p>
          {consequence} {standing ? toldBy[standing.mail ? 'mail' : 'nobody'] : null}
        </p>
        {deed === 'suspend' ? (
          <Field
            label="Reason"
            hint={
              standing?.mail
                ? 'Optional. It stands in the mail and in the audit log.'
                : 'Optional. It stands in the audit log.'
            }
            value={typed}
            maxLength={200}
            error={error}
            onChange={(event) => setTyped(event.target.value)}
          />
        ) : deed === 'delete' ? (
          <Field
            label="Their e-mail address, to be sure"
            hint={account.email}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            error={error}
            onChange={(event) => {
              setTyped(event.target.value)
              setError(undefined)
            }}
          />
        ) : error ? (
          <p className="field-error" role="alert">
            {error}
          </p>
        ) : null}
      </form>
    </Dialog>
  )
}
