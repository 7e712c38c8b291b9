import { type FormEvent, type ReactNode, useId, useRef } from 'react'
import { Button, type ButtonProps } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Failure } from '../sign-in/entry-page.tsx'

interface FormDialogProps {
  title: string
  /** What the button does. */
  act: string
  look?: NonNullable<ButtonProps['look']>
  busy: boolean
  error: string | undefined
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/** A question with fields. What is written stays when the server refuses it. */
export function FormDialog({
  title,
  act,
  look = 'primary',
  busy,
  error,
  onSubmit,
  onClose,
  children,
}: FormDialogProps) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      focus={() => form.current?.querySelector<HTMLElement>('input:not([type=hidden])') ?? null}
      foot={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look={look} type="submit" form={id} busy={busy}>
            {act}
          </Button>
        </>
      }
    >
      <form
        id={id}
        ref={form}
        className="dialog-form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {error ? <Failure>{error}</Failure> : null}
        {children}
      </form>
    </Dialog>
  )
}
